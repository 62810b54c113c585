/* White noise at a given level below the speech. */
#ifndef PSEG_NOISE_H
#define PSEG_NOISE_H

#include <stddef.h>
#include <stdint.h>

/* Adds white Gaussian noise to x[n], so that the power of all of x is snr [dB] above the power of
 * the very noise that was drawn. Silence stays silence: it has no SNR. The noise depends on seed
 * and name alone, so that a recording gets the same one in every run. */
void pseg_add_noise(float *x, size_t n, double snr, uint64_t seed, const char *name);

#endif
