/* What a network says of a recording, frame by frame; scores are made of it afterwards, so that any
 * of them costs one run. And the baselines, which have peaks only. */
#ifndef REPRODUCE_SIGNALS_H
#define REPRODUCE_SIGNALS_H

#include "peaks.h"
#include "reproduce_plan.h"

struct signals {
    float *at; /* [n][1 + 2 n_gates] E, then the difference of each gate's mean, then the mean of
                  the units' |differences| of each gate; of frame 0 all are 0 */
    size_t n, room;
    int n_gates;
    uint64_t length; /* [samples] */
    int failed;      /* out of memory */
};

/* Runs the model, which may need all of x[n] at once. Free with signals_free. */
int signals_hear(struct signals *s, const struct pseg_model *model, const float *x, size_t n,
                 struct pseg_error *error);
void signals_free(struct signals *s);

/* Score of frame t. */
double signals_score(const struct signals *s, size_t t, enum row_score score, int gate, double w);

/* All local maxima of the score, by the detector's own picker. -1: out of memory */
int signals_peaks(struct pseg_peaks *peaks, const struct signals *s, enum row_score score, int gate,
                  double w);

/* A model without network, for a baseline: its front end, score and offset. */
void baseline_model(struct pseg_model *model, const struct system *system);

/* The baseline's peaks; labelled [samples]: where a periodic one ends. */
int baseline_peaks(struct pseg_peaks *peaks, const struct system *system, const float *x, size_t n,
                   size_t labelled, struct pseg_error *error);

#endif
