#include "cell_backward.h"

#include "gru_backward.h"

const struct pseg_cell_backward pseg_cells_backward[PSEG_N_CELLS] = {
    [PSEG_CELL_GRU] = {pseg_gru_backward_step, pseg_gru_backward_weights},
};
