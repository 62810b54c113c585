#include "dct.h"

#include <math.h>
#include <string.h>

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

void pseg_dct_apply(float *y, const float *x, const struct pseg_dct *dct,
                    const struct pseg_kernels *kernels)
{
    const int n = dct->n_out;
    memset(y, 0, (size_t)n * sizeof *y);
    kernels->product(y, n, x, dct->n_in, dct->table, n, 1, dct->n_in, n);
}
