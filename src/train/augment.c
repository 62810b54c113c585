#include "augment.h"

#include <math.h>

#include "band_limit.h"
#include "noise.h"

static double between(struct pseg_random *r, double low, double high)
{
    return low + (high - low) * pseg_random_uniform(r);
}

static float peak_of(const float *x, size_t n)
{
    float peak = 0;
    for (size_t i = 0; i < n; i++)
        peak = fmaxf(peak, fabsf(x[i]));
    return peak;
}

static void set_peak(float *x, size_t n, double decibel)
{
    const float peak = peak_of(x, n);
    if (peak == 0)
        return;
    const float factor = (float)pow(10, decibel / 20) / peak;
    for (size_t i = 0; i < n; i++)
        x[i] *= factor;
}

static void add_hiss(float *x, size_t n, struct pseg_random *r)
{
    const double level = peak_of(x, n) * pow(10, between(r, -4, -2));
    for (size_t i = 0; i < n; i++)
        x[i] += (float)(level * pseg_random_normal(r));
}

/* An option that is off draws nothing: what it would have changed stays as it was. */
static int happens(double probability, struct pseg_random *r)
{
    return probability > 0 && pseg_random_uniform(r) < probability;
}

static void limit_band(float *x, size_t n, int rate, struct pseg_random *r)
{
    const double low = between(r, 0, 300) / rate, high = between(r, 3000, 8000) / rate;
    pseg_band_limit(x, n, (float)low, (float)fmin(high, 0.5));
    add_hiss(x, n, r);
}

void pseg_augment(float *x, size_t n, int rate, const struct pseg_settings *s,
                  struct pseg_random *r)
{
    if (happens(s->hiss, r))
        add_hiss(x, n, r);
    set_peak(x, n, between(r, s->gain, 0));
    if (pseg_random_uniform(r) < s->noise) {
        const double snr = between(r, s->snr_low, s->snr_high);
        const double pole = pseg_random_uniform(r) < 0.5 ? 0 : between(r, -0.5, 0.98);
        pseg_add_noise(x, n, snr, pole, r);
    }
    if (happens(s->band, r))
        limit_band(x, n, rate, r);
}
