#include "augment.h"

#include <math.h>

#include "noise.h"

static double between(struct pseg_random *r, double low, double high)
{
    return low + (high - low) * pseg_random_uniform(r);
}

static void set_peak(float *x, size_t n, double decibel)
{
    float peak = 0;
    for (size_t i = 0; i < n; i++)
        peak = fmaxf(peak, fabsf(x[i]));
    if (peak == 0)
        return;
    const float factor = (float)pow(10, decibel / 20) / peak;
    for (size_t i = 0; i < n; i++)
        x[i] *= factor;
}

void pseg_augment(float *x, size_t n, const struct pseg_settings *s, struct pseg_random *r)
{
    set_peak(x, n, between(r, s->gain, 0));
    if (pseg_random_uniform(r) >= s->noise)
        return;
    const double snr = between(r, s->snr_low, s->snr_high);
    const double pole = pseg_random_uniform(r) < 0.5 ? 0 : between(r, -0.5, 0.98);
    pseg_add_noise(x, n, snr, pole, r);
}
