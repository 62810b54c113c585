#include "cell.h"

#include "gru.h"

const struct pseg_cell_kind pseg_cells[PSEG_N_CELLS] = {
    [PSEG_CELL_GRU] = {"gru", 2, {"update", "reset"}, 3, 1, pseg_gru_forward},
};
