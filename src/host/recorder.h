/* A recording of what a detector heard: mono WAV of 32-bit floats, so that no bit is lost. It has
 * its name only once it is committed. */
#ifndef PSEG_RECORDER_H
#define PSEG_RECORDER_H

#include "phoneseg/host.h"

struct pseg_recorder;

struct pseg_recorder *pseg_recorder_open(const char *path, int rate, struct pseg_error *error);
int pseg_recorder_write(struct pseg_recorder *r, const float *x, size_t n,
                        struct pseg_error *error);

/* Zeros until the recording is `length` samples long. */
int pseg_recorder_silence_until(struct pseg_recorder *r, uint64_t length, struct pseg_error *error);

/* Gives the recording its name and frees r, also after a failure. */
int pseg_recorder_commit(struct pseg_recorder *r, struct pseg_error *error);

#endif
