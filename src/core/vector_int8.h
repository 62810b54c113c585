/* The int8 product in tiles of four rows of 4 LANES bytes, for instruction sets of x86. Besides
 * what vector_product.h wants, defined before this is included:
 *
 *   bytes, words             a vector of 4 LANES bytes, and of LANES int32
 *   low8, high8 (a, b)       the lower and upper bytes of each 128 bits of a and b, in turn
 *   low16, high16 (a, b)     the same of pairs of bytes
 *   RAISED, raised(w)        what is added to all weights, and weights with that added
 *   four_products(sum, w, x) sum[o] + the sum of the four products of bytes in word o
 *
 * Bytes lie as rows of outputs, and the four inputs of an output have to lie side by side: what
 * turns one into the other works on each 128 bits by itself, and so sums come in another order.
 * Sums of integers are exact in any order, so that only the end has roundings to be repeated. */
#ifndef PSEG_VECTOR_INT8_H
#define PSEG_VECTOR_INT8_H

#include <string.h>

#include "vector_product.h"

enum { TILE = 4 * LANES, TILE_ROWS = 4 }; /* outputs, inputs */

PSEG_INLINE TARGET bytes row_of_weights(const int8_t *w)
{
    bytes row;
    memcpy(&row, w, sizeof row);
    return raised(row);
}

/* The next inputs, up to four, in each word; the rest are zeros. */
PSEG_INLINE TARGET words inputs(const int8_t *x, int n)
{
    int32_t four = 0;
    memcpy(&four, x, (size_t)n);
    return (words){0} + four;
}

/* sums[k] += as many rows of w, up to four, . x. A row that is not there is the first one, times 0.
 * Of each 16 outputs, which are 128 bits of a row, sums[k] gets the four from 4 k on. */
PSEG_INLINE TARGET void add_tile(words *sums, const int8_t *w, int ldw, words x, int rows)
{
    const long next = ldw;
    const bytes w0 = row_of_weights(w), w1 = row_of_weights(w + (rows > 1 ? next : 0));
    const bytes w2 = row_of_weights(w + (rows > 2 ? 2 * next : 0));
    const bytes w3 = row_of_weights(w + (rows > 3 ? 3 * next : 0));
    const bytes l01 = low8(w0, w1), h01 = high8(w0, w1), l23 = low8(w2, w3), h23 = high8(w2, w3);
    sums[0] = four_products(sums[0], low16(l01, l23), x);
    sums[1] = four_products(sums[1], high16(l01, l23), x);
    sums[2] = four_products(sums[2], low16(h01, h23), x);
    sums[3] = four_products(sums[3], high16(h01, h23), x);
}

/* start: what takes off what the raising adds */
PSEG_INLINE TARGET void sum_tile(int32_t *to, int32_t start, const int8_t *x, const int8_t *w,
                                 int ldw, int in)
{
    words sums[4];
    const int rest = in % TILE_ROWS;
    for (int k = 0; k < 4; k++)
        sums[k] = (words){0} + start;
    for (int i = 0; i < in - rest; i += TILE_ROWS)
        add_tile(sums, w + (long)i * ldw, ldw, inputs(x + i, TILE_ROWS), TILE_ROWS);
    if (rest)
        add_tile(sums, w + (long)(in - rest) * ldw, ldw, inputs(x + in - rest, rest), rest);
    for (int k = 0; k < 4; k++)
        for (int part = 0; part < TILE / 16; part++)
            memcpy(to + 16 * part + 4 * k, (char *)&sums[k] + 16 * part, 16);
}

/* The last tile ends with the last output; what it has in common with the one before is not added
 * once more. */
static TARGET void product_int8(real *y, const int8_t *x, real scale_x, const int8_t *w, int ldw,
                                const real *scale_w, int in, int out)
{
    if (out < TILE) {
        NARROWER.product_int8(y, x, scale_x, w, ldw, scale_w, in, out);
        return;
    }
    int32_t start = 0;
    for (int i = 0; i < in; i++)
        start -= RAISED * x[i];
    for (int done = 0; done < out; done += TILE) {
        const int at = done + TILE <= out ? done : out - TILE;
        int32_t sum[TILE];
        sum_tile(sum, start, x, w + at, ldw, in);
        for (int o = done - at; o < TILE; o++)
            y[at + o] += (real)sum[o] * scale_x * scale_w[at + o];
    }
}

#endif
