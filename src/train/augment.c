#include "augment.h"

#include <math.h>

#include "band_limit.h"
#include "level.h"
#include "noise.h"
#include "room.h"

static void add_hiss(float *x, float *scratch, size_t n, struct pseg_random *r)
{
    const float level = (float)(pseg_peak_level(x, n) * pow(10, pseg_random_between(r, -4, -2)));
    pseg_random_normals(scratch, n, r);
    for (size_t i = 0; i < n; i++)
        x[i] += level * scratch[i];
}

/* An option that is off draws nothing: what it would have changed stays as it was. */
static int happens(double probability, struct pseg_random *r)
{
    return probability > 0 && pseg_random_uniform(r) < probability;
}

static void limit_band(float *x, float *scratch, size_t n, int rate, struct pseg_random *r)
{
    const double low = pseg_random_between(r, 0, 300) / rate,
                 high = pseg_random_between(r, 3000, 8000) / rate;
    pseg_band_limit(x, n, (float)low, (float)fmin(high, 0.5));
    add_hiss(x, scratch, n, r);
}

/* White, or with one pole. */
static void make_coloured(float *noise, size_t n, struct pseg_random *r)
{
    const float pole = pseg_random_uniform(r) < 0.5 ? 0 : (float)pseg_random_between(r, -0.5, 0.98);
    pseg_random_normals(noise, n, r);
    for (size_t i = 1; pole != 0 && i < n; i++)
        noise[i] += pole * noise[i - 1];
}

static void add_noise(float *x, size_t n, int rate, const struct pseg_settings *s,
                      const struct pseg_surroundings *around, struct pseg_random *r)
{
    const double snr = pseg_random_between(r, s->snr_low, s->snr_high);
    const double babble = around->n_voices ? s->babble : 0, pink = babble + s->pink;
    const double hum = pink + s->hum, drawn = hum > 0 ? pseg_random_uniform(r) : 1;
    if (drawn >= hum)
        make_coloured(around->scratch, n, r);
    else if (drawn < babble)
        pseg_make_babble(around->scratch, n, around->voices, around->n_voices, r);
    else
        pseg_make_noise(around->scratch, n, rate, drawn < pink ? PSEG_NOISE_PINK : PSEG_NOISE_HUM,
                        r);
    pseg_mix_noise(x, around->scratch, n, snr);
}

void pseg_augment(float *x, size_t n, int rate, const struct pseg_settings *s,
                  const struct pseg_surroundings *around, struct pseg_random *r)
{
    if (happens(s->room, r))
        pseg_add_echoes(x, around->scratch, n, rate, r);
    if (happens(s->colour, r))
        pseg_colour_sound(x, n, rate, r);
    if (happens(s->hiss, r))
        add_hiss(x, around->scratch, n, r);
    pseg_set_peak(x, n, pseg_random_between(r, s->gain, s->gain_high));
    if (pseg_random_uniform(r) < s->noise)
        add_noise(x, n, rate, s, around, r);
    if (happens(s->band, r))
        limit_band(x, around->scratch, n, rate, r);
}
