#include "teacher.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract.h"
#include "heights.h"
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
    l->marks = malloc((2 * most_segments(ds) + 1) * sizeof *l->marks);
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
        free(u->targets);
        u->targets = malloc((size_t)u->frames * sizeof(float));
        if (!u->targets)
            return pseg_fail(error, "out of memory for the teacher's marks");
        hear(u->targets, l, u);
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
    const float height = pseg_sorted_quantile(maxima, n, TYPICAL);
    free(maxima);
    return height;
}

/* marks[frames]: the probability of each maximum of the heights. */
static void mark_maxima(float *marks, const float *height, int frames, float typical)
{
    for (int t = 0; t < frames; t++)
        marks[t] = is_maximum(height, t, frames)
                       ? (float)(1 / (1 + pow(height[t] / typical, -STEEPNESS)))
                       : 0;
}

/* Marks of a labelled utterance of these heights; height and likely are overwritten by others'. */
static int mark_labelled(struct teacher *l, const float *height, const struct pseg_utterance *u)
{
    float *likely = l->features;
    mark_maxima(likely, height, u->frames, l->typical);
    return pseg_mark_segments(l->marks, height, likely, u->frames, u->segments, u->begins,
                              &l->ear.config);
}

/* Heights become probabilities; where there are labels, these rule. */
static void mark(const struct pseg_part *part, struct teacher *l)
{
    float *height = l->bands;
    for (size_t i = 0; i < part->n; i++) {
        const struct pseg_utterance *u = &part->utterances[i];
        memcpy(height, u->targets, (size_t)u->frames * sizeof *height);
        if (!u->segments) {
            mark_maxima(u->targets, height, u->frames, l->typical);
            continue;
        }
        const int n = mark_labelled(l, height, u);
        memset(u->targets, 0, (size_t)u->frames * sizeof *u->targets);
        for (int k = 0; k < n; k++)
            u->targets[lroundf(l->marks[k].at)] = l->marks[k].likely;
    }
}

/* ---------------------------------------------------------------------------------- tutor -- */

static void *copy(const void *from, size_t bytes)
{
    void *to = malloc(bytes + 1);
    return to ? memcpy(to, from, bytes) : NULL;
}

/* Floored bands and marks of all that is labelled, whose targets are heights still. */
static int gather_lessons(struct teacher *l, const struct pseg_part *part, struct pseg_error *error)
{
    const size_t d = (size_t)l->ear.n_features;
    for (size_t i = 0; i < part->n; i++) {
        const struct pseg_utterance *u = &part->utterances[i];
        struct pseg_lesson *lesson = &l->lessons[l->n_lessons];
        if (!u->segments)
            continue;
        hear(u->targets, l, u);
        lesson->frames = u->frames;
        lesson->bands = copy(l->bands, (size_t)u->frames * d * sizeof(float));
        lesson->n_marks = mark_labelled(l, u->targets, u);
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
        hear(u->targets, l, u);
        pseg_tutor_judge(odds, &l->tutor, l->bands, u->frames);
        for (int t = 0; t < u->frames; t++)
            u->targets[t] = (u->targets[t] + LEAST) * expf(weight * odds[t]);
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
            free(u->targets);
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
    l->typical = typical_height(ds);
    return 0;
}

int pseg_teach(struct pseg_dataset *ds, const struct pseg_settings *s,
               const struct pseg_load_hooks *hooks, struct pseg_error *error)
{
    struct teacher l;
    int status = begin(&l, ds, s, error);
    if (!status)
        status = measure(&ds->train, &l, error) || measure(&ds->validation, &l, error) ? -1 : 0;
    l.typical = status ? 0 : typical_height(ds);
    if (!status && !(l.typical > 0))
        status = pseg_fail(error, "the teacher hears no change at all in the audio");
    if (!status && s->tutor > 0)
        status = take_tutor(&l, ds, hooks, error);
    if (!status) {
        mark(&ds->train, &l);
        mark(&ds->validation, &l);
    }
    end(&l);
    return status;
}
