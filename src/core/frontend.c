#include "frontend.h"

#include "log.h"

static const float ATTACK = 0.05f;   /* share of a rise in level that a frame follows */
static const float RELEASE = 0.003f; /* [nats a frame] 1.3 dB/s: pauses between words stay low */

void pseg_frontend_init(struct pseg_frontend *fe, struct pseg_arena *arena,
                        const struct pseg_config *c)
{
    const size_t n_samples = (size_t)pseg_power_reads(c->window);
    fe->window = c->window;
    fe->hop = c->hop;
    fe->n_ceps = c->n_ceps;
    fe->pre_emphasis = c->pre_emphasis;
    fe->log_floor = c->log_floor;
    fe->lowest = pseg_log(c->log_floor);
    fe->ceiling = c->ceiling > 0 ? pseg_log(c->ceiling) : 0;
    fe->samples = pseg_carve(arena, n_samples * sizeof(float));
    fe->bands = pseg_carve(arena, (size_t)c->n_mel * sizeof(float));
    pseg_power_init(&fe->power, arena, c->window, c->fft_size);
    pseg_mel_init(&fe->mel, arena, c);
    pseg_dct_init(&fe->dct, arena, c->n_mel, c->n_ceps);
    if (!arena->base)
        return;
    memset(fe->samples, 0, n_samples * sizeof(float)); /* those after the window stay so */
    pseg_frontend_reset(fe);
}

void pseg_frontend_reset(struct pseg_frontend *fe)
{
    fe->filled = 0;
    fe->last = 0;
    fe->loudness = fe->ceiling;
}

static int is_sample(float x)
{
    return fabsf(x) <= PSEG_MAX_SAMPLE; /* NaN compares false */
}

/* How many samples of audio[n] come before the first one that is no number. */
static size_t count_sound(const float *audio, size_t n)
{
    int all = 1;
    size_t sound = 0;
    for (size_t i = 0; i < n; i++) /* without a way out, so that it vectorises */
        all &= is_sample(audio[i]);
    if (all)
        return n;
    while (is_sample(audio[sound]))
        sound++;
    return sound;
}

/* 16-bit units keep the log's floor where a converter's own noise is. */
static void emphasise(float *restrict y, const float *restrict x, size_t n, float last, float share)
{
    y[0] = 32768 * (x[0] - share * last);
    for (size_t i = 1; i < n; i++)
        y[i] = 32768 * (x[i] - share * x[i - 1]);
}

size_t pseg_frontend_push(struct pseg_frontend *fe, const float *audio, size_t n)
{
    const size_t room = (size_t)(fe->window - fe->filled);
    const size_t taken = count_sound(audio, n < room ? n : room);
    if (taken) {
        emphasise(fe->samples + fe->filled, audio, taken, fe->last, fe->pre_emphasis);
        fe->last = audio[taken - 1];
        fe->filled += (int)taken;
    }
    return taken;
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

static void raise_to(float *x, int n, float floor)
{
    for (int i = 0; i < n; i++)
        x[i] = larger(x[i], floor);
}

/* [nats] the logarithm of the bands' mean power, at least that of 1 */
static float level(const float *bands, int n)
{
    float sum = 0;
    for (int m = 0; m < n; m++)
        sum += bands[m];
    return pseg_log(larger(sum / (float)n, 1));
}

/* What a loud recording has in its pauses would be sounds in a soft one, and the network finds
 * boundaries there. So loud audio is lowered, by a gain so slow that no boundary is in it. Soft
 * audio is left alone: raising it would raise what is no speech. */
static void follow_loudness(struct pseg_frontend *fe, float now)
{
    const float risen = fe->loudness + ATTACK * (now - fe->loudness);
    const float fallen = fe->loudness - RELEASE;
    fe->loudness = larger(now > fe->loudness ? risen : fallen, fe->ceiling);
}

static void lower(float *logs, int n, float by, float lowest)
{
    for (int m = 0; m < n; m++)
        logs[m] = larger(logs[m] - by, lowest);
}

static void keep_overlap(struct pseg_frontend *fe)
{
    fe->filled = fe->window - fe->hop;
    memmove(fe->samples, fe->samples + fe->hop, (size_t)fe->filled * sizeof(float));
}

void pseg_frontend_frame_by(float *features, struct pseg_frontend *fe, struct pseg_frontend *by,
                            const struct pseg_kernels *kernels)
{
    const int n_mel = by->mel.n_bands;
    float *power = pseg_power_apply(&by->power, fe->samples, kernels);
    kernels->mel(by->bands, power, by->power.points, &by->mel);
    if (fe->ceiling > 0)
        follow_loudness(fe, level(by->bands, n_mel));
    raise_to(by->bands, n_mel, fe->log_floor);
    kernels->log(by->bands, n_mel);
    if (fe->ceiling > 0)
        lower(by->bands, n_mel, fe->loudness - fe->ceiling, fe->lowest);
    if (fe->n_ceps)
        pseg_dct_apply(features, by->bands, &by->dct, kernels);
    else
        memcpy(features, by->bands, (size_t)n_mel * sizeof(float));
    keep_overlap(fe);
}

void pseg_frontend_frame(float *features, struct pseg_frontend *fe,
                         const struct pseg_kernels *kernels)
{
    pseg_frontend_frame_by(features, fe, fe, kernels);
}
