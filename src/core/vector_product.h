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

typedef float vector __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

/* y[n vectors] += x[in] . w[in][n vectors], in registers */
PSEG_INLINE TARGET void sum_block(float *y, const float *x, const float *w, int ldw, int in,
                                  int last, const int n)
{
    vector sum[MOST_VECTORS];
    for (int v = 0; v < n; v++)
        sum[v] = *(const vector *)(y + place(v, last, n));
    for (int i = 0; i < in; i++)
        for (int v = 0; v < n; v++)
            sum[v] += x[i] * *(const vector *)(w + (long)i * ldw + place(v, last, n));
    for (int v = 0; v < n; v++)
        *(vector *)(y + place(v, last, n)) = sum[v];
}

static TARGET void product_row(float *y, const float *x, const float *w, int ldw, int in, int out)
{
    for (struct block b = first_block(out); b.n; b = next_block(b, out)) {
#define BLOCK(n) sum_block(y + b.at, x, w + b.at, ldw, in, b.last, n)
        FOR_CONSTANT(b.n, BLOCK)
#undef BLOCK
    }
}

static TARGET void product(real *y, int ldy, const real *x, int ldx, const real *w, int ldw,
                           int rows, int in, int out)
{
    if (out < LANES)
        NARROWER.product(y, ldy, x, ldx, w, ldw, rows, in, out);
    else
        for (long r = 0; r < rows; r++)
            product_row(y + r * ldy, x + r * ldx, w, ldw, in, out);
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
