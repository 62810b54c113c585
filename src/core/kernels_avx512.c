/* AVX-512 with 8- and 16-bit numbers: servers since 2017, AMD since 2022. */
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>

#define LANES 16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define NARROWER pseg_kernels_avx2

#include "avx512.h"
#include "vector_frontend.h"

#define RAISED 0
#define raised(w) (w)

/* As AVX2 has it: |w| (x sgn w). */
PSEG_INLINE TARGET words four_products(words sum, bytes w, words x)
{
    const bytes zero = _mm512_setzero_si512(), plain = (bytes)x;
    const bytes signed_x = _mm512_mask_sub_epi8(plain, _mm512_movepi8_mask(w), zero, plain);
    const bytes two = _mm512_maddubs_epi16(_mm512_abs_epi8(w), signed_x);
    return sum + (words)_mm512_madd_epi16(two, _mm512_set1_epi16(1));
}

#include "vector_int8.h"
#include "vector_product.h"

TARGET void pseg_avx512_power(float *bins, float *whole, const float *quarters,
                              const struct pseg_turns *turns)
{
    power(bins, whole, quarters, turns);
}

TARGET void pseg_avx512_mel(float *bands, float *bins, float *scratch, const struct pseg_mel *bank)
{
    mel(bands, bins, scratch, bank);
}

TARGET void pseg_avx512_log(float *x, int n)
{
    logarithm(x, n);
}

TARGET void pseg_avx512_product(real *y, int ldy, const real *x, int ldx, const real *w, int ldw,
                                int rows, int in, int out)
{
    product(y, ldy, x, ldx, w, ldw, rows, in, out);
}

TARGET void pseg_avx512_sigmoid(real *x, int n)
{
    sigmoid(x, n);
}

TARGET void pseg_avx512_tanh(real *x, int n)
{
    hyperbolic_tangent(x, n);
}

const struct pseg_kernels pseg_kernels_avx512 = {
    .power = pseg_avx512_power,
    .mel = pseg_avx512_mel,
    .log = pseg_avx512_log,
    .product = pseg_avx512_product,
    .quantise = quantise,
    .product_int8 = product_int8,
    .sigmoid = pseg_avx512_sigmoid,
    .tanh = pseg_avx512_tanh,
    .name = "avx512",
};
#endif
