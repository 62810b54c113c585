/* The power spectrum of a frame: window, FFT, power. The real samples are the real and imaginary
 * parts, in turns, of half as many complex points. KISS FFT transforms each quarter of these, every
 * fourth point, side by side where the machine has vectors. The kernel `power` joins the quarters
 * and unfolds the transform of the points into that of the samples, as KISS FFT itself would. */
#ifndef PSEG_POWER_H
#define PSEG_POWER_H

#include "arena.h"
#include "kernels.h"

struct kiss_fft_state;

/* The quarters, each of m points, are of the points 4 i, 4 i + 1, 4 i + 2, 4 i + 3. Factors are
 * kept as all their real parts, then all imaginary ones. */
struct pseg_turns {
    int m;
    float *join;   /* [3][2][m] exp(-2 pi i q k / 4 m) of the quarters q = 1 .. 3 */
    float *unfold; /* [2][2 m] exp(-pi i (k / 4 m + 1 / 2)) */
};

struct pseg_power {
    int window, fft_size;
    float *shape; /* [window, and zeros to the next multiple of 8] Hamming's */
    /* [fft_size] scratch: windowed samples in the order in which KISS FFT wants them */
    float *points;
    /* [fft_size] scratch: their transforms; then, of fft_size / 2 + 1 bins, |X|^2 */
    float *quarters;
    struct kiss_fft_state *fft;
    struct pseg_turns turns;
};

/* [samples] that pseg_power_apply reads: a window, and zeros to the next multiple of 8 */
int pseg_power_reads(int window);

/* With a counting arena: only counts. */
void pseg_power_init(struct pseg_power *p, struct pseg_arena *arena, int window, int fft_size);

/* Of samples[pseg_power_reads(window)]: |X|^2 of fft_size / 2 + 1 bins, in memory of p. */
float *pseg_power_apply(struct pseg_power *p, const float *samples,
                        const struct pseg_kernels *kernels);

#endif
