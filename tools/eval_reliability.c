/* How often probabilities come true: figures, bins, and a picture. */
#include <string.h>

#include "eval.h"
#include "plot_reliability.h"

int eval_judge(struct pseg_reliability *r, const struct evaluation *e)
{
    struct pseg_candidates list;
    struct pseg_error error;
    *r = (struct pseg_reliability){0};
    if (!eval_has_probabilities(e))
        return 0;
    int result = pseg_find_candidates(&list, e->peaks, e->refs, e->n, &e->model.config, &error);
    if (!result) {
        result = pseg_reliability_of(r, &list, &error);
        pseg_candidates_free(&list);
    }
    if (result)
        complain(e->options->command, "%s", error.text);
    return result;
}

static void print_bins(const struct pseg_reliability *r)
{
    printf("\ncandidates  predicted  observed      95 %% interval\n");
    for (int k = 0; k < r->n_bins; k++) {
        const struct pseg_reliability_bin *b = &r->bin[k];
        printf("%10ld  %9.3f  %8.3f   %6.3f .. %6.3f\n", b->n, b->predicted, b->observed, b->low,
               b->high);
    }
}

void eval_print_reliability(const struct pseg_reliability *r, const struct eval_calibration *c,
                            int bins)
{
    if (c->done) {
        printf("calibrated: log odds s of the score become %.4g s %+.4g", c->fit.a, c->fit.c);
        if (c->n_moved)
            printf("; by rounding %ld boundaries are not the same\n", c->n_moved);
        else
            printf("; the boundaries are the same\n");
        printf("expected calibration error before: %.4f\n", c->before.error);
    }
    if (r->n_bins)
        printf("expected calibration error%s: %.4f (luck alone: %.4f), of %ld candidates, %ld of "
               "them boundaries\n",
               c->done ? " after" : "", r->error, r->chance, r->n, r->n_boundaries);
    if (bins)
        print_bins(r);
}

void eval_write_reliability(FILE *f, const struct pseg_reliability *r)
{
    fprintf(f, "{\"candidates\":%ld,\"boundaries\":%ld,\"error\":%.6f,\"luck\":%.6f,\"bins\":[",
            r->n, r->n_boundaries, r->error, r->chance);
    for (int k = 0; k < r->n_bins; k++) {
        const struct pseg_reliability_bin *b = &r->bin[k];
        fprintf(f, "%s{\"n\":%ld,\"predicted\":%.6f,\"observed\":%.6f,\"interval\":[%.6f,%.6f]}",
                k ? "," : "", b->n, b->predicted, b->observed, b->low, b->high);
    }
    fprintf(f, "]}");
}

void eval_write_calibration(FILE *f, const struct eval_calibration *c)
{
    fprintf(f,
            "{\"a\":%.9g,\"c\":%.9g,\"candidates\":%ld,\"candidate_boundaries\":%ld,"
            "\"boundaries\":%ld,\"error_before\":%.6f,\"moved\":%ld}",
            c->fit.a, c->fit.c, c->before.n, c->before.n_boundaries, c->n_boundaries,
            c->before.error, c->n_moved);
}

/* What comes after the last slash. */
static const char *base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return !path ? "default model" : slash && slash[1] ? slash + 1 : path;
}

int eval_draw_reliability(const struct evaluation *e, const struct pseg_reliability *r)
{
    const struct eval_options *o = e->options;
    struct pseg_error error;
    char title[1024], noise[64] = "";
    if (!o->reliability)
        return 0;
    if (o->snr_text)
        snprintf(noise, sizeof noise, ", noise at %g dB SNR", o->snr);
    snprintf(title, sizeof title, "%s on %s%s", base_name(o->model), base_name(o->data), noise);
    const struct pseg_reliability_plot plot = {
        .title = title,
        .path = o->reliability,
        .threshold = (double)e->model.config.threshold,
        .now = r,
        .before = e->calibration.done ? &e->calibration.before : NULL,
    };
    if (pseg_plot_reliability(&plot, &error) == 0)
        return 0;
    complain(o->command, "%s", error.text);
    return -1;
}
