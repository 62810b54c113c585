/* Products for Cortex-M4, M7 and M33, whose DSP extension multiplies and adds two pairs of 16 bits
 * at once. Sums of floats are made in the order of the plain loops, so the bits are the same. */
#include "kernels.h"

#ifdef PSEG_HAS_DSP
#include <arm_acle.h>
#include <string.h>

#include "int8.h"

static inline uint32_t load(const int8_t *at)
{
    uint32_t four;
    memcpy(&four, at, sizeof four); /* rows start anywhere */
    return four;
}

/* Pairs of 16 bits in a word. ACLE has no names for those with a rotation or a shift. */

/* Bytes 0 and 2, signed */
static inline int16x2_t even(uint32_t bytes)
{
    return __sxtb16(bytes);
}

/* Bytes 1 and 3, signed */
static inline int16x2_t odd(uint32_t bytes)
{
    int16x2_t pair;
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(pair) : "r"(bytes));
    return pair;
}

static inline uint32_t low_halves(uint32_t a, uint32_t b)
{
    uint32_t pair;
    __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(pair) : "r"(a), "r"(b));
    return pair;
}

static inline uint32_t high_halves(uint32_t a, uint32_t b)
{
    uint32_t pair;
    __asm__("pkhtb %0, %2, %1, asr #16" : "=r"(pair) : "r"(a), "r"(b));
    return pair;
}

/* Four outputs' sums; as a structure they stay in registers. */
struct sums {
    int32_t o0, o1, o2, o3;
};

/* Plus x . w of two inputs, whose rows of four weights are a and b: what belongs to an output is
 * brought together first. */
static inline struct sums plus_pair(struct sums s, int16x2_t x, uint32_t a, uint32_t b)
{
    const uint32_t low = low_halves(a, b), high = high_halves(a, b);
    return (struct sums){__smlad(x, even(low), s.o0), __smlad(x, odd(low), s.o1),
                         __smlad(x, even(high), s.o2), __smlad(x, odd(high), s.o3)};
}

/* Four inputs at a time: 0 with 2, 1 with 3, as they come out of a word. Not inlined, so that the
 * loop has all registers. */
static __attribute__((noinline)) void four_outputs(real *y, const int8_t *x, real scale_x,
                                                   const int8_t *w, int ldw, const real *scale_w,
                                                   int in)
{
    struct sums s = {0, 0, 0, 0};
    const int8_t *const end = x + in, *const fours = x + in / 4 * 4, *w2 = w + 2 * ldw;
    for (; x < fours; x += 4, w += 4 * ldw, w2 += 4 * ldw) {
        const uint32_t four = load(x);
        s = plus_pair(s, even(four), load(w), load(w2));
        s = plus_pair(s, odd(four), load(w + ldw), load(w2 + ldw));
    }
    for (; x < end; x++, w += ldw)
        s = (struct sums){s.o0 + *x * w[0], s.o1 + *x * w[1], s.o2 + *x * w[2], s.o3 + *x * w[3]};
    y[0] += (real)s.o0 * scale_x * scale_w[0];
    y[1] += (real)s.o1 * scale_x * scale_w[1];
    y[2] += (real)s.o2 * scale_x * scale_w[2];
    y[3] += (real)s.o3 * scale_x * scale_w[3];
}

static void product_int8_dsp(real *y, int ldy, const int8_t *x, int ldx, const real *scale_x,
                             const int8_t *w, int ldw, const real *scale_w, int rows, int in,
                             int out)
{
    const int fours = out / 4 * 4;
    for (int r = 0; r < rows; r++)
        for (int o = 0; o < fours; o += 4)
            four_outputs(y + r * ldy + o, x + r * ldx, scale_x[r], w + o, ldw, scale_w + o, in);
    if (fours < out)
        pseg_product_int8(y + fours, ldy, x, ldx, scale_x, w + fours, ldw, scale_w + fours, rows,
                          in, out - fours);
}

/* Outputs whose sums stay in the FPU's registers. */
enum { WIDE = 16 };

static inline void wide_outputs(real *y, const real *x, const real *w, int ldw, int in, int width)
{
    real sum[WIDE];
    for (int j = 0; j < width; j++)
        sum[j] = y[j];
    for (int i = 0; i < in; i++, w += ldw)
        for (int j = 0; j < width; j++)
            sum[j] += x[i] * w[j];
    for (int j = 0; j < width; j++)
        y[j] = sum[j];
}

static void product_dsp(real *y, int ldy, const real *x, int ldx, const real *w, int ldw, int rows,
                        int in, int out)
{
    for (int r = 0; r < rows; r++, y += ldy, x += ldx) {
        int j = 0;
        for (; j + WIDE <= out; j += WIDE)
            wide_outputs(y + j, x, w + j, ldw, in, WIDE);
        for (; j + 4 <= out; j += 4)
            wide_outputs(y + j, x, w + j, ldw, in, 4);
        for (; j < out; j++)
            wide_outputs(y + j, x, w + j, ldw, in, 1);
    }
}

const struct pseg_kernels pseg_kernels_dsp = {
    .power = pseg_power_plain,
    .mel = pseg_mel_plain,
    .log = pseg_log_plain,
    .product = product_dsp,
    .quantise = pseg_quantise,
    .product_int8 = product_int8_dsp,
    .sigmoid = pseg_sigmoid,
    .tanh = pseg_tanh,
    .name = "dsp",
};
#endif
