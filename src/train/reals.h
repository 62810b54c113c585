/* Arrays for training, a row of them allocated before one look at whether memory sufficed. */
#ifndef PSEG_REALS_H
#define PSEG_REALS_H

#include <stdlib.h>

/* n zeros, to be freed; *missing becomes 1 where there is no memory, and stays else. */
static inline float *pseg_reals(size_t n, int *missing)
{
    float *p = calloc(n ? n : 1, sizeof *p);
    *missing |= !p;
    return p;
}

#endif
