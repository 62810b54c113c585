/* What the speed of a detector is measured on. */
#ifndef BENCH_AUDIO_H
#define BENCH_AUDIO_H

#include "phoneseg/host.h"

/* The recording at path, or, where that is NULL, `seconds` of noise whose level comes and goes like
 * syllables. *x = malloc'ed samples at rate, *n of them. */
int bench_audio(float **x, size_t *n, const char *path, int rate, int seconds,
                struct pseg_error *error);

#endif
