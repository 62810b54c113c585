#include "kernels.h"

#include <string.h>

#include "int8.h"

/* Weights are stored [in][out] so that the inner loop runs over outputs: it vectorises without
 * reordering any sum, and each output is summed in the same order for every number of rows. */
static void product_scalar(real *y, int ldy, const real *x, int ldx, const real *w, int ldw,
                           int rows, int in, int out)
{
    for (int r = 0; r < rows; r++) {
        real *restrict yr = y + (long)r * ldy;
        for (int i = 0; i < in; i++) {
            const real *restrict wi = w + (long)i * ldw;
            const real xi = x[(long)r * ldx + i];
            for (int j = 0; j < out; j++)
                yr[j] += xi * wi[j];
        }
    }
}

const struct pseg_kernels pseg_kernels_scalar = {product_scalar, pseg_product_int8};

void pseg_set_rows(real *y, int ldy, const real *v, int rows, int width)
{
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < width; j++)
            y[(long)r * ldy + j] = v[j];
}

/* exp(x), |x| <= 80, by 2^n exp(r) with |r| <= ln 2 / 2 and the polynomial of Moshier's Cephes:
 * within 2 ulp. The C library's own does not vectorise, and differs between libraries. */
static inline real exponential(real x)
{
#ifdef PSEG_DOUBLE
    return REAL_EXP(x);
#else
    const float n = pseg_nearest(x * 1.44269504f);
    const float r = x - n * 0.693359375f - n * -2.12194440e-4f;
    float y = 1.9875691500e-4f;
    y = y * r + 1.3981999507e-3f;
    y = y * r + 8.3334519073e-3f;
    y = y * r + 4.1665795894e-2f;
    y = y * r + 1.6666665459e-1f;
    y = y * r + 5.0000001201e-1f;
    y = y * (r * r) + r + 1;
    const int32_t bits = ((int32_t)n + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return y * power;
#endif
}

static inline real within(real x, real limit)
{
    return x > limit ? limit : x < -limit ? -limit : x;
}

void pseg_sigmoid(real *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = 1 / (1 + exponential(-within(x[i], 80)));
}

void pseg_tanh(real *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = 1 - 2 / (1 + exponential(2 * within(x[i], 40)));
}
