#include "teacher.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract.h"
#include "heights.h"
#include "loudness.h"
#include "nth.h"
#include "tutor.h"

static const double TYPICAL = 0.55; /* quantile of the maxima whose probability is 1/2 */
static const double STEEPNESS = 2.5;
static const float LEAST = 1e-3f; /* [nats^2] height beside which an odds weighs in silence */

static int is_maximum(const float *h, int t, int frames)
{
    return t > 0 && t + 1 < frames && h[t] > h[t - 1] && h[t] >= h[t + 1];
}

/* ------------------------------------------------------------------------------- data set -- */

/* The teacher's own front end: log-mel bands of the clean recording. */
struct teacher {
    struct pseg_settings settings;
    struct pseg_extractor ear;
    float *features, *bands; /* [frames of the longest][d], and with a floor, [frames][d + 1] */
    float typical;           /* height */
    struct pseg_mark *marks; /* of one utterance */
    struct pseg_tutor tutor;
    struct pseg_lesson *lessons; /* [n_lessons] with bands and marks of their own */
    size_t n_lessons;
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

static size_t most_segments(const struct pseg_dataset *ds)
{
    size_t n = 0;
    for (size_t i = 0; i < ds->n_recordings; i++)
        n = ds->recordings[i]->segments.n > n ? ds->recordings[i]->segments.n : n;
    return n;
}

static int begin(struct teacher *l, const struct pseg_dataset *ds, const struct pseg_settings *s,
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
    l->bands = malloc(frames * (d + 1) * sizeof(float));
    l->lessons = calloc(ds->train.n + 1, sizeof *l->lessons);
    l->marks = malloc((2 * most_segments(ds) + frames + 1) * sizeof *l->marks);
    if (l->features && l->bands && l->lessons && l->marks)
        return 0;
    return pseg_fail(error, "out of memory for the teacher");
}

static void end(struct teacher *l)
{
    for (size_t i = 0; i < l->n_lessons; i++) {
        free((void *)l->lessons[i].bands);
        free((void *)l->lessons[i].marks);
    }
    free(l->marks);
    free(l->lessons);
    pseg_tutor_free(&l->tutor);
    pseg_extractor_free(&l->ear);
    free(l->features);
    free(l->bands);
}

/* height[frames] of u, and its floored bands in l->bands */
static void hear(float *height, struct teacher *l, const struct pseg_utterance *u)
{
    pseg_extract_clean(l->features, (size_t)l->ear.n_features, &l->ear, u);
    pseg_heights(height, l->bands, l->features, u->frames, l->ear.n_features);
}

static int measure(struct pseg_part *part, struct teacher *l, struct pseg_error *error)
{
    for (size_t i = 0; i < part->n; i++) {
        struct pseg_utterance *u = &part->utterances[i];
        free(u->heights);
        u->heights = NULL;
        if (!u->samples)
            continue;
        u->heights = malloc((size_t)u->frames * sizeof(float));
        if (!u->heights)
            return pseg_fail(error, "out of memory for the teacher's marks");
        hear(u->heights, l, u);
    }
    return 0;
}

static size_t gather_maxima(float *to, const struct pseg_part *part)
{
    size_t n = 0;
    for (size_t i = 0; i < part->n; i++) {
        const struct pseg_utterance *u = &part->utterances[i];
        for (int t = 0; t < u->frames && pseg_is_mine(u); t++)
            if (is_maximum(u->heights, t, u->frames)) {
                if (to)
                    to[n] = u->heights[t];
                n++;
            }
    }
    return n;
}

/* l->typical, of the maxima of all ranks */
static int find_typical(struct teacher *l, const struct pseg_dataset *ds, struct pseg_error *error)
{
    const size_t n = gather_maxima(NULL, &ds->train);
    float *maxima = malloc((n + 1) * sizeof *maxima);
    double all = 0;
    if (!maxima)
        return pseg_fail(error, "out of memory for the teacher");
    gather_maxima(maxima, &ds->train);
    l->typical = 0;
    int status = pseg_ranks_count(&all, n, error);
    if (!status && all > 0)
        status = pseg_ranks_nth(&l->typical, maxima, n, floor(TYPICAL * (all - 1)), error);
    free(maxima);
    if (!status && !(l->typical > 0))
        status = pseg_fail(error, "the teacher hears no change at all in the audio");
    return status;
}

static double likely(float height, float typical)
{
    return 1 / (1 + pow(height / typical, -STEEPNESS));
}

/* likelihood[frames]: of each maximum of the heights; 0 elsewhere. */
static void judge_maxima(float *likelihood, const float *height, int frames, float typical)
{
    for (int t = 0; t < frames; t++)
        likelihood[t] = is_maximum(height, t, frames) ? (float)likely(height[t], typical) : 0;
}

/* Where a maximum lies between frames: the vertex of the parabola through the logarithms. */
static float vertex(const float *height, int t)
{
    const double a = log(height[t - 1] + 1e-9), b = log(height[t] + 1e-9),
                 c = log(height[t + 1] + 1e-9), curve = a - 2 * b + c;
    return (float)(t + (curve < 0 ? 0.5 * (a - c) / curve : 0));
}

/* Marks of an utterance without labels, in l->marks: the maxima of its heights, as far as they are
 * loud enough for speech. */
static int mark_maxima(struct teacher *l, const struct pseg_utterance *u)
{
    float *loud = l->bands, *scratch = loud + u->frames;
    const float *height = u->heights;
    int n = 0;
    pseg_extract_clean(l->features, (size_t)l->ear.n_features, &l->ear, u);
    pseg_loud_enough(loud, scratch, l->features, u->frames, l->ear.n_features);
    for (int t = 0; t < u->frames; t++)
        if (is_maximum(height, t, u->frames))
            l->marks[n++] = (struct pseg_mark){vertex(height, t),
                                               (float)likely(height[t], l->typical) * loud[t]};
    return n;
}

/* Marks of a labelled utterance of these heights, in l->marks. */
static int mark_labelled(struct teacher *l, const float *height, const struct pseg_utterance *u)
{
    float *likelihood = l->features;
    judge_maxima(likelihood, height, u->frames, l->typical);
    return pseg_mark_segments(l->marks, height, likelihood, u->frames, u->segments, u->begins,
                              &l->ear.config);
}

static void *copy(const void *from, size_t bytes)
{
    void *to = malloc(bytes + 1);
    return to ? memcpy(to, from, bytes) : NULL;
}

/* Heights become marks; where there are labels, these rule. */
static int mark(struct pseg_part *part, struct teacher *l, struct pseg_error *error)
{
    for (size_t i = 0; i < part->n; i++) {
        struct pseg_utterance *u = &part->utterances[i];
        if (!u->samples)
            continue;
        u->n_marks = u->segments ? mark_labelled(l, u->heights, u) : mark_maxima(l, u);
        free(u->heights);
        u->heights = NULL;
        free(u->marks);
        u->marks = copy(l->marks, (size_t)u->n_marks * sizeof *u->marks);
        if (!u->marks)
            return pseg_fail(error, "out of memory for the teacher's marks");
    }
    return 0;
}

/* ---------------------------------------------------------------------------------- tutor -- */

/* Floored bands and marks of all that is labelled. */
static int gather_lessons(struct teacher *l, const struct pseg_part *part, struct pseg_error *error)
{
    const size_t d = (size_t)l->ear.n_features;
    for (size_t i = 0; i < part->n; i++) {
        const struct pseg_utterance *u = &part->utterances[i];
        struct pseg_lesson *lesson = &l->lessons[l->n_lessons];
        if (!u->segments)
            continue;
        hear(u->heights, l, u);
        lesson->frames = u->frames;
        lesson->bands = copy(l->bands, (size_t)u->frames * d * sizeof(float));
        lesson->n_marks = mark_labelled(l, u->heights, u);
        lesson->marks = copy(l->marks, (size_t)lesson->n_marks * sizeof *lesson->marks);
        l->n_lessons++;
        if (!lesson->bands || !lesson->marks)
            return pseg_fail(error, "out of memory for the tutor's lessons");
    }
    return 0;
}

/* What the tutor thinks of each frame joins its height. */
static void confer(struct pseg_part *part, struct teacher *l)
{
    const float weight = (float)l->settings.tutor;
    float *odds = l->features;
    for (size_t i = 0; i < part->n; i++) {
        const struct pseg_utterance *u = &part->utterances[i];
        if (!u->samples)
            continue;
        hear(u->heights, l, u);
        pseg_tutor_judge(odds, &l->tutor, l->bands, u->frames);
        for (int t = 0; t < u->frames; t++)
            u->heights[t] = (u->heights[t] + LEAST) * expf(weight * odds[t]);
    }
}

double pseg_share_of_reading(const struct pseg_settings *s)
{
    return s->tutor > 0 ? 0.1 : 1;
}

struct course {
    const struct pseg_load_hooks *hooks;
    double before; /* share that was done when the tutor began */
};

static int tell(void *user, double done)
{
    const struct course *c = user;
    return c->hooks->progress(c->hooks->user, c->before + (1 - c->before) * done);
}

/* What made the tutor is not for the student, who would take after synthetic voices' silences. */
static void leave_lessons_out(struct pseg_part *part, int rate)
{
    size_t n = 0;
    for (size_t i = 0; i < part->n; i++) {
        const struct pseg_utterance *u = &part->utterances[i];
        if (u->segments) {
            part->seconds -= (double)u->n / rate;
            free(u->heights);
            free(u->marks);
            free(u->own);
        } else
            part->utterances[n++] = *u;
    }
    part->n = n;
}

static int take_tutor(struct teacher *l, struct pseg_dataset *ds,
                      const struct pseg_load_hooks *hooks, struct pseg_error *error)
{
    struct course course = {hooks, pseg_share_of_reading(&l->settings)};
    if (gather_lessons(l, &ds->train, error))
        return -1;
    if (!l->n_lessons) {
        hooks->report(hooks->user, "no recording is labelled: the teacher marks without a tutor");
        return 0;
    }
    if (pseg_tutor_init(&l->tutor, l->lessons, l->n_lessons, l->ear.n_features,
                        (uint64_t)l->settings.seed, tell, &course, error))
        return -1;
    leave_lessons_out(&ds->train, l->ear.config.rate);
    leave_lessons_out(&ds->validation, l->ear.config.rate);
    if (!ds->train.n)
        return pseg_fail(error, "all recordings are labelled: a tutor has nothing to mark");
    confer(&ds->train, l);
    confer(&ds->validation, l);
    return find_typical(l, ds, error);
}

int pseg_teach(struct pseg_dataset *ds, const struct pseg_settings *s,
               const struct pseg_load_hooks *hooks, struct pseg_error *error)
{
    struct teacher l;
    int status = begin(&l, ds, s, error);
    if (!status)
        status = measure(&ds->train, &l, error) || measure(&ds->validation, &l, error) ? -1 : 0;
    if (!status)
        status = find_typical(&l, ds, error);
    if (!status && s->tutor > 0)
        status = take_tutor(&l, ds, hooks, error);
    if (!status)
        status = mark(&ds->train, &l, error) || mark(&ds->validation, &l, error) ? -1 : 0;
    end(&l);
    return status;
}
