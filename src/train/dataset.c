#include "dataset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "find_audio.h"
#include "grow.h"
#include "random.h"
#include "teacher.h"

void pseg_utterance_samples(float *to, const struct pseg_utterance *u)
{
    for (size_t i = 0; i < u->n; i++)
        to[i] = (float)u->samples[i] / 32768;
}

static int add_utterance(struct pseg_part *part, struct pseg_utterance u)
{
    void *more = pseg_grow(part->utterances, part->n + 1, &part->room, sizeof u);
    if (!more)
        return -1;
    part->utterances = more;
    part->utterances[part->n++] = u;
    return 0;
}

static void free_recorded(struct pseg_recorded *r)
{
    if (r) {
        free(r->samples);
        pseg_segments_free(&r->segments);
    }
    free(r);
}

static int keep_recorded(struct pseg_dataset *ds, struct pseg_recorded *recorded)
{
    void *more = pseg_grow(ds->recordings, ds->n_recordings + 1, &ds->recordings_room,
                           sizeof *ds->recordings);
    if (!more)
        return -1;
    ds->recordings = more;
    ds->recordings[ds->n_recordings++] = recorded;
    return 0;
}

static int16_t *to_16_bits(const float *x, size_t n)
{
    int16_t *samples = malloc((n ? n : 1) * sizeof *samples);
    for (size_t i = 0; samples && i < n; i++)
        samples[i] = (int16_t)lrintf(fmaxf(-32768, fminf(32767, x[i] * 32768)));
    return samples;
}

/* Cuts a recording into pieces of equal length, none longer than settings' piece; what is shorter
 * than ten frames teaches nothing. */
static int cut(struct pseg_part *part, const struct pseg_recorded *recorded, uint64_t stream,
               const struct pseg_config *c, double longest)
{
    const size_t n = recorded->n, pieces = (size_t)ceil((double)n / (longest * c->rate));
    for (size_t i = 0; i < pieces; i++) {
        const size_t from = n * i / pieces, to = n * (i + 1) / pieces;
        struct pseg_utterance u = {
            .samples = recorded->samples + from,
            .n = to - from,
            .segments = recorded->segments.n ? &recorded->segments : NULL,
            .begins = (double)from / c->rate,
            .stream = stream + i,
        };
        if (u.n < (size_t)(c->window + 9 * c->hop))
            continue;
        u.frames = pseg_count_frames(u.n, c);
        part->seconds += (double)u.n / c->rate;
        if (add_utterance(part, u))
            return -1;
    }
    return 0;
}

/* NULL: it or its labels cannot be read, or memory is short: said in *error. */
static struct pseg_recorded *read_recording(const char *path, const struct pseg_settings *s,
                                            const char *tier, const struct pseg_config *c,
                                            struct pseg_error *error)
{
    float *x;
    struct pseg_recorded *r = calloc(1, sizeof *r);
    if (!r) {
        pseg_fail(error, "out of memory for %s", path);
        return NULL;
    }
    int status = s->labels ? pseg_read_segments(&r->segments, path, tier, error) : 0;
    if (!status && !(status = pseg_audio_load(&x, &r->n, path, c->rate, error))) {
        r->samples = to_16_bits(x, r->n);
        free(x);
        if (!r->samples)
            status = pseg_fail(error, "out of memory for %s", path);
    }
    if (!status)
        return r;
    free_recorded(r);
    return NULL;
}

/* 0; -1: unreadable, said in *error; -2: out of memory */
static int add_recording(struct pseg_dataset *ds, const struct pseg_found *file,
                         const struct pseg_settings *s, const char *tier,
                         const struct pseg_config *c, struct pseg_error *error)
{
    struct pseg_random r;
    const uint64_t stream = pseg_random_stream(file->path + file->relative);
    struct pseg_recorded *recorded = read_recording(file->path, s, tier, c, error);
    if (!recorded)
        return -1;
    if (keep_recorded(ds, recorded)) {
        free_recorded(recorded);
        return -2;
    }
    pseg_random_seed(&r, (uint64_t)s->seed, stream);
    const int held_out = pseg_random_uniform(&r) < s->validation;
    ds->fingerprint = (ds->fingerprint ^ stream ^ recorded->n) * 1099511628211u;
    return cut(held_out ? &ds->validation : &ds->train, recorded, stream, c, s->piece) ? -2 : 0;
}

