/* The fastest products of the machine that this is built for against the plain loops, to the last
 * bit: every small shape, rows apart and not, and what lies around is not touched. Plain C. */
#include <stdio.h>
#include <string.h>

#include "hashed.h"
#include "kernels.h"

enum { MOST = 37, LD = MOST + 3, ROWS = 2, SIZE = LD * LD };
static float x[SIZE], w[SIZE], start[SIZE], expected[SIZE], y[SIZE];
static int8_t qx[SIZE], qw[SIZE];

static void fill(void)
{
    for (uint32_t i = 0; i < SIZE; i++) {
        x[i] = hashed(1, i);
        w[i] = hashed(2, i);
        start[i] = hashed(3, i);
        qx[i] = (int8_t)(127 * x[i] + (x[i] < 0 ? -0.9f : 0.9f)); /* the ends occur */
        qw[i] = (int8_t)(127 * w[i] + (w[i] < 0 ? -0.9f : 0.9f));
    }
}

static void multiply(float *to, const struct pseg_kernels *k, int is_int8, int in, int out, int ld)
{
    static const float scales[ROWS] = {0.01f, 0.3f};
    memcpy(to, start, sizeof start);
    if (is_int8)
        k->product_int8(to + 1, ld, qx + 4, in + 1, scales, qw + ld - out, ld, w, ROWS, in, out);
    else
        k->product(to + 1, ld, x + 1, in + 1, w + ld - out, ld, ROWS, in, out);
}

static int check(const char *name, int is_int8)
{
    int right = 0, total = 0;
    for (int in = 0; in <= MOST; in++)
        for (int out = 1; out <= MOST; out++)
            for (int ld = out; ld <= out + 3; ld += 3, total++) {
                multiply(expected, &pseg_kernels_scalar, is_int8, in, out, ld);
                multiply(y, pseg_find_kernels(NULL), is_int8, in, out, ld);
                right += memcmp(y, expected, sizeof y) == 0;
            }
    printf("%s %s: %d of %d shapes\n", right == total ? "ok    " : "FAILED", name, right, total);
    return right != total;
}

int main(void)
{
    fill();
    return check("products of floats", 0) + check("products of int8", 1) > 0;
}
