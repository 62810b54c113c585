/* Products of int8 weights: the same bits on a PC and on a microcontroller.
 *
 *   x[i] = qx[i] scale_x            scale_x = max |x[i]| / 127 of each input vector as it comes
 *   w[i][o] = qw[i][o] scale_w[o]   scale_w[o] = max |w[i][o]| / 127 of each column, in the model
 *   y[o] += (sum of qx[i] qw[i][o]) scale_x scale_w[o]
 *
 * The sum is exact: in int32, and as a float too, since 1024 inputs of 127 * 127 stay below 2^24.
 * The products with the scales are made from left to right. */
#ifndef PSEG_INT8_H
#define PSEG_INT8_H

#include <stdint.h>

#include "activation.h"
#include "real.h"

#define PSEG_INT8_MOST 127 /* -128 is not used: 0 stays in the middle */

/* Rows of inputs that are quantised before they are multiplied, where processors have caches:
 * weights are then read once for all of them. */
enum { PSEG_INT8_ROWS = sizeof(void *) > 4 ? 4 : 1 };

/* Vectors with nothing larger are zero: 127 / max |x| must be a number. */
#define PSEG_INT8_TINY 1e-30f

/* q[n] = x[n] * (127 / max |x|) to the nearest whole number, of two the even one; returns the scale
 * max |x| / 127. Infinities and NaN, which no sound weights make, become the lowest. */
real pseg_quantise(int8_t *q, const real *x, int n);

/* The factor 127 / max |x|, and the scale. */
PSEG_INLINE real pseg_quantise_factor(real most)
{
    return most > (real)PSEG_INT8_TINY ? (real)PSEG_INT8_MOST / most : 0;
}

PSEG_INLINE real pseg_quantise_scale(real most)
{
    return most > (real)PSEG_INT8_TINY ? most / (real)PSEG_INT8_MOST : 0;
}

/* max |x|, one input further */
PSEG_INLINE real pseg_larger_size(real most, real x)
{
    const real size = REAL_ABS(x);
    return size > most ? size : most;
}

/* What pseg_quantise does once max |x| is known, for each instruction set to be compiled with. */
PSEG_INLINE real pseg_quantise_within(int8_t *q, const real *x, int n, real most)
{
    const real factor = pseg_quantise_factor(most), limit = PSEG_INT8_MOST;
    for (int i = 0; i < n; i++) {
        const real scaled = x[i] * factor;
        q[i] = (int8_t)pseg_nearest(scaled > -limit ? (scaled < limit ? scaled : limit) : -limit);
    }
    return pseg_quantise_scale(most);
}

/* The plain loops of product_int8 in kernels.h: the reference of any other. */
void pseg_product_int8(real *y, int ldy, const int8_t *x, int ldx, const real *scale_x,
                       const int8_t *w, int ldw, const real *scale_w, int rows, int in, int out);

#endif
