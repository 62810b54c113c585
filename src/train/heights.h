/* How much the spectrum changes, where the whole recording is known: the spectral transition
 * measure on log(mel + 4 q), where q is each band's 10 % quantile over the recording. A floor of
 * noise is added to itself, so that what is steady at its level moves the measure little. */
#ifndef PSEG_HEIGHTS_H
#define PSEG_HEIGHTS_H

#include <stddef.h>

/* height[frames] of log-mel features x[frames][d]: the squared slope over -2 .. 2 frames, mean over
 * bands. bands[frames * (d + 1)] becomes the features with their floor, [frames][d], and scratch.
 */
void pseg_heights(float *height, float *bands, const float *x, int frames, int d);

/* The quantile of values[n], n > 0, which are sorted by the way. */
float pseg_sorted_quantile(float *values, size_t n, double share);

#endif
