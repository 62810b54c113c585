#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "phoneseg/host.h"

int pseg_times_add(struct pseg_times *t, double at)
{
    double *more = pseg_grow(t->at, t->n + 1, &t->room, sizeof *more);
    if (!more)
        return -1;
    t->at = more;
    t->at[t->n++] = at;
    return 0;
}

void pseg_times_free(struct pseg_times *t)
{
    free(t->at);
    memset(t, 0, sizeof *t);
}
