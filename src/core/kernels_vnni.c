/* AVX-512 with VNNI, which multiplies four bytes at a time: servers since 2019, AMD since 2022. The
 * floats' loops are those of kernels_avx512.c. */
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>
#include <string.h>

#define LANES 16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define NARROWER pseg_kernels_avx2

#include "avx512_quantise.h"
#include "vector_product.h"

enum { OUTPUTS = 64, ROWS = 4 }; /* of a tile: a register of bytes from each of four rows */

/* The instruction wants one factor without a sign, so a weight gets 128 more: bit 7 flipped. What
 * that adds to a sum, 128 times the sum of the inputs, is taken from it before. */
PSEG_INLINE TARGET __m512i raised(const int8_t *w, __mmask64 here)
{
    return _mm512_xor_si512(_mm512_maskz_loadu_epi8(here, w), _mm512_set1_epi8(-128));
}

/* The next inputs, up to four, as the bytes of 32 bits everywhere; the rest are zeros. */
PSEG_INLINE TARGET __m512i inputs(const int8_t *x, int n)
{
    int32_t four = 0;
    memcpy(&four, x, (size_t)n);
    return _mm512_set1_epi32(four);
}

/* sum[k] += as many rows of w, up to four, . x: row after row becomes the four bytes of an output.
 * Lane j (128 bits) of sum[k] has the outputs from 16 j + 4 k on. */
PSEG_INLINE TARGET void add_tile(__m512i *sum, const int8_t *w, int ldw, __mmask64 here, __m512i x,
                                 int rows)
{
    const long next = ldw; /* a row that is not there is the first one, times a zero */
    const __m512i w0 = raised(w, here), w1 = raised(w + (rows > 1 ? next : 0), here);
    const __m512i w2 = raised(w + (rows > 2 ? 2 * next : 0), here);
    const __m512i w3 = raised(w + (rows > 3 ? 3 * next : 0), here);
    const __m512i low01 = _mm512_unpacklo_epi8(w0, w1), high01 = _mm512_unpackhi_epi8(w0, w1);
    const __m512i low23 = _mm512_unpacklo_epi8(w2, w3), high23 = _mm512_unpackhi_epi8(w2, w3);
    sum[0] = _mm512_dpbusd_epi32(sum[0], _mm512_unpacklo_epi16(low01, low23), x);
    sum[1] = _mm512_dpbusd_epi32(sum[1], _mm512_unpackhi_epi16(low01, low23), x);
    sum[2] = _mm512_dpbusd_epi32(sum[2], _mm512_unpacklo_epi16(high01, high23), x);
    sum[3] = _mm512_dpbusd_epi32(sum[3], _mm512_unpackhi_epi16(high01, high23), x);
}

/* From lanes of outputs 16 j + 4 k to vectors of outputs 16 k ..: a transpose of 4 x 4 lanes. */
PSEG_INLINE TARGET void in_order(__m512i *sum)
{
    const __m512i a = _mm512_shuffle_i32x4(sum[0], sum[1], 0x44);
    const __m512i b = _mm512_shuffle_i32x4(sum[2], sum[3], 0x44);
    const __m512i c = _mm512_shuffle_i32x4(sum[0], sum[1], 0xee);
    const __m512i d = _mm512_shuffle_i32x4(sum[2], sum[3], 0xee);
    sum[0] = _mm512_shuffle_i32x4(a, b, 0x88);
    sum[1] = _mm512_shuffle_i32x4(a, b, 0xdd);
    sum[2] = _mm512_shuffle_i32x4(c, d, 0x88);
    sum[3] = _mm512_shuffle_i32x4(c, d, 0xdd);
}

/* y[here] += (x . w[in][here]) scale_x scale_w[here] for the outputs of one tile's width */
PSEG_INLINE TARGET void sum_tiles(float *y, const int8_t *x, float scale_x, const int8_t *w,
                                  int ldw, const float *scale_w, int in, int32_t of_raising,
                                  __mmask64 here)
{
    __m512i sum[4];
    for (int k = 0; k < 4; k++)
        sum[k] = _mm512_set1_epi32(-of_raising);
    const int rest = in % ROWS;
    for (int i = 0; i < in - rest; i += ROWS)
        add_tile(sum, w + (long)i * ldw, ldw, here, inputs(x + i, ROWS), ROWS);
    if (rest)
        add_tile(sum, w + (long)(in - rest) * ldw, ldw, here, inputs(x + in - rest, rest), rest);
    in_order(sum);
    for (int k = 0; k < 4; k++) {
        const __mmask16 some = (__mmask16)(here >> 16 * k);
        const __m512 scaled =
            _mm512_mul_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sum[k]), _mm512_set1_ps(scale_x)),
                          _mm512_maskz_loadu_ps(some, scale_w + 16 * k));
        const __m512 before = _mm512_maskz_loadu_ps(some, y + 16 * k);
        _mm512_mask_storeu_ps(y + 16 * k, some, _mm512_add_ps(before, scaled));
    }
}

static TARGET void product_int8(real *y, const int8_t *x, real scale_x, const int8_t *w, int ldw,
                                const real *scale_w, int in, int out)
{
    int32_t of_raising = 0;
    for (int i = 0; i < in; i++)
        of_raising += 128 * x[i];
    int at = 0;
    for (; at + OUTPUTS <= out; at += OUTPUTS)
        sum_tiles(y + at, x, scale_x, w + at, ldw, scale_w + at, in, of_raising, ~(__mmask64)0);
    if (at < out)
        sum_tiles(y + at, x, scale_x, w + at, ldw, scale_w + at, in, of_raising,
                  ~(__mmask64)0 >> (OUTPUTS - (out - at)));
}

const struct pseg_kernels pseg_kernels_vnni = {
    .product = product,
    .quantise = quantise,
    .product_int8 = product_int8,
    .sigmoid = sigmoid,
    .tanh = hyperbolic_tangent,
    .name = "vnni",
};
#endif
