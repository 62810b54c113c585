/* AVX-512 with VNNI, which multiplies and adds up four bytes at a time: servers since 2019, AMD
 * since 2022. Of kernels_avx512.c all but the products of bytes. */
#include "kernels.h"

#ifdef __x86_64__
#include <immintrin.h>

#define LANES 16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))

#include "avx512.h"

/* One factor has to be without a sign. Weights get 128 more, by their highest bit. */
#define RAISED 128
#define raised(w) _mm512_xor_si512(w, _mm512_set1_epi8(-128))

PSEG_INLINE TARGET words four_products(words sum, bytes w, words x)
{
    return (words)_mm512_dpbusd_epi32((bytes)sum, w, (bytes)x);
}

#include "vector_int8.h"

const struct pseg_kernels pseg_kernels_vnni = {
    .power = pseg_avx512_power,
    .mel = pseg_avx512_mel,
    .log = pseg_avx512_log,
    .product = pseg_avx512_product,
    .quantise = quantise,
    .product_int8 = product_int8,
    .sigmoid = pseg_avx512_sigmoid,
    .tanh = pseg_avx512_tanh,
    .name = "vnni",
};
#endif
