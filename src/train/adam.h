/* Adam (Kingma and Ba 2015), with the gradient clipped to a largest global norm. */
#ifndef PSEG_ADAM_H
#define PSEG_ADAM_H

#include "network.h"

struct pseg_adam {
    float *m, *v; /* [n_parameters] running means of the gradient and of its square */
    long step;
};

/* Scales gradient[n_parameters] so that its Euclidean norm is at most `largest` (0: as it is);
 * returns the norm before. Fixed tensors have no gradient. */
double pseg_clip_gradient(float *gradient, double largest, const struct pseg_network *net);

/* One update of the tensors that are not fixed; beta 0.9 and 0.999, epsilon 1e-8. */
void pseg_adam_step(float *parameters, struct pseg_adam *adam, const float *gradient, double rate,
                    const struct pseg_network *net);

#endif
