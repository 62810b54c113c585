/* AVX2: any x86 since 2013 (Intel) or 2015 (AMD). */
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>

#define LANES 8
#define TARGET __attribute__((target("avx2")))
#define NARROWER pseg_kernels_scalar

#include "activation.h"
#include "vector_frontend.h"

typedef __m256i bytes;
typedef int32_t words __attribute__((vector_size(32), may_alias));

#define RAISED 0
#define raised(w) (w)
#define TOGETHER 2
#define LEAST 16

#define low8 _mm256_unpacklo_epi8
#define high8 _mm256_unpackhi_epi8
#define low16 _mm256_unpacklo_epi16
#define high16 _mm256_unpackhi_epi16

/* Its first 16 bytes, and its last 16, moved to where they belong. */
PSEG_INLINE TARGET __m256i part_of_row(const int8_t *w, int n)
{
    static const int8_t shifts[32] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                      11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1,
                                      -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    const __m128i first = _mm_loadu_si128((const void *)w);
    const __m128i last = _mm_loadu_si128((const void *)(w + n - 16));
    const __m128i by = _mm_loadu_si128((const void *)(shifts + 32 - n));
    return _mm256_set_m128i(_mm_shuffle_epi8(last, by), first);
}

/* One factor has to be without a sign: |w| (x sgn w) is w x. No weight or input is -128, so that
 * two products fit in 16 bits. */
PSEG_INLINE TARGET words four_products(words sum, bytes w, words x)
{
    const __m256i two = _mm256_maddubs_epi16(_mm256_abs_epi8(w), _mm256_sign_epi8((bytes)x, w));
    return sum + (words)_mm256_madd_epi16(two, _mm256_set1_epi16(1));
}

#include "vector_int8.h"
#include "vector_product.h"
#include "vector_quantise.h"

const struct pseg_kernels pseg_kernels_avx2 = {
    .power = power,
    .mel = mel,
    .log = logarithm,
    .product = product,
    .quantise = quantise,
    .product_int8 = product_int8,
    .sigmoid = sigmoid,
    .tanh = hyperbolic_tangent,
    .name = "avx2",
};
#endif
