/* The gated recurrent unit (000 eq. 7-10) and the minimal gated unit (002 eq. 3), which is one with
 * a single gate in both places. */
#ifndef PSEG_GRU_H
#define PSEG_GRU_H

#include "cell.h"

extern const struct pseg_cell_family pseg_gru, pseg_mgu;

/* The block of the gate that resets: the last one. */
static inline int pseg_reset_block(const struct pseg_cell_kind *kind)
{
    return kind->family->n_gates - 1;
}

#endif
