#include "int8.h"

real pseg_quantise(int8_t *q, const real *x, int n)
{
    real most = 0;
    for (int i = 0; i < n; i++)
        most = pseg_larger_size(most, x[i]);
    return pseg_quantise_within(q, x, n, most);
}

/* Outputs whose sums are made at once: what the stack can spare. */
#define BLOCK 64

/* The inner loop runs over outputs, and products are of 16 bits, so that it vectorises: eight
 * products are one instruction on any PC. */
static void multiply(real *y, const int8_t *x, real scale_x, const int8_t *w, int ldw,
                     const real *scale_w, int in, int out)
{
    for (int block = 0; block < out; block += BLOCK) {
        int32_t sum[BLOCK] = {0};
        const int width = out - block < BLOCK ? out - block : BLOCK;
        for (int i = 0; i < in; i++) {
            const int8_t *wi = w + (long)i * ldw + block;
            const int16_t xi = x[i];
            for (int o = 0; o < width; o++)
                sum[o] += (int16_t)(xi * wi[o]);
        }
        for (int o = 0; o < width; o++)
            y[block + o] += (real)sum[o] * scale_x * scale_w[block + o];
    }
}

void pseg_product_int8(real *y, int ldy, const int8_t *x, int ldx, const real *scale_x,
                       const int8_t *w, int ldw, const real *scale_w, int rows, int in, int out)
{
    for (long r = 0; r < rows; r++)
        multiply(y + r * ldy, x + r * ldx, scale_x[r], w, ldw, scale_w, in, out);
}
