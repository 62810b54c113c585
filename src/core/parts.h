/* What a detector is made of, and the parts of a frame: for detector.c, which takes them one after
 * the other, and group.c, where the network's part is one step for several detectors. */
#ifndef PSEG_PARTS_H
#define PSEG_PARTS_H

#include "frontend.h"
#include "network.h"
#include "picker.h"
#include "score.h"

struct pseg {
    struct pseg_config config;
    struct pseg_frontend frontend;
    struct pseg_network net;
    const float *weights;
    const struct pseg_kernels *kernels;
    struct pseg_trace trace; /* of one stream */
    int heard;               /* steps of the trace that the last frames took */
    float *features;         /* [trace.steps][n_features] as the observer sees them */
    float *normal;           /* [trace.steps][n_features] as the network sees them */
    float *error;            /* [n_features] squared prediction error */
    struct pseg_transition transition;
    struct pseg_picker picker;
    uint64_t samples; /* consumed */
    uint64_t frames;  /* whose features are known */
    uint64_t scores;  /* frames whose score is known */
    int flushed;
    pseg_observer *observe;
    void *user;
};

/* What pseg_process() has against these arguments, or PSEG_OK. */
int pseg_detector_refused(const struct pseg *d, const struct pseg_event *events, size_t room,
                          const float *audio, size_t n);

/* The features of up to `most` frames of audio[n], by the tables and scratch of a front end of the
 * same configuration; moves *used on. Fewer, with audio left: the next sample is no number. */
int pseg_detector_listen(struct pseg *d, struct pseg_frontend *by, int most, const float *audio,
                         size_t n, size_t *used);

/* Those features as the network sees them, of n frames. */
void pseg_detector_normalise(struct pseg *d, int n);

/* Layers that make the gates, where nothing else is asked for; or all. */
int pseg_layers_to_run(const struct pseg_network *net, int score, int observed);

/* Frame t, from what the network made of it to the picker; true if it decides a boundary. */
int pseg_detector_judge(struct pseg_event *event, struct pseg *d, int t);

/* n frames, from their features to events[n]: how many boundaries they decide. */
size_t pseg_detector_advance(struct pseg_event *events, struct pseg *d, int n);

#endif
