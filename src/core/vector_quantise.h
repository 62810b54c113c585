/* Quantising for vectors of LANES floats; wants LANES and TARGET. The largest size is sought in as
 * many places at once, with the same outcome: one search alone waits for each comparison. */
#ifndef PSEG_VECTOR_QUANTISE_H
#define PSEG_VECTOR_QUANTISE_H

#include "int8.h"

PSEG_INLINE TARGET float larger(float most, float x)
{
    const float size = REAL_ABS(x);
    return size > most ? size : most;
}

static TARGET real quantise(int8_t *q, const real *x, int n)
{
    float most[LANES] = {0};
    const int whole = n - n % LANES;
    for (int i = 0; i < whole; i += LANES)
        for (int l = 0; l < LANES; l++)
            most[l] = larger(most[l], x[i + l]);
    for (int i = whole; i < n; i++)
        most[0] = larger(most[0], x[i]);
    for (int l = 1; l < LANES; l++)
        most[0] = larger(most[0], most[l]);

    const float factor = pseg_quantise_factor(most[0]);
    for (int i = 0; i < n; i++)
        q[i] = pseg_quantise_one(x[i], factor);
    return pseg_quantise_scale(most[0]);
}

#endif
