/* Gated recurrent unit, paper 000 eq. 7-10. */
#ifndef PSEG_GRU_H
#define PSEG_GRU_H

#include "cell.h"

void pseg_gru_forward(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                      const struct pseg_kernels *k);

#endif
