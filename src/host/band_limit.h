/* The band of another microphone, telephone or tape. */
#ifndef PSEG_BAND_LIMIT_H
#define PSEG_BAND_LIMIT_H

#include <stddef.h>

/* Filters x[n] in place: Butterworth, high-pass of order 2 at low, low-pass of order 4 at high,
 * both in cycles per sample; low 0: no high-pass; high 0.5: no low-pass. -1: out of memory. */
int pseg_band_limit(float *x, size_t n, float low, float high);

#endif
