/* A gate's mean over its units, and how it changes (000 section 3). */
#ifndef PSEG_GATE_MEANS_H
#define PSEG_GATE_MEANS_H

#include "signals.h"

/* mean[n_frames] of a gate over all units of its layer: 000 figure 3 */
void pseg_gate_means(double *mean, const struct pseg_signal_layer *layer, int gate,
                     size_t n_frames);

/* difference[n] = x[t] - x[t - 1], 0 at 0. 000 eq. 12 has it a frame earlier, from t to t + 1; that
 * is a matter of naming frames, and pseg_signals.change puts it where it belongs. */
void pseg_differences(double *difference, const double *x, size_t n);

#endif
