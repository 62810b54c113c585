/* AVX-512 with 8- and 16-bit numbers: servers since 2017, AMD since 2022. */
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>

#define LANES 16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define NARROWER pseg_kernels_avx2

#include "avx512_quantise.h"

typedef __m512i bytes;
typedef int32_t words __attribute__((vector_size(64), may_alias));

#define RAISED 0
#define raised(w) (w)
#define TOGETHER 4
#define LEAST 1
#define part_of_row(w, n) _mm512_maskz_loadu_epi8(~(__mmask64)0 >> (64 - (n)), w)
#define low8 _mm512_unpacklo_epi8
#define high8 _mm512_unpackhi_epi8
#define low16 _mm512_unpacklo_epi16
#define high16 _mm512_unpackhi_epi16

/* As AVX2 has it: |w| (x sgn w). */
PSEG_INLINE TARGET words four_products(words sum, bytes w, words x)
{
    const bytes zero = _mm512_setzero_si512(), plain = (bytes)x;
    const bytes signed_x = _mm512_mask_sub_epi8(plain, _mm512_movepi8_mask(w), zero, plain);
    const bytes two = _mm512_maddubs_epi16(_mm512_abs_epi8(w), signed_x);
    return sum + (words)_mm512_madd_epi16(two, _mm512_set1_epi16(1));
}

#include "vector_int8.h"

const struct pseg_kernels pseg_kernels_avx512 = {
    .product = product,
    .quantise = quantise,
    .product_int8 = product_int8,
    .sigmoid = sigmoid,
    .tanh = hyperbolic_tangent,
    .name = "avx512",
};
#endif
