/* When what was found lies, against the labels: a bias is the offset's fault, a spread is not. */
#include "eval.h"
#include "quantile.h"

static void summarise(struct eval_timing *t, struct pseg_times *offsets)
{
    *t = (struct eval_timing){.pairs = offsets->n};
    if (!offsets->n)
        return;
    pseg_sort(offsets->at, offsets->n);
    t->median = 1e3 * pseg_quantile(offsets->at, offsets->n, 0.5);
    t->low = 1e3 * pseg_quantile(offsets->at, offsets->n, 0.25);
    t->high = 1e3 * pseg_quantile(offsets->at, offsets->n, 0.75);
}

int eval_measure_timing(struct eval_timing *t, const struct evaluation *e)
{
    struct pseg_times found = {0}, offsets = {0};
    int result = 0;
    for (size_t i = 0; i < e->n && !result; i++)
        result = pseg_choose_peaks(&found, &e->peaks[i], &e->model.config) ||
                 pseg_pair_offsets(&offsets, e->refs[i], &found, PSEG_TOLERANCE);
    summarise(t, &offsets);
    pseg_times_free(&found);
    pseg_times_free(&offsets);
    return result ? -1 : 0;
}
