/* Backward of src/core/gru.c. */
#ifndef PSEG_GRU_BACKWARD_H
#define PSEG_GRU_BACKWARD_H

#include "cell_backward.h"

pseg_cell_backward_step pseg_gru_backward_step;

#endif
