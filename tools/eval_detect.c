/* The recordings, and what the detector finds in them. */
#include <stdlib.h>
#include <string.h>

#include "eval.h"
#include "parallel.h"
#include "progress.h"
#include "ranks.h"

/* Takes out recordings that cannot be used, after saying why. */
static void drop_failed(struct evaluation *e)
{
    size_t kept = 0;
    for (size_t i = 0; i < e->n; i++) {
        struct pseg_recording *r = e->recordings[i];
        if (r->problem) {
            complain(e->options->command, "%s", r->problem);
            pseg_peaks_free(&e->peaks[i]);
            e->n_failed++;
            continue;
        }
        e->recordings[kept] = r;
        e->refs[kept] = &r->ref;
        e->peaks[kept++] = e->peaks[i];
    }
    e->n = kept;
}

static int is_empty(struct evaluation *e)
{
    if (!e->n)
        complain(e->options->command, "%s: no recording that can be scored", e->options->data);
    return e->n == 0;
}

int eval_open_corpus(struct evaluation *e)
{
    struct pseg_error error;
    const char *folder = e->options->data;
    const struct pseg_label_choice choice = {e->options->labels, e->options->tier};
    const int failed = pseg_corpus_open(&e->corpus, folder, &choice, &error);
    if (failed)
        complain(e->options->command, "%s", error.text);
    if (e->corpus.n_unlabelled)
        complain(e->options->command, "%zu of %zu recordings have no labels and are left out",
                 e->corpus.n_unlabelled, e->corpus.files.n);
    e->n_failed = failed != 0;
    e->n = e->corpus.n;
    e->recordings = calloc(e->n + 1, sizeof *e->recordings);
    e->refs = calloc(e->n + 1, sizeof *e->refs);
    e->peaks = calloc(e->n + 1, sizeof *e->peaks);
    if (!e->recordings || !e->refs || !e->peaks) {
        complain(e->options->command, "%s: out of memory", folder);
        e->n = 0;
        return -1;
    }
    for (size_t i = 0; i < e->n; i++)
        e->recordings[i] = &e->corpus.recording[i];
    drop_failed(e);
    if (failed && !e->corpus.n)
        return -1; /* said already */
    return is_empty(e) ? -1 : 0;
}

void eval_close_corpus(struct evaluation *e)
{
    for (size_t i = 0; i < e->n; i++)
        pseg_peaks_free(&e->peaks[i]);
    free(e->recordings);
    free(e->refs);
    free(e->peaks);
    pseg_corpus_free(&e->corpus);
}

struct detection {
    struct evaluation *e;
    const int *owner; /* [n] */
    struct pseg_progress *progress;
};

/* Samples up to the last label's end: what comes after was never looked at by a labeller, and a
 * detector that does not listen would go on there. */
static size_t labelled_part(size_t n, const struct pseg_recording *recording,
                            const struct pseg_config *c)
{
    const size_t labelled = (size_t)(recording->ref.end * c->rate + 0.5);
    return labelled && labelled < n ? labelled : n;
}

static int find_peaks(struct pseg_peaks *peaks, float *x, size_t n, const struct evaluation *e,
                      const struct pseg_recording *recording, struct pseg_error *error)
{
    if (eval_make_sound(x, n, e, recording, error))
        return -1;
    switch (e->segmenter) {
    case EVAL_PERIODIC:
        return pseg_periodic_peaks(peaks, labelled_part(n, recording, &e->model.config),
                                   e->model.config.hop, error);
    case EVAL_HAC:
        return pseg_hac_peaks(peaks, x, n, &e->model, error);
    default:
        return pseg_find_peaks(peaks, x, n, &e->model, error);
    }
}

static int detect_one(void *user, size_t i)
{
    struct detection *d = user;
    struct pseg_recording *r = d->e->recordings[i];
    struct pseg_error load, find;
    const char *problem = NULL;
    float *x;
    size_t n;
    if (interrupted)
        return -1;
    pseg_peaks_free(&d->e->peaks[i]);
    if (d->owner[i] != pseg_rank())
        return 0;
    if (pseg_audio_load(&x, &n, r->path, d->e->model.config.rate, &load))
        problem = load.text;
    else if (find_peaks(&d->e->peaks[i], x, n, d->e, r, &find)) {
        pseg_fail(&load, "%s: %.900s", r->path, find.text);
        problem = load.text;
    }
    free(x);
    if (problem && !(r->problem = strdup(problem)))
        return -1; /* without its problem it would count as a recording without boundaries */
    pseg_progress_add(d->progress, 1);
    return 0;
}

/* Every recording by the rank that has it, and what was found to all. */
static int detect_all(struct evaluation *e, const int *owner)
{
    struct detection d = {e, owner, pseg_progress_start(e->n)};
    const int stopped = pseg_parallel(e->n, (int)e->options->jobs, detect_one, &d);
    pseg_progress_end(d.progress);
    if (!stopped)
        return eval_share_peaks(e, owner);
    complain(e->options->command, "interrupted, nothing was scored");
    return -1;
}

int eval_detect(struct evaluation *e)
{
    int *owner = eval_owners(e);
    const int failed = !owner || detect_all(e, owner);
    free(owner);
    if (failed)
        return -1;
    drop_failed(e);
    return is_empty(e) ? -1 : 0;
}
