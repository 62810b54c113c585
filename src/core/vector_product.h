/* The float kernels in vectors: one body for every instruction set. kernels_avx2.c and the others
 * define
 *
 *   LANES    floats of a vector
 *   TARGET   the attribute that lets a function use the instruction set
 *   NARROWER the table for products of fewer outputs than a vector has
 *
 * and include this once. The bits are those of the plain loops: each output is summed in the same
 * order, and no product is fused with a sum. Fused ones were measured and are no faster: weights
 * come from the second-level cache, and arithmetic waits for them. */
#ifndef PSEG_VECTOR_PRODUCT_H
#define PSEG_VECTOR_PRODUCT_H

#include "activation.h"
#include "kernels.h"
#include "vector_blocks.h"

#define MOST_ROWS 2 /* whose sums share a block's registers, and its weights */

typedef float vector __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

/* y[rows][n vectors] += x[rows][in] . w[in][n vectors], in registers; the rows of y, x and w are
 * ldy, ldx and ldw apart. */
PSEG_INLINE TARGET void sum_block(float *y, int ldy, const float *x, int ldx, const float *w,
                                  int ldw, int in, int last, const int n, const int rows)
{
    vector sum[MOST_ROWS][MOST_VECTORS];
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < n; v++)
            sum[r][v] = *(const vector *)(y + r * ldy + place(v, last, n));
    for (int i = 0; i < in; i++)
        for (int v = 0; v < n; v++) {
            const vector weights = *(const vector *)(w + (long)i * ldw + place(v, last, n));
            for (int r = 0; r < rows; r++)
                sum[r][v] += x[r * ldx + i] * weights;
        }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < n; v++)
            *(vector *)(y + r * ldy + place(v, last, n)) = sum[r][v];
}

/* Block by block, and each for all rows, while its weights are in the first-level cache. */
static TARGET void product(real *y, int ldy, const real *x, int ldx, const real *w, int ldw,
                           int rows, int in, int out)
{
    if (out < LANES) {
        NARROWER.product(y, ldy, x, ldx, w, ldw, rows, in, out);
        return;
    }
    for (struct block b = first_block(out); b.n; b = next_block(b, out))
        for (long r = 0; r < rows; r += MOST_ROWS) {
            real *yr = y + r * ldy + b.at;
            const real *xr = x + r * ldx;
#define ONE(n) sum_block(yr, ldy, xr, ldx, w + b.at, ldw, in, b.last, n, 1)
#define TWO(n) sum_block(yr, ldy, xr, ldx, w + b.at, ldw, in, b.last, n, 2)
            if (r + 1 < rows)
                FOR_CONSTANT(b.n, TWO)
            else
                FOR_CONSTANT(b.n, ONE)
#undef ONE
#undef TWO
        }
}

/* Compilers turn these two loops into vectors by themselves. */
static TARGET void sigmoid(real *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = pseg_sigmoid_of(x[i]);
}

static TARGET void hyperbolic_tangent(real *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = pseg_tanh_of(x[i]);
}

#endif
