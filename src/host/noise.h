/* Noise at a given level below the speech. */
#ifndef PSEG_NOISE_H
#define PSEG_NOISE_H

#include <stddef.h>

#include "random.h"

/* Adds Gaussian noise to x[n], so that the power of all of x is snr [dB] above the power of the
 * very noise that was drawn. White noise goes through the one-pole filter 1 / (1 - pole z^-1): pole
 * 0 leaves it white, 0.95 falls like the rumble of a car. Silence stays silence: it has no SNR. */
void pseg_add_noise(float *x, size_t n, double snr, double pole, struct pseg_random *r);

enum pseg_noise {
    PSEG_NOISE_WHITE, /* Gaussian, the same power at every frequency */
    PSEG_NOISE_PINK,  /* Gaussian, its power falls by 3 dB an octave, as a room's does */
    PSEG_NOISE_HUM,   /* mains, 50 or 60 Hz, with harmonics up to 2 kHz, all drawn */
    PSEG_N_NOISES
};
extern const char *const pseg_noise_names[PSEG_N_NOISES];

/* noise[n] of power 1 at rate [Hz], for any use; babble.h has speech. */
void pseg_make_noise(float *noise, size_t n, int rate, enum pseg_noise kind, struct pseg_random *r);

/* Adds noise[n] to x[n], scaled so that the power of all of x is snr [dB] above its own. */
void pseg_mix_noise(float *x, const float *noise, size_t n, double snr);

/* The sum of squares of x[n]. */
double pseg_energy(const float *x, size_t n);

/* Scales x[n] to power 1; silence stays silence. */
void pseg_unit_power(float *x, size_t n);

#endif
