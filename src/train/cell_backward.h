/* Backward of the recurrent cells, in two parts: back through time, one step at a time, which
 * gives the gradients of the pre-activations; then those of weights and inputs, all steps in one
 * product. */
#ifndef PSEG_CELL_BACKWARD_H
#define PSEG_CELL_BACKWARD_H

#include "cell.h"

struct pseg_cell_gradients {
    real *w, *u, *b; /* shaped as pseg_cell_weights, added to */
    real *x;         /* [rows][in] added to; NULL: not wanted */
};

struct pseg_cell_backward {
    /* dact[batch][blocks * n]: gradient of the pre-activations; dlast[batch][n]: of the state one
     * frame earlier; from dh[batch][n], that of the state. s is the step as forward left it. */
    void (*step)(real *dact, real *dlast, const real *dh, const struct pseg_cell_step *s,
                 const struct pseg_cell_weights *p);
    /* Over rows = steps * batch at once: s.x, s.last, s.aux and dact start at the first step. */
    void (*weights)(const struct pseg_cell_gradients *g, const real *dact,
                    const struct pseg_cell_step *s, const struct pseg_cell_weights *p, int rows);
};

extern const struct pseg_cell_backward pseg_cells_backward[PSEG_N_CELLS];

#endif
