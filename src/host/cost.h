/* What a network costs: how much there is to store, and to compute for each frame. */
#ifndef PSEG_COST_H
#define PSEG_COST_H

#include "network.h"

/* Counted are the layers' weights and biases, and one multiply-add a frame for each weight of a
 * product: W, U and V of the tensors' names. Not counted: biases' additions, products of gates and
 * states with each other (at most ten a unit), sigma and tanh; the normalisation of the features
 * and the readout, which belong to the score and are the same for every cell. */
struct pseg_cost {
    size_t parameters, multiply_adds;
    /* of these: in the recurrent layers, and in the projections below them that refined gates
     * want */
    size_t recurrent_parameters, recurrent_multiply_adds;
};

/* Zeros for a configuration without a network. */
void pseg_network_cost(struct pseg_cost *cost, const struct pseg_network *net);

#endif
