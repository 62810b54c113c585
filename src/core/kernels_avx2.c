/* AVX2: any x86 since 2013 (Intel) or 2015 (AMD). */
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>

#define LANES 8
#define TARGET __attribute__((target("avx2")))
#define NARROWER pseg_kernels_scalar

typedef int32_t words __attribute__((vector_size(32)));

static inline __attribute__((always_inline)) TARGET words add_pairs(words sum, const int8_t *w0,
                                                                    const int8_t *w1, int32_t x)
{
    const __m128i of_w0 = _mm_loadl_epi64((const void *)w0);
    const __m128i of_w1 = _mm_loadl_epi64((const void *)w1);
    const __m256i pairs = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(of_w0, of_w1));
    return sum + (words)_mm256_madd_epi16(pairs, _mm256_set1_epi32(x));
}

#include "vector_int8.h"
#include "vector_quantise.h"

const struct pseg_kernels pseg_kernels_avx2 = {
    .product = product,
    .quantise = quantise,
    .product_int8 = product_int8,
    .sigmoid = sigmoid,
    .tanh = hyperbolic_tangent,
    .name = "avx2",
};
#endif
