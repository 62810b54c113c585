/* The int8 product in vectors of LANES sums, for instruction sets that multiply 16-bit numbers and
 * add pairs of the products. Besides what vector_product.h wants, defined before this is included:
 *
 *   add_pairs(sum, w0, w1, x)  sum[o] + w0[o] x0 + w1[o] x1 for each of LANES outputs o, x being
 *                              x0 and x1 in the halves of 32 bits
 *
 * Sums of integers are exact in any order, so that only the end has roundings to be repeated. */
#ifndef PSEG_VECTOR_INT8_H
#define PSEG_VECTOR_INT8_H

#include "vector_product.h"

PSEG_INLINE int32_t pair(int16_t low, int16_t high)
{
    return (int32_t)((uint32_t)(uint16_t)high << 16 | (uint16_t)low);
}

/* Two rows of weights at a time, one with itself and a zero where their number is odd. */
PSEG_INLINE TARGET void sum_block_int8(float *y, const int8_t *x, float scale_x, const int8_t *w,
                                       int ldw, const float *scale_w, int in, int last, const int n)
{
    words sum[MOST_VECTORS];
    vector result[MOST_VECTORS];
    for (int v = 0; v < n; v++)
        sum[v] = (words){0};
    for (int i = 0; i < in; i += 2) {
        const int is_pair = i + 1 < in;
        const int8_t *w0 = w + (long)i * ldw, *w1 = is_pair ? w0 + ldw : w0;
        const int32_t both = pair(x[i], is_pair ? x[i + 1] : 0);
        for (int v = 0; v < n; v++)
            sum[v] = add_pairs(sum[v], w0 + place(v, last, n), w1 + place(v, last, n), both);
    }
    for (int v = 0; v < n; v++) {
        const int at = place(v, last, n);
        result[v] = *(const vector *)(y + at) + __builtin_convertvector(sum[v], vector) * scale_x *
                                                    *(const vector *)(scale_w + at);
    }
    for (int v = 0; v < n; v++)
        *(vector *)(y + place(v, last, n)) = result[v];
}

static TARGET void product_int8(real *y, const int8_t *x, real scale_x, const int8_t *w, int ldw,
                                const real *scale_w, int in, int out)
{
    if (out < LANES) {
        NARROWER.product_int8(y, x, scale_x, w, ldw, scale_w, in, out);
        return;
    }
    for (struct block b = first_block(out); b.n; b = next_block(b, out)) {
#define BLOCK(n) sum_block_int8(y + b.at, x, scale_x, w + b.at, ldw, scale_w + b.at, in, b.last, n)
        FOR_CONSTANT(b.n, BLOCK)
#undef BLOCK
    }
}

#endif
