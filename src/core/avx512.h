/* What kernels_avx512.c and kernels_vnni.c share: all that VNNI has nothing better for, and how
 * bytes are put in order. Wants TARGET. */
#ifndef PSEG_AVX512_H
#define PSEG_AVX512_H

#include <immintrin.h>

#include "int8.h"
#include "kernels.h"

/* Those of kernels_avx512.c */
void pseg_avx512_power(float *bins, float *whole, const float *quarters,
                       const struct pseg_turns *turns);
void pseg_avx512_mel(float *bands, float *bins, float *scratch, const struct pseg_mel *bank);
void pseg_avx512_log(float *x, int n);
void pseg_avx512_product(real *y, int ldy, const real *x, int ldx, const real *w, int ldw, int rows,
                         int in, int out);
void pseg_avx512_sigmoid(real *x, int n);
void pseg_avx512_tanh(real *x, int n);

typedef __m512i bytes;
typedef int32_t words __attribute__((vector_size(64), may_alias));

#define low8 _mm512_unpacklo_epi8
#define high8 _mm512_unpackhi_epi8
#define low16 _mm512_unpacklo_epi16
#define high16 _mm512_unpackhi_epi16
#define TOGETHER 4
#define LEAST 1
#define part_of_row(w, n) _mm512_maskz_loadu_epi8(~(__mmask64)0 >> (64 - (n)), w)

/* The lanes of a vector that are among the next n. */
PSEG_INLINE TARGET __mmask16 among(int n)
{
    return (__mmask16)(n < 16 ? (1u << n) - 1 : 0xffff);
}

/* Of two numbers of which one is NaN the instructions for the larger and the smaller return the
 * second, as int8.h's comparisons do. */
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
