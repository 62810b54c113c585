#include "mel.h"

#include <math.h>

static double to_mel(double hz)
{
    return 1127.0 * log(1.0 + hz / 700.0);
}

static void place(struct pseg_mel *mel, const struct pseg_config *c)
{
    const double low = to_mel(c->low_hz), high = to_mel(c->high_hz);
    const double step = (high - low) / (c->n_mel + 1);
    int begun = 0; /* intervals that have their first bin, or none because they are so narrow */
    for (int k = 0; k < mel->n_bins; k++) {
        const double at = (to_mel((double)k * c->rate / c->fft_size) - low) / step;
        while (begun <= c->n_mel + 1 && at >= begun)
            mel->first[begun++] = (int16_t)k;
        mel->rise[k] = (float)(at - floor(at));
    }
    while (begun <= c->n_mel + 1)
        mel->first[begun++] = (int16_t)mel->n_bins;
}

void pseg_mel_init(struct pseg_mel *mel, struct pseg_arena *arena, const struct pseg_config *c)
{
    mel->n_bins = c->fft_size / 2 + 1;
    mel->n_bands = c->n_mel;
    mel->rise = pseg_carve(arena, (size_t)mel->n_bins * sizeof *mel->rise);
    mel->first = pseg_carve(arena, ((size_t)c->n_mel + 2) * sizeof *mel->first);
    if (arena->base)
        place(mel, c);
}

/* Interval i is the rising side of band i and the falling side of band i - 1. */
void pseg_mel_plain(float *bands, float *power, float *scratch, const struct pseg_mel *mel)
{
    float below = 0;
    (void)scratch;
    for (int i = 0; i <= mel->n_bands; i++) {
        float own = 0;
        for (int k = mel->first[i]; k < mel->first[i + 1]; k++) {
            const float rising = mel->rise[k] * power[k];
            own += rising;
            below += power[k] - rising;
        }
        if (i > 0)
            bands[i - 1] = below;
        below = own;
    }
}
