#include "dct.h"

#include <math.h>

void pseg_dct_init(struct pseg_dct *dct, struct pseg_arena *arena, int n_in, int n_out)
{
    const double pi = 3.14159265358979323846;
    dct->n_in = n_in;
    dct->n_out = n_out;
    dct->table = pseg_carve(arena, (size_t)n_in * (size_t)n_out * sizeof(float));
    if (!arena->base)
        return;
    for (int m = 0; m < n_in; m++)
        for (int k = 0; k < n_out; k++)
            dct->table[m * n_out + k] =
                (float)(sqrt((k ? 2.0 : 1.0) / n_in) * cos(pi * k * (m + 0.5) / n_in));
}

void pseg_dct_apply(float *y, const float *x, const struct pseg_dct *dct)
{
    for (int k = 0; k < dct->n_out; k++)
        y[k] = 0;
    for (int m = 0; m < dct->n_in; m++)
        for (int k = 0; k < dct->n_out; k++)
            y[k] += x[m] * dct->table[m * dct->n_out + k];
}
