#include "dataset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "find_audio.h"
#include "grow.h"
#include "random.h"
#include "shard.h"
#include "split.h"
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
            .samples = recorded->samples ? recorded->samples + from : NULL,
            .holder = recorded->reader,
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

/* -1: out of memory */
static int add_recording(struct pseg_dataset *ds, const struct pseg_found *file,
                         struct pseg_recorded *recorded, const struct pseg_settings *s,
                         const struct pseg_config *c)
{
    struct pseg_random r;
    const uint64_t stream = pseg_random_stream(file->path + file->relative);
    if (keep_recorded(ds, recorded)) {
        free_recorded(recorded);
        return -1;
    }
    pseg_random_seed(&r, (uint64_t)s->seed, stream);
    const int held_out = pseg_random_uniform(&r) < s->validation;
    ds->fingerprint = (ds->fingerprint ^ stream ^ recorded->n) * 1099511628211u;
    return cut(held_out ? &ds->validation : &ds->train, recorded, stream, c, s->piece);
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

/* A file that was found, and what came of reading it. */
struct outcome {
    int reader; /* the rank that reads it */
    struct pseg_recorded *recorded;
    char *why; /* NULL, or why it cannot be read */
};

static int assign_readers(struct outcome *outcomes, const struct pseg_files *files,
                          struct pseg_error *error)
{
    int *owner = malloc((files->n + 1) * sizeof *owner);
    const char **paths = malloc((files->n + 1) * sizeof *paths);
    int status = owner && paths ? 0 : pseg_fail(error, "out of memory for %zu files", files->n);
    for (size_t i = 0; !status && i < files->n; i++)
        paths[i] = files->file[i].path;
    if (!status)
        status = pseg_split_files(owner, paths, files->n, error);
    for (size_t i = 0; !status && i < files->n; i++)
        outcomes[i].reader = owner[i];
    free(owner);
    free(paths);
    return status;
}

/* How one data set is made. */
struct making {
    const struct pseg_files *files;
    const struct pseg_settings *settings;
    const char *tier;
    const struct pseg_load_hooks *hooks;
    struct pseg_config config;
};

/* This rank's files. */
static int read_mine(struct outcome *outcomes, const struct making *m, struct pseg_error *error)
{
    const struct pseg_load_hooks *hooks = m->hooks;
    const size_t n = m->files->n;
    for (size_t i = 0; i < n; i++) {
        const double done = (double)i / (double)n;
        if (outcomes[i].reader != pseg_rank())
            continue;
        if (hooks->progress(hooks->user, done * pseg_share_of_reading(m->settings)))
            return pseg_fail(error, "interrupted while reading %zu recordings", n);
        outcomes[i].recorded =
            read_recording(m->files->file[i].path, m->settings, m->tier, &m->config, error);
        if (!outcomes[i].recorded && !(outcomes[i].why = strdup(error->text)))
            return pseg_fail(error, "out of memory after %zu recordings", i);
    }
    return 0;
}

/* All files, in order, as their readers tell of them. */
static int add_all(struct pseg_dataset *ds, struct outcome *outcomes, const struct making *m,
                   struct pseg_error *error)
{
    for (size_t i = 0; i < m->files->n; i++) {
        struct outcome *o = &outcomes[i];
        struct pseg_error why = {""};
        if (o->why)
            pseg_fail(&why, "%s", o->why);
        if (pseg_share_recorded(&o->recorded, &why, o->reader, error))
            return -1;
        struct pseg_recorded *recorded = o->recorded;
        o->recorded = NULL; /* the data set's, from now on */
        if (!recorded) {
            m->hooks->report(m->hooks->user, why.text);
            ds->failed++;
        } else if (add_recording(ds, &m->files->file[i], recorded, m->settings, &m->config))
            return pseg_fail(error, "out of memory after %zu recordings", i);
    }
    return 0;
}

/* A folder of another machine may be another one; ranks that disagree would wait for each other. */
static int all_see_as_many(size_t n, struct pseg_error *error)
{
    int seen[2] = {(int)n, -(int)n};
    if (pseg_ranks_max(seen, 2, error))
        return -1;
    return seen[0] == -seen[1]
               ? 0
               : pseg_fail(error, "the ranks see different folders: one has %d recordings, one %d",
                           seen[0], -seen[1]);
}

static int read_all(struct pseg_dataset *ds, const struct making *m, struct pseg_error *error)
{
    const size_t n = m->files->n;
    if (all_see_as_many(n, error))
        return -1;
    struct outcome *outcomes = calloc(n + 1, sizeof *outcomes);
    if (!outcomes)
        return pseg_fail(error, "out of memory for %zu files", n);
    const int status = assign_readers(outcomes, m->files, error) || read_mine(outcomes, m, error) ||
                               add_all(ds, outcomes, m, error)
                           ? -1
                           : 0;
    for (size_t i = 0; i < n; i++) {
        free_recorded(outcomes[i].recorded);
        free(outcomes[i].why);
    }
    free(outcomes);
    return status;
}

int pseg_any_labelled(const struct pseg_part *part)
{
    for (size_t i = 0; i < part->n; i++)
        if (part->utterances[i].segments)
            return 1;
    return 0;
}

static int any_labels(const struct pseg_dataset *ds)
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
    struct making making = {&files, s, labels->tier, hooks, {0}};
    pseg_settings_config(&making.config, s);
    if (!status)
        status = read_all(ds, &making, error);
    sort(&ds->train);
    sort(&ds->validation);
    if (!status && ds->failed == files.n)
        status = pseg_fail(error, "nothing in %s could be read", folder);
    else if (!status && !ds->train.n)
        status = pseg_fail(error,
                           "%s holds too little speech: nothing of 0.12 s or more is left to "
                           "learn from",
                           folder);
    else if (!status && labels->some && !any_labels(ds))
        status = pseg_fail(error, "no recording in %s has labels beside it", folder);
    pseg_files_free(&files);
    if (!status)
        status = pseg_shard(ds, s, error);
    return !status && s->teacher ? pseg_teach(ds, s, hooks, error) : status;
}

static void free_part(struct pseg_part *part)
{
    for (size_t i = 0; i < part->n; i++) {
        free(part->utterances[i].marks);
        free(part->utterances[i].heights);
        free(part->utterances[i].own);
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

int pseg_dataset_voices(struct pseg_voices *v, const struct pseg_dataset *ds, uint64_t seed,
                        struct pseg_error *error)
{
    struct pseg_random r;
    pseg_random_seed(&r, seed, pseg_random_stream("voices"));
    for (v->n = 0; v->n < PSEG_BABBLE_POOL && ds->train.n;) {
        const struct pseg_utterance *u = &ds->train.utterances[pseg_random_below(&r, ds->train.n)];
        struct pseg_voice *voice = &v->voice[v->n];
        voice->n = u->n;
        voice->x = malloc(u->n * sizeof *voice->x);
        if (!voice->x)
            return pseg_fail(error, "out of memory for babble");
        v->n++;
        if (pseg_is_mine(u))
            pseg_utterance_samples(voice->x, u);
        if (pseg_ranks_share(voice->x, u->n * sizeof *voice->x, u->holder, error))
            return -1;
    }
    return 0;
}
