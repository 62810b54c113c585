/* Counts by recording, by speaker and of all, and the intervals. */
#include <stdlib.h>
#include <string.h>

#include "eval.h"

enum { BOOTSTRAP_SEED = 1 };

void eval_add_counts(struct pseg_counts *sum, const struct pseg_counts *c)
{
    sum->n_ref += c->n_ref;
    sum->n_hyp += c->n_hyp;
    sum->hits += c->hits;
    sum->ref_hit += c->ref_hit;
    sum->hyp_hit += c->hyp_hit;
}

static struct eval_group *group_of(struct eval_result *r, const char *speaker)
{
    for (size_t i = r->n_groups; i-- > 0;) /* recordings are sorted: mostly the last one */
        if (strcmp(r->groups[i].speaker, speaker) == 0)
            return &r->groups[i];
    r->groups[r->n_groups].speaker = speaker;
    return &r->groups[r->n_groups++];
}

static int by_speaker(const void *a, const void *b)
{
    return strcmp(((const struct eval_group *)a)->speaker, ((const struct eval_group *)b)->speaker);
}

static int count(struct eval_result *r, const struct evaluation *e)
{
    for (size_t i = 0; i < e->n; i++) {
        struct pseg_counts *c = &r->files[i];
        if (pseg_count_all(c, &e->peaks[i], &e->refs[i], 1, &e->model.config))
            return -1;
        eval_add_counts(&r->total, c);
        eval_add_counts(&group_of(r, e->recordings[i]->speaker)->counts, c);
    }
    qsort(r->groups, r->n_groups, sizeof *r->groups, by_speaker);
    return 0;
}

/* Speakers are few, but recordings of one speaker are not independent: resampling them gives
 * intervals that are too narrow. It is done only where there is one speaker. */
static int resample(struct eval_result *r, const struct evaluation *e, struct pseg_error *error)
{
    const size_t n = r->n_groups > 1 ? r->n_groups : e->n;
    struct pseg_counts *units = malloc(n * sizeof *units);
    if (!units)
        return pseg_fail(error, "out of memory for the intervals");
    for (size_t i = 0; i < n; i++)
        units[i] = r->n_groups > 1 ? r->groups[i].counts : r->files[i];
    const int result = pseg_bootstrap(&r->strict, &r->lenient, units, n, (int)e->options->draws,
                                      BOOTSTRAP_SEED, error);
    free(units);
    return result;
}

int eval_count(struct eval_result *r, const struct evaluation *e)
{
    struct pseg_error error;
    memset(r, 0, sizeof *r);
    r->files = calloc(e->n, sizeof *r->files);
    r->groups = calloc(e->n, sizeof *r->groups);
    if (!r->files || !r->groups || count(r, e) || eval_measure_timing(&r->timing, e)) {
        complain(e->options->command, "out of memory for %zu recordings", e->n);
        return -1;
    }
    if (resample(r, e, &error)) {
        complain(e->options->command, "%s", error.text);
        return -1;
    }
    return eval_judge(&r->reliability, e);
}

void eval_result_free(struct eval_result *r)
{
    free(r->files);
    free(r->groups);
}

const char *eval_unit(const struct eval_result *r)
{
    return r->n_groups > 1 ? "speakers" : "files";
}

const char *eval_float(char *text, float value)
{
    for (int digits = 1; digits <= 9; digits++) {
        snprintf(text, 32, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    return text;
}
