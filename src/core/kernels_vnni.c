/* AVX-512 with VNNI, which multiplies and adds up four bytes at a time: servers since 2019, AMD
 * since 2022. Of kernels_avx512.c all but the products of bytes. */
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>

#define LANES 16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define NARROWER pseg_kernels_avx2

#include "avx512_quantise.h"

typedef __m512i bytes;
typedef int32_t words __attribute__((vector_size(64), may_alias));

/* One factor has to be without a sign. Weights get 128 more, by their highest bit. */
#define RAISED 128
#define raised(w) _mm512_xor_si512(w, _mm512_set1_epi8(-128))
#define TOGETHER 4
#define LEAST 1
#define part_of_row(w, n) _mm512_maskz_loadu_epi8(~(__mmask64)0 >> (64 - (n)), w)
#define low8 _mm512_unpacklo_epi8
#define high8 _mm512_unpackhi_epi8
#define low16 _mm512_unpacklo_epi16
#define high16 _mm512_unpackhi_epi16

PSEG_INLINE TARGET words four_products(words sum, bytes w, words x)
{
    return (words)_mm512_dpbusd_epi32((bytes)sum, w, (bytes)x);
}

#include "vector_int8.h"

const struct pseg_kernels pseg_kernels_vnni = {
    .product = product,
    .quantise = quantise,
    .product_int8 = product_int8,
    .sigmoid = sigmoid,
    .tanh = hyperbolic_tangent,
    .name = "vnni",
};
#endif
