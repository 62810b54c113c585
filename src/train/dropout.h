/* Dropout (Srivastava et al. 2014): units that are silent for a step, anew for each. */
#ifndef PSEG_DROPOUT_H
#define PSEG_DROPOUT_H

#include "network.h"
#include "random.h"
#include "split.h"

/* mask, at the place of each OUT of a layer that drops in a trace of tr's steps and batch: one
 * factor for each unit, step and stream, 0 with probability `share`, to the nearest 1/256, else
 * what keeps the mean. The trace's streams are a split of a batch's: all of it is drawn, so that a
 * stream has the same factors whoever has it. */
void pseg_draw_mask(float *mask, const struct pseg_trace *tr, double share,
                    const struct pseg_network *net, const struct pseg_split *streams,
                    struct pseg_random *r);

#endif
