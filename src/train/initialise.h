/* Initial values of the network's parameters. */
#ifndef PSEG_INITIALISE_H
#define PSEG_INITIALISE_H

#include "network.h"
#include "random.h"

/* W: uniform by fan-in and fan-out (Glorot and Bengio 2010), block by block; U: each block
 * orthogonal, so that the state neither grows nor fades at first; b: zero. Fixed tensors are left
 * alone. */
void pseg_initialise(float *parameters, const struct pseg_network *net, struct pseg_random *r);

#endif
