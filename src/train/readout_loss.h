/* The readout's loss: binary cross-entropy between its probability of a boundary and a teacher's.
 * The prediction error that it reads counts as given: no gradient goes through it, so that the
 * predictor learns to predict and nothing else. */
#ifndef PSEG_READOUT_LOSS_H
#define PSEG_READOUT_LOSS_H

#include "backprop.h"

struct pseg_readout_task {
    const struct pseg_network *net;
    int gate; /* which one is read */
    int sees_state;
    int first; /* frames before this one, at least 1, count for nothing */
};

/* Valid frames of frames start .. start + steps - 1: first .. lengths[b] - 1 of stream b. */
long pseg_readout_loss_valid(const int *lengths, int start, int steps, int batch, int first);

/* Sum over valid frames of the cross-entropy [nats]. tr: as pseg_network_step left it after
 * x[steps][batch][n_features] of frames start .. ; targets[steps][batch]: probabilities.
 * gradient: the readout's tensors' shares are added; dgate, dstate[steps][batch][n] are overwritten
 * (dstate is not touched where the state is not seen). All of them are of weight * sum: a mean has
 * 1 / its number of valid frames, some of which may be elsewhere. */
double pseg_readout_loss(real *gradient, real *dgate, real *dstate, double weight,
                         const struct pseg_trace *tr, const real *x, const float *targets,
                         const int *lengths, int start, const real *parameters,
                         const struct pseg_readout_task *task);

#endif
