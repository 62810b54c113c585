#include "teacher.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract.h"

static const float FLOOR = 4;       /* of the noise, in quantiles */
static const double QUANTILE = 0.1; /* of a band's power, that stands for its noise */
static const double TYPICAL = 0.55; /* quantile of the maxima whose probability is 1/2 */
static const double STEEPNESS = 2.5;
enum { HALF = 2 }; /* [frames] of the slope */

static int rising(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float quantile(float *sorted, size_t n, double share)
{
    qsort(sorted, n, sizeof *sorted, rising);
    return sorted[(size_t)(share * (double)(n - 1))];
}

static int within(int t, int frames)
{
    return t < 0 ? 0 : t < frames ? t : frames - 1;
}

/* y = log(exp(x) + 4 q) of band j, q its quantile of exp(x) */
static void raise_floor(float *y, float *sorted, const float *x, int frames, int d, int j)
{
    for (int t = 0; t < frames; t++)
        sorted[t] = expf(x[t * d + j]);
    const float floor = FLOOR * quantile(sorted, (size_t)frames, QUANTILE);
    for (int t = 0; t < frames; t++)
        y[t * d + j] = logf(expf(x[t * d + j]) + floor);
}

static float squared_slope(const float *x, int frames, int d, int t)
{
    float sum = 0;
    for (int j = 0; j < d; j++) {
        float slope = 0;
        for (int k = 1; k <= HALF; k++)
            slope +=
                (float)k * (x[within(t + k, frames) * d + j] - x[within(t - k, frames) * d + j]);
        sum += slope * slope / 100; /* 2 (1 + 4) = 10, squared */
    }
    return sum / (float)d;
}

void pseg_teacher_heights(float *height, float *scratch, const float *x, int frames, int d)
{
    float *y = scratch, *sorted = scratch + (size_t)frames * (size_t)d;
    for (int j = 0; j < d; j++)
        raise_floor(y, sorted, x, frames, d, j);
    for (int t = 0; t < frames; t++)
        height[t] = squared_slope(y, frames, d, t);
}

static int is_maximum(const float *h, int t, int frames)
{
    return t > 0 && t + 1 < frames && h[t] > h[t - 1] && h[t] >= h[t + 1];
}

/* ------------------------------------------------------------------------------- data set -- */

/* The teacher's own front end: log-mel bands of the clean recording. */
struct lesson {
    struct pseg_settings settings;
    struct pseg_extractor ear;
    float *features, *scratch;
};

static int longest(const struct pseg_part *part, size_t *samples)
{
    int frames = 0;
    for (size_t i = 0; i < part->n; i++) {
        frames = part->utterances[i].frames > frames ? part->utterances[i].frames : frames;
        *samples = part->utterances[i].n > *samples ? part->utterances[i].n : *samples;
    }
    return frames;
}

static int begin(struct lesson *l, const struct pseg_dataset *ds, const struct pseg_settings *s,
                 struct pseg_error *error)
{
    size_t samples = 0;
    const int a = longest(&ds->train, &samples), b = longest(&ds->validation, &samples);
    const size_t frames = (size_t)(a > b ? a : b), d = (size_t)s->mel;
    memset(l, 0, sizeof *l);
    l->settings = *s;
    l->settings.ceps = l->settings.deltas = l->settings.cmvn = 0;
    if (pseg_extractor_init(&l->ear, &l->settings, samples, error))
        return -1;
    l->features = malloc(frames * d * sizeof(float));
    l->scratch = malloc(frames * (d + 1) * sizeof(float));
    return l->features && l->scratch ? 0 : pseg_fail(error, "out of memory for the teacher");
}

static void end(struct lesson *l)
{
    pseg_extractor_free(&l->ear);
    free(l->features);
    free(l->scratch);
}

static int measure(struct pseg_part *part, struct lesson *l, struct pseg_error *error)
{
    for (size_t i = 0; i < part->n; i++) {
        struct pseg_utterance *u = &part->utterances[i];
        free(u->targets);
        u->targets = malloc((size_t)u->frames * sizeof(float));
        if (!u->targets)
            return pseg_fail(error, "out of memory for the teacher's marks");
        pseg_extract_clean(l->features, (size_t)l->ear.n_features, &l->ear, u);
        pseg_teacher_heights(u->targets, l->scratch, l->features, u->frames, l->ear.n_features);
    }
    return 0;
}

static size_t gather_maxima(float *to, const struct pseg_part *part)
{
    size_t n = 0;
    for (size_t i = 0; i < part->n; i++) {
        const struct pseg_utterance *u = &part->utterances[i];
        for (int t = 0; t < u->frames; t++)
            if (is_maximum(u->targets, t, u->frames)) {
                if (to)
                    to[n] = u->targets[t];
                n++;
            }
    }
    return n;
}

/* 0: out of memory, or no maximum at all */
static float typical_height(const struct pseg_dataset *ds)
{
    const size_t n = gather_maxima(NULL, &ds->train);
    float *maxima = malloc((n + 1) * sizeof *maxima);
    if (!maxima || !n) {
        free(maxima);
        return 0;
    }
    gather_maxima(maxima, &ds->train);
    const float height = quantile(maxima, n, TYPICAL);
    free(maxima);
    return height;
}

/* Heights become probabilities, in place. */
static void mark(const struct pseg_part *part, float typical)
{
    for (size_t i = 0; i < part->n; i++) {
        float *y = part->utterances[i].targets, before = INFINITY;
        const int frames = part->utterances[i].frames;
        for (int t = 0; t < frames; t++) {
            const float here = y[t];
            const int maximum = t + 1 < frames && here > before && here >= y[t + 1];
            y[t] = maximum ? (float)(1 / (1 + pow(here / typical, -STEEPNESS))) : 0;
            before = here;
        }
    }
}

int pseg_teach(struct pseg_dataset *ds, const struct pseg_settings *s, struct pseg_error *error)
{
    struct lesson l;
    int status = begin(&l, ds, s, error);
    if (!status)
        status = measure(&ds->train, &l, error) || measure(&ds->validation, &l, error) ? -1 : 0;
    end(&l);
    if (status)
        return -1;
    const float typical = typical_height(ds);
    if (!(typical > 0))
        return pseg_fail(error, "the teacher hears no change at all in the audio");
    mark(&ds->train, typical);
    mark(&ds->validation, typical);
    return 0;
}
