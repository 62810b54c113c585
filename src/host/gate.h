/* Gates by name. */
#ifndef PSEG_GATE_H
#define PSEG_GATE_H

#include "cell.h"
#include "phoneseg/host.h"

/* The place of the named gate in the cell; "first" is 0, the update or forget gate. -1 with a
 * sentence that says which gates there are. */
int pseg_find_gate(const struct pseg_cell_kind *cell, const char *name, struct pseg_error *error);

#endif
