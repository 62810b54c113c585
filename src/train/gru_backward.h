/* Backward of gru.h. */
#ifndef PSEG_GRU_BACKWARD_H
#define PSEG_GRU_BACKWARD_H

#include "cell_backward.h"

void pseg_gru_backward_step(real *dact, real *dlast, const real *dh, const struct pseg_cell_step *s,
                            const struct pseg_cell_weights *p);
void pseg_gru_backward_weights(const struct pseg_cell_gradients *g, const real *dact,
                               const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                               int rows);

#endif
