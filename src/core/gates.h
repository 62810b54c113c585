/* What all cells share: the sums that drive gates and candidate, and refined gates. */
#ifndef PSEG_GATES_H
#define PSEG_GATES_H

#include "cell.h"

/* act = W x + b, of each block what it hears. It needs no state: of many steps, one after another
 * in memory, it is one product, and then `batch` counts the rows of all. */
void pseg_hear_input(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                     const struct pseg_cell_kind *kind, const struct pseg_kernels *k);

/* act += U last, of each block that hears it; without the candidate's where the family resets,
 * since what that hears is not known yet. */
void pseg_hear_state(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                     const struct pseg_cell_kind *kind, const struct pseg_kernels *k);

/* What gate g does after refinement by x[i]; x is not read of a plain gate. */
static inline real pseg_refine(real g, const real *x, long i, enum pseg_refinement refinement)
{
    return refinement == PSEG_PLAIN ? g : refinement == PSEG_PLUS ? g + x[i] : g * x[i];
}

#endif
