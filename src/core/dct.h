/* Orthonormal DCT-II: log-mel bands to cepstra. Its rows have length 1 and stand at right angles,
 * so that with all coefficients kept distances between frames are those of the bands. */
#ifndef PSEG_DCT_H
#define PSEG_DCT_H

#include "arena.h"
#include "kernels.h"

struct pseg_dct {
    int n_in, n_out;
    float *table; /* [n_in][n_out] */
};

void pseg_dct_init(struct pseg_dct *dct, struct pseg_arena *arena, int n_in, int n_out);

/* y[n_out] of x[n_in] */
void pseg_dct_apply(float *y, const float *x, const struct pseg_dct *dct,
                    const struct pseg_kernels *kernels);

#endif
