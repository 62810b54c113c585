/* Back-propagation through the whole network and through time. */
#ifndef PSEG_BACKPROP_H
#define PSEG_BACKPROP_H

#include "network.h"

/* Reals of scratch for pseg_backprop. */
size_t pseg_backprop_scratch(const struct pseg_network *net, int steps, int batch);

/* What a readout of the first recurrent layer sends down, all [steps][batch][n]; NULL: nothing. */
struct pseg_readout_gradients {
    const real *gate, *state;
    int which; /* gate */
};

/* Adds the loss's gradient to gradient[n_parameters]. tr: as pseg_network_step left it after all of
 * its steps over x[steps][batch][n_features]; dprediction[steps][batch][n_features] is destroyed.
 * What lies before row 0 of the trace counts as constant: truncated back-propagation. readout NULL:
 * there is none. */
void pseg_backprop(real *gradient, real *dprediction, real *scratch, const struct pseg_trace *tr,
                   const real *x, const real *parameters, const struct pseg_network *net,
                   const struct pseg_readout_gradients *readout);

/* Called when a layer's own tensors have their gradient, from the top layer down. */
typedef void pseg_layer_done(void *user, const struct pseg_layer *layer);

/* The same, telling of each layer. */
void pseg_backprop_watched(real *gradient, real *dprediction, real *scratch,
                           const struct pseg_trace *tr, const real *x, const real *parameters,
                           const struct pseg_network *net,
                           const struct pseg_readout_gradients *readout, pseg_layer_done *done,
                           void *user);

#endif
