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
    for (int k = 0; k < mel->n_bins; k++) {
        const double at = (to_mel((double)k * c->rate / c->fft_size) - low) / step;
        const int inside = at >= 0 && at < c->n_mel + 1;
        mel->interval[k] = (int16_t)(inside ? (int)at : -1);
        mel->rise[k] = inside ? (float)(at - (int)at) : 0;
    }
}

void pseg_mel_init(struct pseg_mel *mel, struct pseg_arena *arena, const struct pseg_config *c)
{
    mel->n_bins = c->fft_size / 2 + 1;
    mel->n_bands = c->n_mel;
    mel->rise = pseg_carve(arena, (size_t)mel->n_bins * sizeof *mel->rise);
    mel->interval = pseg_carve(arena, (size_t)mel->n_bins * sizeof *mel->interval);
    if (arena->base)
        place(mel, c);
}

void pseg_mel_apply(float *bands, const kiss_fft_cpx *spectrum, const struct pseg_mel *mel)
{
    for (int m = 0; m < mel->n_bands; m++)
        bands[m] = 0;
    for (int k = 0; k < mel->n_bins; k++) {
        const int i = mel->interval[k];
        if (i < 0)
            continue;
        const float power = spectrum[k].r * spectrum[k].r + spectrum[k].i * spectrum[k].i;
        const float rising = mel->rise[k] * power;
        if (i < mel->n_bands)
            bands[i] += rising;
        if (i > 0)
            bands[i - 1] += power - rising;
    }
}
