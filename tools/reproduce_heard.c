/* A system over all recordings, clean and in noise. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reproduce_score.h"

static int hear_one(struct heard *h, size_t i, enum condition condition,
                    const struct system *system, const struct pseg_model *model,
                    const struct data *d, double snr, struct pseg_error *error)
{
    const struct pseg_recording *r = d->recordings[i];
    struct pseg_error why;
    float *x;
    size_t n;
    if (data_hear(&x, &n, r, condition == NOISY ? snr : INFINITY, error))
        return -1;
    const int failed =
        model ? signals_hear(&h->signals[condition][i], model, x, n, &why)
              : baseline_peaks(&h->peaks[condition][i], system, x, n, data_labelled(n, r), &why);
    free(x);
    return failed ? pseg_fail(error, "%s: %.900s", r->path, why.text) : 0;
}

static int allocate(struct heard *h, size_t n)
{
    int missing = 0;
    for (int c = 0; c < N_CONDITIONS; c++) {
        h->signals[c] = calloc(n + 1, sizeof *h->signals[c]);
        h->peaks[c] = calloc(n + 1, sizeof *h->peaks[c]);
        missing |= !h->signals[c] || !h->peaks[c];
    }
    h->n = missing ? 0 : n;
    return missing;
}

int heard_make(struct heard *h, const struct system *system, const struct pseg_model *model,
               const struct data *d, double snr, int (*progress)(void *user, double done),
               void *user, struct pseg_error *error)
{
    struct pseg_model baseline;
    memset(h, 0, sizeof *h);
    baseline_model(&baseline, system);
    h->config = model ? model->config : baseline.config;
    h->config.min_gap = 1;
    if (allocate(h, d->n))
        return pseg_fail(error, "out of memory for %zu recordings", d->n);
    for (int condition = 0; condition < N_CONDITIONS; condition++)
        for (size_t i = 0; i < d->n; i++) {
            const double done = ((double)i / (double)d->n + condition) / N_CONDITIONS;
            if (progress(user, done))
                return pseg_fail(error, "interrupted");
            if (hear_one(h, i, condition, system, model, d, snr, error))
                return -1;
        }
    return 0;
}

void heard_free(struct heard *h)
{
    for (int c = 0; c < N_CONDITIONS; c++) {
        for (size_t i = 0; i < h->n; i++) {
            signals_free(&h->signals[c][i]);
            pseg_peaks_free(&h->peaks[c][i]);
        }
        free(h->signals[c]);
        free(h->peaks[c]);
    }
    memset(h, 0, sizeof *h);
}
