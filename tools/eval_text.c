/* The report for a reader. */
#include "eval.h"

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static double offset_ms(const struct evaluation *e, int offset)
{
    return 1000.0 * offset / e->model.config.rate;
}

static void print_heading(const struct evaluation *e, const struct eval_result *r)
{
    const struct eval_options *o = e->options;
    char score[32];
    const char *offline = eval_is_offline(e) ? " (offline)" : "";
    eval_score_name(score, e);
    printf("%s%s on %s: %zu recording%s, %zu speaker%s", score, offline, o->data, e->n,
           plural(e->n), r->n_groups, plural(r->n_groups));
    if (e->model.config.int8)
        printf(", int8 weights");
    if (o->level_text)
        printf(", peaks at %g dBFS", o->level);
    if (o->snr_text) {
        char noise[1024];
        eval_noise_name(noise, sizeof noise, e);
        printf(", %s at %g dB SNR (seed %lld)", noise, o->snr, o->seed);
    }
    putchar('\n');
}

static void print_point(const struct evaluation *e)
{
    const struct pseg_config *c = &e->model.config;
    const struct eval_options *o = e->options;
    char text[32];
    if (eval_gate_name(e))
        printf("gate %s, ", eval_gate_name(e));
    if (e->segmenter != EVAL_PERIODIC)
        printf("threshold %s%s, ", eval_float(text, c->threshold), o->tune ? " (tuned)" : "");
    if (c->score == PSEG_SCORE_BLEND)
        printf("w %s%s, ", eval_float(text, c->blend), o->tune && !o->blend_text ? " (tuned)" : "");
    printf("offset %g ms%s", offset_ms(e, c->offset), o->tune && !o->offset_text ? " (tuned)" : "");
    if (c->min_gap > 1)
        printf(", at least %g ms apart", ms_apart(c));
    if (c->refine && e->segmenter == EVAL_DETECTOR)
        printf(", refined between frames");
    printf(o->tune ? "\ntuned on these very recordings: an upper bound, not a fair figure\n"
                   : "\n");
}

static void print_row(const char *name, const struct pseg_rates *r, const struct pseg_interval *i)
{
    printf("%-8s %7.2f", name, r->r_value);
    if (i)
        printf("  %7.2f ..%7.2f", i->low, i->high);
    else
        printf("  %18s", "");
    printf("  %9.2f  %6.2f  %6.2f  %+8.2f\n", r->precision, r->recall, r->f1, r->over_segmentation);
}

/* r: with its intervals, for the total only. */
static void print_table(const struct pseg_counts *c, const struct eval_result *r)
{
    const struct pseg_rates strict = pseg_strict(c), lenient = pseg_lenient(c);
    printf("%-8s %7s  %18s  %9s  %6s  %6s  %8s\n", "", "R-value", r ? "95 % interval" : "",
           "precision", "recall", "F1", "over-seg");
    print_row("strict", &strict, r ? &r->strict : NULL);
    print_row("lenient", &lenient, r ? &r->lenient : NULL);
    printf("%ld boundaries, %ld found; strict: %ld pairs; lenient: %ld and %ld hit\n", c->n_ref,
           c->n_hyp, c->hits, c->ref_hit, c->hyp_hit);
}

static void print_timing(const struct eval_timing *t)
{
    if (t->pairs)
        printf("timing of the strict pairs: median %+.2f ms, half of them from %+.2f to %+.2f ms\n",
               t->median, t->low, t->high);
}

static void print_optima(const struct evaluation *e)
{
    printf("\ntuned for    strict  lenient\n");
    for (int goal = 0; goal < PSEG_N_GOALS; goal++) {
        const struct pseg_point *p = &e->best[goal];
        char text[32];
        printf("%-9s   %7.2f  %7.2f   threshold %s, offset %g ms", pseg_goal_names[goal],
               p->value[PSEG_GOAL_STRICT], p->value[PSEG_GOAL_LENIENT],
               eval_float(text, p->threshold), offset_ms(e, p->offset));
        if (e->model.config.score == PSEG_SCORE_BLEND)
            printf(", w %s", eval_float(text, p->blend));
        putchar('\n');
    }
}

void eval_print_text(const struct evaluation *e, const struct eval_result *r)
{
    print_heading(e, r);
    print_point(e);
    putchar('\n');
    print_table(&r->total, r);
    print_timing(&r->timing);
    printf("intervals: bootstrap over %zu %s, %lld draws\n", r->n_groups > 1 ? r->n_groups : e->n,
           eval_unit(r), e->options->draws);
    eval_print_reliability(&r->reliability, &e->calibration, e->options->reliability != NULL);
    if (e->options->tune)
        print_optima(e);
    for (size_t i = 0; e->options->by_speaker && i < r->n_groups; i++) {
        printf("\n%s\n", r->groups[i].speaker);
        print_table(&r->groups[i].counts, NULL);
    }
}
