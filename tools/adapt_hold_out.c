/* What tuning is worth on recordings that it has not seen: cross-validation by speaker. */
#include <stdlib.h>
#include <string.h>

#include "adapt.h"

enum { BOOTSTRAP_SEED = 1 };

double adapt_value(const struct pseg_counts *counts, enum pseg_goal goal)
{
    const double strict = pseg_strict(counts).r_value, lenient = pseg_lenient(counts).r_value;
    return goal == PSEG_GOAL_STRICT    ? strict
           : goal == PSEG_GOAL_LENIENT ? lenient
                                       : (strict + lenient) / 2;
}

struct folds {
    const struct evaluation *e;
    enum pseg_goal goal;
    size_t *unit;                   /* [n] of each recording */
    struct pseg_peaks *peaks;       /* [n] those to tune to, borrowed */
    const struct pseg_times **refs; /* [n] */
    struct pseg_counts *counts;     /* [n_units] */
    size_t n_units, n_folds;
};

/* Recordings of one speaker are neighbours or not: each new name is a new unit. */
static size_t number_speakers(size_t *unit, const struct evaluation *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n; i++) {
        size_t k = 0;
        while (k < i && strcmp(e->recordings[k]->speaker, e->recordings[i]->speaker) != 0)
            k++;
        unit[i] = k < i ? unit[k] : n++;
    }
    return n;
}

static void number_units(struct folds *f)
{
    f->n_units = number_speakers(f->unit, f->e);
    if (f->n_units == 1)
        for (f->n_units = 0; f->n_units < f->e->n; f->n_units++)
            f->unit[f->n_units] = f->n_units;
    f->n_folds = f->n_units < ADAPT_FOLDS ? f->n_units : ADAPT_FOLDS;
}

static int is_held_out(const struct folds *f, size_t recording, size_t fold)
{
    return f->unit[recording] % f->n_folds == fold;
}

/* Tunes to the other folds. */
static int tune(struct pseg_config *c, struct folds *f, size_t fold, struct pseg_error *error)
{
    struct pseg_point best[PSEG_N_GOALS];
    size_t n = 0;
    for (size_t i = 0; i < f->e->n; i++)
        if (!is_held_out(f, i, fold)) {
            f->peaks[n] = f->e->peaks[i];
            f->refs[n++] = f->e->refs[i];
        }
    *c = f->e->model.config;
    if (pseg_tune(best, f->peaks, f->refs, n, c, 1, error))
        return -1;
    c->threshold = best[f->goal].threshold;
    c->offset = best[f->goal].offset;
    return 0;
}

static int count_fold(struct folds *f, size_t fold, struct pseg_error *error)
{
    struct pseg_config c;
    if (tune(&c, f, fold, error))
        return -1;
    for (size_t i = 0; i < f->e->n; i++) {
        struct pseg_counts counts;
        if (!is_held_out(f, i, fold))
            continue;
        if (pseg_count_all(&counts, &f->e->peaks[i], &f->e->refs[i], 1, &c))
            return pseg_fail(error, "out of memory for tuning");
        eval_add_counts(&f->counts[f->unit[i]], &counts);
    }
    return 0;
}

static int run(struct adapt_held_out *h, struct folds *f, struct pseg_error *error)
{
    number_units(f);
    for (size_t fold = 0; fold < f->n_folds; fold++)
        if (count_fold(f, fold, error))
            return -1;
    *h = (struct adapt_held_out){.n_units = f->n_units, .n_folds = f->n_folds};
    for (size_t i = 0; i < f->n_units; i++)
        eval_add_counts(&h->total, &f->counts[i]);
    return pseg_bootstrap(&h->strict, &h->lenient, f->counts, f->n_units, (int)f->e->options->draws,
                          BOOTSTRAP_SEED, error);
}

int adapt_hold_out(struct adapt_held_out *h, const struct evaluation *e, enum pseg_goal goal)
{
    struct pseg_error error;
    struct folds f = {.e = e,
                      .goal = goal,
                      .unit = calloc(e->n, sizeof *f.unit),
                      .peaks = calloc(e->n, sizeof *f.peaks),
                      .refs = calloc(e->n, sizeof *f.refs),
                      .counts = calloc(e->n, sizeof *f.counts)};
    const int full = !f.unit || !f.peaks || !f.refs || !f.counts;
    const int result = full ? pseg_fail(&error, "out of memory for tuning") : run(h, &f, &error);
    if (result)
        complain(e->options->command, "%s", error.text);
    free(f.unit);
    free(f.peaks);
    free(f.refs);
    free(f.counts);
    return result;
}
