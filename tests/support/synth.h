/* Synthetic audio and random numbers: the same on every machine for the same seed. */
#ifndef TESTS_SYNTH_H
#define TESTS_SYNTH_H

#include <stddef.h>
#include <stdint.h>

struct rng {
    uint32_t state; /* any but 0 */
};

uint32_t rng_next(struct rng *rng);

/* 0 .. n - 1 */
uint32_t rng_below(struct rng *rng, uint32_t n);

/* -1 .. 1 */
float rng_uniform(struct rng *rng);

/* Speech-like audio[n] at 16 kHz, peak below 1: buzzes and hisses of 30 to 150 ms through moving
 * resonances, with silences between them. */
void synth_speech(float *audio, size_t n, uint32_t seed);

#endif
