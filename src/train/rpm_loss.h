/* Loss of the recurrent predictor model, 000 eq. 14. */
#ifndef PSEG_RPM_LOSS_H
#define PSEG_RPM_LOSS_H

#include "real.h"

/* Sum over valid frames of (1/d) ||x_{t+1} - prediction_t||^2, and in *n_valid their number; step t
 * of stream b is valid if start + t + 1 < lengths[b].
 * prediction, dprediction: [steps][batch][d] of frames start .. start + steps - 1;
 * x: [.. steps + 1][batch][d] from frame start on (the last row is read only where valid).
 * dprediction is the gradient of sum / *n_valid, the mean over the batch's valid frames. */
double pseg_rpm_loss(real *dprediction, long *n_valid, const real *prediction, const real *x,
                     const int *lengths, int start, int steps, int batch, int d);

#endif
