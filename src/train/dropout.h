/* Dropout (Srivastava et al. 2014): units that are silent for a step, anew for each. */
#ifndef PSEG_DROPOUT_H
#define PSEG_DROPOUT_H

#include "network.h"
#include "random.h"

/* mask, at the place of each OUT of a layer that drops in a trace of tr's steps and batch: one
 * factor for each unit, step and stream, 0 with probability `share`, to the nearest 1/256, else
 * what keeps the mean. Stream b draws from r[b % n_r], step after step: with an r of its own it has
 * the same factors whatever streams are beside it, and however long these are. */
void pseg_draw_mask(float *mask, const struct pseg_trace *tr, double share,
                    const struct pseg_network *net, struct pseg_random *r, int n_r);

#endif
