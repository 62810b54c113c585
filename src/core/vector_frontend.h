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

/* What bins give to the band that rises over them and to the one that falls, for many at once. */
PSEG_INLINE TARGET void share_out(float *restrict rising, float *restrict falling,
                                  const float *restrict rise, int n)
{
    for (int k = 0; k < n; k++) {
        rising[k] = rise[k] * falling[k];
        falling[k] -= rising[k];
    }
}

struct sides {
    float own, below; /* sums of what rises, and of what falls */
    const float *rising, *falling;
};

/* The next n bins, a constant: a loop that ends now here, now there, is foreseen badly. */
PSEG_INLINE TARGET void add_bins(struct sides *s, const int n)
{
    for (int k = 0; k < n; k++) {
        s->own += *s->rising++;
        s->below += *s->falling++;
    }
}

/* A band is added up bin by bin, in order. */
static TARGET void mel(float *bands, float *power, float *scratch, const struct pseg_mel *mel)
{
    struct sides s = {0, 0, scratch + mel->first[0], power + mel->first[0]};
    share_out(scratch, power, mel->rise, mel->n_bins);
    for (int i = 0; i <= mel->n_bands; i++) {
        int n = mel->first[i + 1] - mel->first[i];
        for (; n >= 8; n -= 8)
            add_bins(&s, 8);
        if (n & 4)
            add_bins(&s, 4);
        if (n & 2)
            add_bins(&s, 2);
        if (n & 1)
            add_bins(&s, 1);
        if (i > 0)
            bands[i - 1] = s.below;
        s.below = s.own;
        s.own = 0;
    }
}

static TARGET void logarithm(float *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = pseg_log(x[i]);
}

#endif
