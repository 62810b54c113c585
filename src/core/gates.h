/* What all cells share: the sums that drive gates and candidate, and refined gates. */
#ifndef PSEG_GATES_H
#define PSEG_GATES_H

#include "cell.h"

/* act = W x + U last + b, of each block what it hears; without the candidate's U where the family
 * resets, since what that hears is not known yet. */
void pseg_drive(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                const struct pseg_cell_kind *kind, const struct pseg_kernels *k);

/* What gate g does after refinement by x[i]; x is not read of a plain gate. */
static inline real pseg_refine(real g, const real *x, long i, enum pseg_refinement refinement)
{
    return refinement == PSEG_PLAIN ? g : refinement == PSEG_PLUS ? g + x[i] : g * x[i];
}

#endif
