/* All that a network says of one utterance, unit by unit, as curves for a picture. */
#ifndef REPRODUCE_TRACK_H
#define REPRODUCE_TRACK_H

#include <stddef.h>

#include "phoneseg/host.h"

struct track {
    size_t n, room;           /* frames */
    int n_gates, units, dims; /* dims: of the features */
    float *gates;             /* [n][n_gates][units] */
    float *error;             /* [n][dims] squared error by dimension, 000 eq. 15 */
    int failed;               /* out of memory */
};

int track_make(struct track *t, const struct pseg_model *model, const float *x, size_t n,
               struct pseg_error *error);
void track_free(struct track *t);

/* At a frame; unit or dimension -1: the mean over all. Differences are to the frame before, 0 at
 * frame 0. */
double track_gate(const struct track *t, size_t frame, int gate, int unit);
double track_difference(const struct track *t, size_t frame, int gate, int unit);
double track_error(const struct track *t, size_t frame, int dimension);

#endif
