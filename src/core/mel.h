/* Mel filter bank: triangles equally spaced on the mel scale, 1127 ln(1 + f / 700), each of height
 * 1. The falling side of a band and the rising side of the next share an interval and add up to
 * 1, so that one weight for each FFT bin describes the whole bank. */
#ifndef PSEG_MEL_H
#define PSEG_MEL_H

#include "arena.h"
#include "kernels.h"
#include "phoneseg/phoneseg.h"

struct pseg_mel {
    int n_bins, n_bands;
    float *rise;    /* [n_bins] share of the bin's power that goes to the interval's own band;
                       the rest goes to the band below */
    int16_t *first; /* [n_bands + 2] interval i is of the bins first[i] .. first[i + 1] - 1 */
};

/* With a counting arena: only counts. The kernel `mel` applies it. */
void pseg_mel_init(struct pseg_mel *mel, struct pseg_arena *arena, const struct pseg_config *c);

#endif
