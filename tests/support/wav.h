/* WAV files written byte by byte, so that a test can write bad ones too. */
#ifndef TESTS_WAV_H
#define TESTS_WAV_H

#include <stdint.h>
#include <stdio.h>

enum { WAV_PCM = 1, WAV_FLOAT = 3 };

/* The lowest bytes of a value, lowest first. */
void wav_put(FILE *f, uint32_t value, int bytes);

/* data_size is what the header says [bytes]. */
void wav_put_header(FILE *f, int kind, int channels, int rate, int bits, uint32_t data_size);

/* x: full scale 1 */
void wav_put_sample(FILE *f, float x, int kind, int bits);

/* x[n] in all channels. */
void wav_write(const char *path, const float *x, size_t n, int kind, int channels, int rate,
               int bits);

#endif
