/* Loss of the recurrent predictor model, 000 eq. 14, and of the autoencoder, eq. 11. */
#ifndef PSEG_FRAME_LOSS_H
#define PSEG_FRAME_LOSS_H

#include "real.h"

/* Valid frames: step t of stream b is valid if start + t + ahead < lengths[b]. ahead: 1 for a
 * predictor, 0 for an autoencoder. */
long pseg_frame_loss_valid(const int *lengths, int start, int steps, int batch, int ahead);

/* Sum over valid frames of (1/d) ||x_{t + ahead} - prediction_t||^2.
 * prediction, dprediction: [steps][batch][d] of frames start .. start + steps - 1;
 * x: [.. steps + ahead][batch][d] from frame start on (the last row is read only where valid).
 * dprediction is the gradient of weight * sum: a mean has 1 / its number of valid frames, some of
 * which may be elsewhere. */
double pseg_frame_loss(real *dprediction, double weight, const real *prediction, const real *x,
                       const int *lengths, int start, int steps, int batch, int d, int ahead);

#endif
