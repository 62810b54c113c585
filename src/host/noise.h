/* Noise at a given level below the speech. */
#ifndef PSEG_NOISE_H
#define PSEG_NOISE_H

#include <stddef.h>

#include "random.h"

/* Adds Gaussian noise to x[n], so that the power of all of x is snr [dB] above the power of the
 * very noise that was drawn. White noise goes through the one-pole filter 1 / (1 - pole z^-1): pole
 * 0 leaves it white, 0.95 falls like the rumble of a car. Silence stays silence: it has no SNR. */
void pseg_add_noise(float *x, size_t n, double snr, double pole, struct pseg_random *r);

#endif
