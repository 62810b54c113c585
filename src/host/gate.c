#include "gate.h"

#include <string.h>

int pseg_find_gate(const struct pseg_cell_kind *cell, const char *name, struct pseg_error *error)
{
    const struct pseg_cell_family *family = cell->family;
    char names[64] = "";
    for (int g = 0; g < family->n_gates; g++)
        if (strcmp(family->gates[g], name) == 0)
            return g;
    if (strcmp(name, "first") == 0)
        return 0;
    for (int g = 0; g < family->n_gates; g++) {
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", g ? ", " : "", family->gates[g]);
    }
    return pseg_fail(error, "gate '%s' is one that cell %s lacks; it has: %s", name, cell->name,
                     names);
}
