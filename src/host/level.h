#ifndef PSEG_LEVEL_H
#define PSEG_LEVEL_H

#include <stddef.h>

/* The largest absolute sample of x[n]. */
float pseg_peak_level(const float *x, size_t n);

/* Scales x[n] so that its largest absolute sample is level [dB of full scale]; silence stays. */
void pseg_set_peak(float *x, size_t n, double level);

#endif
