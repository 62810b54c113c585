/* The threshold and the offset that fit labelled recordings best. */
#ifndef PSEG_TUNE_H
#define PSEG_TUNE_H

#include "peaks.h"

enum pseg_goal {
    PSEG_GOAL_MEAN, /* of the strict and the lenient R-value: what a model is tuned for */
    PSEG_GOAL_STRICT,
    PSEG_GOAL_LENIENT,
    PSEG_N_GOALS
};
extern const char *const pseg_goal_names[PSEG_N_GOALS];

/* An operating point, and what it does on the recordings. */
struct pseg_point {
    float threshold;
    int offset; /* [samples] */
    float blend;
    struct pseg_counts counts;
    double value[PSEG_N_GOALS]; /* R-values, per cent */
};

#define PSEG_TOLERANCE 0.02 /* [s] of strict counting */

/* The roundest number that parts scores up to low from those at high and above; low itself where
 * there is none. */
float pseg_part_scores(float low, float high);

/* Counts all recordings: peaks[n] chosen by c, against refs[n]. -1: out of memory. */
int pseg_count_all(struct pseg_counts *counts, const struct pseg_peaks *peaks,
                   const struct pseg_times *const *refs, size_t n, const struct pseg_config *c);

/* best[goal] for each goal, starting from c: its least distance is kept, and its offset too where
 * free_offset is 0. A coarse grid first, thresholds at quantiles of the peaks' scores, then finer
 * ones around each goal's best. Last, where the offset is free, best[PSEG_GOAL_MEAN] is moved until
 * its strict pairs are right in the median, to 1.5 ms.
 *
 * Of a readout, whose threshold is one for all speech and noise to come, the mean's is raised as
 * far as its value stays within 0.5 points: the top of that curve is flat, and where other
 * recordings move the scores, false boundaries cost more than missed ones. */
int pseg_tune(struct pseg_point best[PSEG_N_GOALS], const struct pseg_peaks *peaks,
              const struct pseg_times *const *refs, size_t n, const struct pseg_config *c,
              int free_offset, struct pseg_error *error);

#endif
