#include "extract.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "augment.h"
#include "make_frontend.h"
#include "offline.h"

int pseg_extractor_init(struct pseg_extractor *x, const struct pseg_settings *s, size_t longest,
                        struct pseg_error *error)
{
    memset(x, 0, sizeof *x);
    pseg_settings_config(&x->config, s);
    /* Who has heard all levels, and all that is soft, hears better what is evened out. */
    x->config.ceiling = 0;
    x->config.log_floor = (float)s->log_floor;
    x->memory = pseg_make_frontend(&x->frontend, &x->config);
    x->kernels = pseg_find_kernels(NULL);
    x->room = (size_t)((double)longest * (1 + s->speed)) + 1;
    x->room += 2 * PSEG_MAX_PAD * (size_t)x->config.hop;
    x->audio = malloc(x->room * sizeof(float));
    x->around.scratch = malloc(x->room * sizeof(float));
    x->settings = s;
    x->n_features = pseg_n_features(&x->config);
    if (x->memory && x->audio && x->around.scratch)
        return 0;
    pseg_extractor_free(x);
    return pseg_fail(error, "out of memory for features");
}

void pseg_extractor_free(struct pseg_extractor *x)
{
    free(x->memory);
    free(x->audio);
    free(x->around.scratch);
    memset(x, 0, sizeof *x); /* to be freed again without harm */
}

static void hear(float *features, int frames, size_t stride, struct pseg_extractor *x, size_t n)
{
    size_t used = 0;
    pseg_frontend_reset(&x->frontend);
    for (int t = 0; t < frames; t++) {
        used += pseg_frontend_push(&x->frontend, x->audio + used, n - used);
        pseg_frontend_frame(features + (size_t)t * stride, &x->frontend, x->kernels);
    }
    pseg_complete_features(features, (size_t)frames, stride, &x->config);
}

/* The value of x[n] between its samples, by the cubic through the four around it (Catmull-Rom). */
static float between(const int16_t *x, size_t n, double at)
{
    const long i = (long)at;
    const float t = (float)(at - (double)i);
    float v[4];
    for (long k = 0; k < 4; k++) {
        const long from = i - 1 + k;
        v[k] = from < 0 || from >= (long)n ? 0 : (float)x[from] / 32768;
    }
    return v[1] + 0.5f * t *
                      (v[2] - v[0] +
                       t * (2 * v[0] - 5 * v[1] + 4 * v[2] - v[3] +
                            t * (3 * (v[1] - v[2]) + v[3] - v[0])));
}

static size_t fast_samples(const struct pseg_utterance *u, double speed)
{
    return (size_t)((double)u->n / speed);
}

static void copy_at_speed(float *to, const struct pseg_utterance *u, double speed)
{
    const size_t n = fast_samples(u, speed);
    if (speed == 1)
        pseg_utterance_samples(to, u);
    for (size_t i = 0; speed != 1 && i < n; i++)
        to[i] = between(u->samples, u->n, (double)i * speed);
}

/* Between 1 / (1 + most) and 1 + most; nothing is drawn where there is no choice. */
static double draw_speed(double most, struct pseg_random *r)
{
    return most > 0 ? pow(1 + most, 2 * pseg_random_uniform(r) - 1) : 1;
}

int pseg_take_frames(const struct pseg_utterance *u, const struct pseg_settings *s)
{
    return (int)ceil((u->frames + 2) * (1 + s->speed)) + (s->pad > 0 ? 2 * PSEG_MAX_PAD : 0);
}

double pseg_take_place(const struct pseg_take *take, double place, const struct pseg_config *c)
{
    const double middle = place * c->hop + 0.5 * c->window;
    return take->before + (middle / take->speed - 0.5 * c->window) / c->hop;
}

/* Its speed, and near-silence before and after: zeros, which a hiss is added to. Returns samples in
 * all. */
static size_t stage(struct pseg_extractor *x, struct pseg_take *take,
                    const struct pseg_utterance *u, struct pseg_random *r)
{
    const double share = x->settings->pad;
    const size_t hop = (size_t)x->config.hop;
    int after = 0;
    take->speed = draw_speed(x->settings->speed, r);
    take->before = 0;
    if (share > 0 && pseg_random_uniform(r) < share) {
        take->before = (int)pseg_random_below(r, PSEG_MAX_PAD + 1);
        after = (int)pseg_random_below(r, PSEG_MAX_PAD + 1);
    }
    const size_t from = (size_t)take->before * hop;
    const size_t n = from + fast_samples(u, take->speed) + (size_t)after * hop;
    take->frames = pseg_count_frames(n, &x->config);
    memset(x->audio, 0, n * sizeof(float));
    copy_at_speed(x->audio + from, u, take->speed);
    return n;
}

void pseg_extract(float *features, size_t stride, struct pseg_take *take, struct pseg_extractor *x,
                  const struct pseg_utterance *u, int epoch)
{
    struct pseg_random r;
    pseg_random_seed(&r, (uint64_t)x->settings->seed << 32 | (uint32_t)epoch, u->stream);
    const size_t n = stage(x, take, u, &r);
    pseg_augment(x->audio, n, x->config.rate, x->settings, &x->around, &r);
    hear(features, take->frames, stride, x, n);
}

void pseg_extract_clean(float *features, size_t stride, struct pseg_extractor *x,
                        const struct pseg_utterance *u)
{
    pseg_utterance_samples(x->audio, u);
    hear(features, u->frames, stride, x, u->n);
}

/* A quarter of an hour says enough about a mean. */
enum { MEASURED_FRAMES = 90000 };

/* sums[2 d + 1]: features, their squares, and frames, of this rank's among every skip-th piece. */
static void sum_features(double *sums, float *frames, struct pseg_extractor *x,
                         const struct pseg_part *part, size_t skip)
{
    const size_t d = (size_t)x->n_features;
    struct pseg_take take;
    for (size_t i = 0; i < part->n; i += skip) {
        const struct pseg_utterance *u = &part->utterances[i];
        if (!pseg_is_mine(u))
            continue;
        pseg_extract(frames, d, &take, x, u, 0);
        for (size_t k = 0; k < (size_t)take.frames * d; k++) {
            sums[k % d] += frames[k];
            sums[d + k % d] += (double)frames[k] * frames[k];
        }
        sums[2 * d] += take.frames;
    }
}

int pseg_measure_features(float *mean, float *gain, struct pseg_extractor *x,
                          const struct pseg_part *part, struct pseg_error *error)
{
    const size_t d = (size_t)x->n_features;
    const size_t skip = 1 + (size_t)(part->seconds * 100 / MEASURED_FRAMES);
    float *frames = malloc((x->room / (size_t)x->frontend.hop + 1) * d * sizeof(float));
    double *sums = calloc(2 * d + 1, sizeof(double)), variance = 0;
    int status = frames && sums ? 0 : pseg_fail(error, "out of memory for features");
    if (!status) {
        sum_features(sums, frames, x, part, skip);
        status = pseg_ranks_add(sums, 2 * d + 1, error);
    }
    for (size_t j = 0; !status && j < d; j++) {
        const double count = sums[2 * d], middle = sums[j] / count;
        mean[j] = (float)middle;
        variance += (sums[d + j] / count - middle * middle) / (double)d;
    }
    *gain = (float)(1 / sqrt(variance > 1e-6 ? variance : 1));
    free(frames);
    free(sums);
    return status;
}
