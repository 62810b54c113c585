/* Quantising by AVX-512, for kernels_avx512.c and kernels_vnni.c. Of two numbers of which one is
 * NaN the instructions for the larger and the smaller return the second, as int8.h's comparisons
 * do. */
#ifndef PSEG_AVX512_QUANTISE_H
#define PSEG_AVX512_QUANTISE_H

#include <immintrin.h>

#include "int8.h"

/* The lanes of a vector that are among the next n. */
PSEG_INLINE TARGET __mmask16 among(int n)
{
    return (__mmask16)(n < 16 ? (1u << n) - 1 : 0xffff);
}

static TARGET real quantise(int8_t *q, const real *x, int n)
{
    __m512 sizes = _mm512_setzero_ps();
    for (int i = 0; i < n; i += 16)
        sizes = _mm512_max_ps(_mm512_abs_ps(_mm512_maskz_loadu_ps(among(n - i), x + i)), sizes);
    const float most = _mm512_reduce_max_ps(sizes);

    const __m512 factor = _mm512_set1_ps(pseg_quantise_factor(most));
    const __m512 limit = _mm512_set1_ps(PSEG_INT8_MOST), lowest = _mm512_set1_ps(-PSEG_INT8_MOST);
    for (int i = 0; i < n; i += 16) {
        const __m512 scaled = _mm512_mul_ps(_mm512_maskz_loadu_ps(among(n - i), x + i), factor);
        const __m512 within = _mm512_min_ps(_mm512_max_ps(scaled, lowest), limit);
        _mm512_mask_cvtepi32_storeu_epi8(q + i, among(n - i), _mm512_cvtps_epi32(within));
    }
    return pseg_quantise_scale(most);
}

#endif
