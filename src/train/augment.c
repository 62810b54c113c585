#include "augment.h"

#include <math.h>
#include <stdlib.h>

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

static double energy(const float *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * x[i];
    return sum;
}

void pseg_add_coloured(float *x, float *scratch, size_t n, double snr, double pole,
                       struct pseg_random *r)
{
    double last = 0;
    for (size_t i = 0; i < n; i++) {
        last = pole * last + pseg_random_normal(r);
        scratch[i] = (float)last;
    }
    const double drawn = energy(scratch, n);
    if (drawn == 0)
        return;
    const float factor = (float)sqrt(energy(x, n) / drawn / pow(10, snr / 10));
    for (size_t i = 0; i < n; i++)
        x[i] += factor * scratch[i];
}

void pseg_augment(float *x, float *scratch, size_t n, const struct pseg_settings *s,
                  struct pseg_random *r)
{
    set_peak(x, n, between(r, s->gain, 0));
    if (pseg_random_uniform(r) >= s->noise)
        return;
    const double snr = between(r, s->snr_low, s->snr_high);
    const double pole = pseg_random_uniform(r) < 0.5 ? 0 : between(r, -0.5, 0.98);
    pseg_add_coloured(x, scratch, n, snr, pole, r);
}
