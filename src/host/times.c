#include <stdlib.h>
#include <string.h>

#include "phoneseg/host.h"

int pseg_times_add(struct pseg_times *t, double at)
{
    if (t->n == t->room) {
        const size_t room = t->room ? 2 * t->room : 64;
        double *more = realloc(t->at, room * sizeof *more);
        if (!more)
            return -1;
        t->at = more;
        t->room = room;
    }
    t->at[t->n++] = at;
    return 0;
}

void pseg_times_free(struct pseg_times *t)
{
    free(t->at);
    memset(t, 0, sizeof *t);
}