static int by_length(const void *a, const void *b)
{
    const struct pseg_utterance *x = a, *y = b;
    if (x->frames != y->frames)
        return x->frames < y->frames ? -1 : 1;
    return (x->stream > y->stream) - (x->stream < y->stream);
}

static void sort(struct pseg_part *part)
{
    if (part->n)
        qsort(part->utterances, part->n, sizeof *part->utterances, by_length);
}

static int read_all(struct pseg_dataset *ds, const struct pseg_files *files,
                    const struct pseg_settings *s, const char *tier,
                    const struct pseg_load_hooks *hooks, struct pseg_error *error)
{
    struct pseg_config config;
    pseg_settings_config(&config, s);
    for (size_t i = 0; i < files->n; i++) {
        const double done = (double)i / (double)files->n;
        if (hooks->progress(hooks->user, done * pseg_share_of_reading(s)))
            return pseg_fail(error, "interrupted while reading %zu recordings", files->n);
        const int status = add_recording(ds, &files->file[i], s, tier, &config, error);
        if (status == -2)
            return pseg_fail(error, "out of memory after %zu recordings", i);
        if (status) {
            hooks->report(hooks->user, error->text);
            ds->failed++;
        }
    }
    return 0;
}

static int any_labelled(const struct pseg_dataset *ds)
{
    for (size_t i = 0; i < ds->n_recordings; i++)
        if (ds->recordings[i]->segments.n)
            return 1;
    return 0;
}

int pseg_dataset_load(struct pseg_dataset *ds, const char *folder, const struct pseg_settings *s,
                      const struct pseg_labels_wanted *labels, const struct pseg_load_hooks *hooks,
                      struct pseg_error *error)
{
    struct pseg_files files = {0};
    memset(ds, 0, sizeof *ds);
    int status = pseg_find_audio(&files, folder, error);
    if (!status)
        status = read_all(ds, &files, s, labels->tier, hooks, error);
    sort(&ds->train);
    sort(&ds->validation);
    if (!status && ds->failed == files.n)
        status = pseg_fail(error, "nothing in %s could be read", folder);
    else if (!status && !ds->train.n)
        status = pseg_fail(error,
                           "%s holds too little speech: nothing of 0.12 s or more is left to "
                           "learn from",
                           folder);
    else if (!status && labels->some && !any_labelled(ds))
        status = pseg_fail(error, "no recording in %s has labels beside it", folder);
    pseg_files_free(&files);
    return !status && s->teacher ? pseg_teach(ds, s, hooks, error) : status;
}

static void free_part(struct pseg_part *part)
{
    for (size_t i = 0; i < part->n; i++) {
        free(part->utterances[i].marks);
        free(part->utterances[i].heights);
    }
    free(part->utterances);
}

void pseg_dataset_free(struct pseg_dataset *ds)
{
    for (size_t i = 0; i < ds->n_recordings; i++)
        free_recorded(ds->recordings[i]);
    free(ds->recordings);
    free_part(&ds->train);
    free_part(&ds->validation);
    memset(ds, 0, sizeof *ds);
}

int pseg_dataset_voices(struct pseg_voices *v, const struct pseg_dataset *ds, uint64_t seed)
{
    struct pseg_random r;
    pseg_random_seed(&r, seed, pseg_random_stream("voices"));
    for (v->n = 0; v->n < PSEG_BABBLE_POOL && ds->train.n;) {
        const struct pseg_utterance *u = &ds->train.utterances[pseg_random_below(&r, ds->train.n)];
        struct pseg_voice *voice = &v->voice[v->n];
        voice->n = u->n;
        voice->x = malloc(u->n * sizeof *voice->x);
        if (!voice->x)
            return -1;
        pseg_utterance_samples(voice->x, u);
        v->n++;
    }
    return 0;
}
