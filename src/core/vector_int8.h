/* The int8 product in tiles of four rows of 4 LANES bytes, for instruction sets of x86. Besides
 * LANES and TARGET of vector_product.h, defined before this is included:
 *
 *   bytes, words             a vector of 4 LANES bytes, and of LANES int32
 *   low8, high8 (a, b)       the lower and upper bytes of each 128 bits of a and b, in turn
 *   low16, high16 (a, b)     the same of pairs of bytes
 *   LEAST, part_of_row(w, n) the fewest outputs of a tile, and that many or more bytes and zeros
 *   TOGETHER                 rows of inputs whose sums registers hold at once
 *   RAISED, raised(w)        what is added to all weights, and weights with that added
 *   four_products(sum, w, x) sum[o] + the sum of the four products of bytes in word o
 *
 * Bytes lie as rows of outputs, and the four inputs of an output have to lie side by side: what
 * turns one into the other works on each 128 bits by itself, and so sums come in another order.
 * Sums of integers are exact in any order, so that only the end has roundings to be repeated. */
#ifndef PSEG_VECTOR_INT8_H
#define PSEG_VECTOR_INT8_H

#include <string.h>

#include "int8.h"

enum { TILE = 4 * LANES }; /* outputs, of four inputs */

PSEG_INLINE TARGET bytes row_of_weights(const int8_t *w, int n)
{
    bytes row;
    if (n < TILE)
        return raised(part_of_row(w, n));
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

/* A tile of a matrix: its first row, and how many of the TILE columns there are. */
struct tile {
    const int8_t *w;
    int ldw, width;
};

/* sums[r][k] += up to four inputs of row r of x . as many rows of the tile. One that is not there
 * is the first one, times 0. Of each 16 outputs, which are 128 bits of a row, sums[r][k] gets the
 * four from 4 k on. */
PSEG_INLINE TARGET void add_tile(words (*sums)[4], const int8_t *x, int ldx, const struct tile *t,
                                 int at, const int n, const int rows)
{
    const long next = t->ldw;
    const int8_t *w = t->w + at * next;
    const bytes w0 = row_of_weights(w, t->width);
    const bytes w1 = row_of_weights(w + (n > 1 ? next : 0), t->width);
    const bytes w2 = row_of_weights(w + (n > 2 ? 2 * next : 0), t->width);
    const bytes w3 = row_of_weights(w + (n > 3 ? 3 * next : 0), t->width);
    const bytes l01 = low8(w0, w1), h01 = high8(w0, w1), l23 = low8(w2, w3), h23 = high8(w2, w3);
    const bytes of[4] = {low16(l01, l23), high16(l01, l23), low16(h01, h23), high16(h01, h23)};
    for (int r = 0; r < rows; r++) {
        const words x4 = inputs(x + r * ldx + at, n);
        for (int k = 0; k < 4; k++)
            sums[r][k] = four_products(sums[r][k], of[k], x4);
    }
}

/* start[r]: what takes off what the raising adds */
PSEG_INLINE TARGET void sum_tile(int32_t (*to)[TILE], const int32_t *start, const int8_t *x,
                                 int ldx, int in, const struct tile *t, const int rows)
{
    words sums[PSEG_INT8_ROWS][4];
    const int rest = in % 4;
    for (int r = 0; r < rows; r++)
        for (int k = 0; k < 4; k++)
            sums[r][k] = (words){0} + start[r];
    for (int i = 0; i < in - rest; i += 4)
        add_tile(sums, x, ldx, t, i, 4, rows);
    if (rest)
        add_tile(sums, x, ldx, t, in - rest, rest, rows);
    for (int r = 0; r < rows; r++)
        for (int k = 0; k < 4; k++)
            for (int part = 0; part < TILE / 16; part++)
                memcpy(&to[r][16 * part + 4 * k], (char *)&sums[r][k] + 16 * part, 16);
}

/* The last tile ends with the last output; what it has in common with the one before is not added
 * once more. Fewer outputs than a tile has are a part of one. */
PSEG_INLINE TARGET void multiply_rows(real *y, int ldy, const int8_t *x, int ldx,
                                      const real *scale_x, const int8_t *w, int ldw,
                                      const real *scale_w, int in, int out, const int rows,
                                      const int is_part)
{
    const int width = is_part ? out : TILE;
    int32_t start[PSEG_INT8_ROWS] = {0};
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < in; i++)
            start[r] -= RAISED * x[r * ldx + i];
    for (int done = 0; done < out; done += TILE) {
        const int at = done + width <= out ? done : out - width;
        const struct tile tile = {w + at, ldw, width};
        int32_t sum[PSEG_INT8_ROWS][TILE];
        sum_tile(sum, start, x, ldx, in, &tile, rows);
        for (int r = 0; r < rows; r++)
            for (int o = done - at; o < width; o++)
                y[r * ldy + at + o] += (real)sum[r][o] * scale_x[r] * scale_w[at + o];
    }
}

static TARGET void product_int8(real *y, int ldy, const int8_t *x, int ldx, const real *scale_x,
                                const int8_t *w, int ldw, const real *scale_w, int rows, int in,
                                int out)
{
    if (out < LEAST) {
        pseg_product_int8(y, ldy, x, ldx, scale_x, w, ldw, scale_w, rows, in, out);
        return;
    }
    for (int r = 0, n = 0; r < rows; r += n) {
#define MULTIPLY(n, is_part)                                                                       \
    multiply_rows(y + (long)r * ldy, ldy, x + (long)r * ldx, ldx, scale_x + r, w, ldw, scale_w,    \
                  in, out, n, is_part)
        n = rows - r >= TOGETHER ? TOGETHER : rows - r >= 2 ? 2 : 1;
        if (n == TOGETHER && out < TILE)
            MULTIPLY(TOGETHER, 1);
        else if (n == TOGETHER)
            MULTIPLY(TOGETHER, 0);
        else if (n == 2 && out < TILE)
            MULTIPLY(2, 1);
        else if (n == 2)
            MULTIPLY(2, 0);
        else if (out < TILE)
            MULTIPLY(1, 1);
        else
            MULTIPLY(1, 0);
#undef MULTIPLY
    }
}

#endif
