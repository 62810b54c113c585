/* Products for Cortex-M55 and its successors, in Helium's vectors of four. Lanes are outputs, so
 * each is summed in the order of the plain loops, and the bits are the same. */
#include "kernels.h"

#ifdef PSEG_HAS_MVE
#include <arm_mve.h>

#include "int8.h"

enum { LANES = 4, BLOCK = 4 }; /* vectors whose sums stay in registers, and loads follow at once */

/* Four of them: all, where n says that the vector is one of several, else the lanes in p. */
static inline float32x4_t load_floats(const real *from, const int n, mve_pred16_t p)
{
    return n == BLOCK ? vldrwq_f32(from) : vldrwq_z_f32(from, p);
}

static inline int32x4_t load_int8(const int8_t *from, const int n, mve_pred16_t p)
{
    return n == BLOCK ? vldrbq_s32(from) : vldrbq_z_s32(from, p);
}

/* y[4 n] += x[in] . w[in][4 n], the lanes in p of the last vector */
static inline void sum_floats(real *y, const real *x, const real *w, int ldw, int in, const int n,
                              mve_pred16_t p)
{
    float32x4_t sum[BLOCK];
    for (int v = 0; v < n; v++)
        sum[v] = load_floats(y + LANES * v, n, p);
    for (int i = 0; i < in; i++, w += ldw)
        for (int v = 0; v < n; v++)
            sum[v] = vaddq_f32(sum[v], vmulq_n_f32(load_floats(w + LANES * v, n, p), x[i]));
    for (int v = 0; v < n; v++)
        vstrwq_p_f32(y + LANES * v, sum[v], p);
}

static void product_mve(real *y, int ldy, const real *x, int ldx, const real *w, int ldw, int rows,
                        int in, int out)
{
    for (int r = 0; r < rows; r++, y += ldy, x += ldx) {
        int o = 0;
        for (; o + BLOCK * LANES <= out; o += BLOCK * LANES)
            sum_floats(y + o, x, w + o, ldw, in, BLOCK, 0xffff);
        for (; o < out; o += LANES)
            sum_floats(y + o, x, w + o, ldw, in, 1, vctp32q((uint32_t)(out - o)));
    }
}

/* The same of int8, which become 32 bits as they are loaded. */
static inline void sum_int8(real *y, const int8_t *x, real scale_x, const int8_t *w, int ldw,
                            const real *scale_w, int in, const int n, mve_pred16_t p)
{
    int32x4_t sum[BLOCK];
    for (int v = 0; v < n; v++)
        sum[v] = vdupq_n_s32(0);
    for (int i = 0; i < in; i++, w += ldw)
        for (int v = 0; v < n; v++)
            sum[v] = vmlaq_n_s32(sum[v], load_int8(w + LANES * v, n, p), x[i]);
    for (int v = 0; v < n; v++) {
        const float32x4_t scales = load_floats(scale_w + LANES * v, n, p);
        const float32x4_t scaled = vmulq_f32(vmulq_n_f32(vcvtq_f32_s32(sum[v]), scale_x), scales);
        const float32x4_t before = load_floats(y + LANES * v, n, p);
        vstrwq_p_f32(y + LANES * v, vaddq_f32(before, scaled), p);
    }
}

static void product_int8_mve(real *y, int ldy, const int8_t *x, int ldx, const real *scale_x,
                             const int8_t *w, int ldw, const real *scale_w, int rows, int in,
                             int out)
{
    for (int r = 0; r < rows; r++, y += ldy, x += ldx) {
        int o = 0;
        for (; o + BLOCK * LANES <= out; o += BLOCK * LANES)
            sum_int8(y + o, x, scale_x[r], w + o, ldw, scale_w + o, in, BLOCK, 0xffff);
        for (; o < out; o += LANES)
            sum_int8(y + o, x, scale_x[r], w + o, ldw, scale_w + o, in, 1,
                     vctp32q((uint32_t)(out - o)));
    }
}

const struct pseg_kernels pseg_kernels_mve = {
    .power = pseg_power_plain,
    .mel = pseg_mel_plain,
    .log = pseg_log_plain,
    .product = product_mve,
    .quantise = pseg_quantise,
    .product_int8 = product_int8_mve,
    .sigmoid = pseg_sigmoid,
    .tanh = pseg_tanh,
    .name = "mve",
};
#endif
