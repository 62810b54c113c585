#include "int8.h"

static real largest(const real *x, int n)
{
    real most = 0;
    for (int i = 0; i < n; i++) {
        const real size = REAL_ABS(x[i]);
        most = size > most ? size : most;
    }
    return most;
}

real pseg_quantise(int8_t *q, const real *x, int n)
{
    const real most = largest(x, n), limit = PSEG_INT8_MOST;
    const int is_zero = !(most > (real)PSEG_INT8_TINY);
    const real factor = is_zero ? 0 : limit / most;
    for (int i = 0; i < n; i++) {
        const real scaled = x[i] * factor;
        const real within = scaled > -limit ? (scaled < limit ? scaled : limit) : -limit;
        q[i] = (int8_t)pseg_nearest(within);
    }
    return is_zero ? 0 : most / limit;
}

/* Outputs that are summed at once, in registers where the machine has as many. */
#define BLOCK 16

static inline void add_block(real *y, const int8_t *x, real scale_x, const int8_t *w, int ldw,
                             const real *scale_w, int in, int width)
{
    int32_t sum[BLOCK] = {0};
    for (int i = 0; i < in; i++)
        for (int o = 0; o < width; o++)
            sum[o] += (int16_t)(x[i] * w[(long)i * ldw + o]); /* 16 bits: twice as many at once */
    for (int o = 0; o < width; o++)
        y[o] += (real)sum[o] * scale_x * scale_w[o];
}

void pseg_product_int8(real *y, const int8_t *x, real scale_x, const int8_t *w, int ldw,
                       const real *scale_w, int in, int out)
{
    int o = 0;
    for (; o + BLOCK <= out; o += BLOCK) /* a width that the compiler knows */
        add_block(y + o, x, scale_x, w + o, ldw, scale_w + o, in, BLOCK);
    add_block(y + o, x, scale_x, w + o, ldw, scale_w + o, in, out - o);
}
