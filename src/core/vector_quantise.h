/* Quantising for vectors of LANES floats; wants LANES and TARGET. The largest size is sought in as
 * many places at once, with the same outcome: one search alone waits for each comparison. */
#ifndef PSEG_VECTOR_QUANTISE_H
#define PSEG_VECTOR_QUANTISE_H

#include "int8.h"

static TARGET real quantise(int8_t *q, const real *x, int n)
{
    float most[LANES] = {0};
    const int whole = n - n % LANES;
    for (int i = 0; i < whole; i += LANES)
        for (int l = 0; l < LANES; l++)
            most[l] = pseg_larger_size(most[l], x[i + l]);
    for (int i = whole; i < n; i++)
        most[0] = pseg_larger_size(most[0], x[i]);
    for (int l = 1; l < LANES; l++)
        most[0] = pseg_larger_size(most[0], most[l]);
    return pseg_quantise_within(q, x, n, most[0]);
}

#endif
