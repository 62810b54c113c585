/* Sounds in which nobody speaks: whatever boundary is found in them is a false alarm. */
#ifndef PSEG_QUIET_H
#define PSEG_QUIET_H

#include <stddef.h>
#include <stdint.h>

struct pseg_quiet {
    const char *name;
    int kind;     /* enum pseg_noise; -1: digital silence */
    double level; /* [dB of full scale] of the root mean square */
};

enum { PSEG_N_QUIETS = 6 };
extern const struct pseg_quiet pseg_quiets[PSEG_N_QUIETS];

/* x[n] at rate [Hz], in the steps of a 16-bit converter; the same for the same seed, always. */
void pseg_make_quiet(float *x, size_t n, int rate, const struct pseg_quiet *q, uint64_t seed);

#endif
