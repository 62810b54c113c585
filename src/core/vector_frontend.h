/* The front end's kernels in vectors: kernels_avx2.c and the others define TARGET, the attribute
 * that lets a function use the instruction set, and include this once. The bits are those of the
 * plain loops. */
#ifndef PSEG_VECTOR_FRONTEND_H
#define PSEG_VECTOR_FRONTEND_H

#include "log.h"
#include "mel.h"
#include "power_stage.h"

static TARGET void power(float *power, float *whole, const float *quarters,
                         const struct pseg_turns *turns)
{
    pseg_power_body(power, whole, quarters, turns);
}

/* A band is added up bin by bin, in order; what is added is made for many bins at once. */
PSEG_INLINE TARGET void share_out(float *restrict rising, float *restrict falling,
                                  const float *restrict rise, int n)
{
    for (int k = 0; k < n; k++) {
        rising[k] = rise[k] * falling[k];
        falling[k] -= rising[k];
    }
}

static TARGET void mel(float *bands, float *power, float *scratch, const struct pseg_mel *mel)
{
    float below = 0;
    share_out(scratch, power, mel->rise, mel->n_bins);
    for (int i = 0; i <= mel->n_bands; i++) {
        float own = 0;
        for (int k = mel->first[i]; k < mel->first[i + 1]; k++) {
            own += scratch[k];
            below += power[k];
        }
        if (i > 0)
            bands[i - 1] = below;
        below = own;
    }
}

static TARGET void logarithm(float *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = pseg_log(x[i]);
}

#endif
