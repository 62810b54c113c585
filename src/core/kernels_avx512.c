/* AVX-512 with 8- and 16-bit numbers: servers since 2017, AMD since 2022. */
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>

#define LANES 16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define NARROWER pseg_kernels_avx2

typedef int32_t words __attribute__((vector_size(64)));

static inline __attribute__((always_inline)) TARGET words add_pairs(words sum, const int8_t *w0,
                                                                    const int8_t *w1, int32_t x)
{
    const __m128i of_w0 = _mm_loadu_si128((const void *)w0);
    const __m128i of_w1 = _mm_loadu_si128((const void *)w1);
    const __m256i bytes =
        _mm256_set_m128i(_mm_unpackhi_epi8(of_w0, of_w1), _mm_unpacklo_epi8(of_w0, of_w1));
    const __m512i pairs = _mm512_cvtepi8_epi16(bytes);
    return sum + (words)_mm512_madd_epi16(pairs, _mm512_set1_epi32(x));
}

#include "avx512_quantise.h"
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
