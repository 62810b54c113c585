/* The report for a program: one JSON object on one line. */
#include "eval.h"
#include "writer.h"

static void print_text(const char *key, const char *value)
{
    printf("\"%s\":", key);
    if (value)
        pseg_print_json_string(stdout, value);
    else
        printf("null");
    putchar(',');
}

static const char *truth(int value)
{
    return value ? "true" : "false";
}

static void print_rates(const char *key, const struct pseg_rates *r, const struct pseg_interval *i)
{
    printf("\"%s\":{\"precision\":%.6f,\"recall\":%.6f,\"f1\":%.6f,\"over_segmentation\":%.6f,"
           "\"r_value\":%.6f",
           key, r->precision, r->recall, r->f1, r->over_segmentation, r->r_value);
    if (i)
        printf(",\"r_value_interval\":[%.6f,%.6f]", i->low, i->high);
    putchar('}');
}

/* Counts and rates, without the braces around them. */
static void print_counts(const struct pseg_counts *c, const struct eval_result *r)
{
    const struct pseg_rates strict = pseg_strict(c), lenient = pseg_lenient(c);
    printf("\"n_ref\":%ld,\"n_hyp\":%ld,\"hits\":%ld,\"ref_hit\":%ld,\"hyp_hit\":%ld,", c->n_ref,
           c->n_hyp, c->hits, c->ref_hit, c->hyp_hit);
    print_rates("strict", &strict, r ? &r->strict : NULL);
    putchar(',');
    print_rates("lenient", &lenient, r ? &r->lenient : NULL);
}

/* A number that counts where its text is given. */
static void print_given(const char *key, const char *text, double value)
{
    if (text)
        printf("\"%s\":%.9g,", key, value);
    else
        printf("\"%s\":null,", key);
}

static void print_noise(const struct evaluation *e)
{
    char name[1024];
    eval_noise_name(name, sizeof name, e);
    print_text("noise", e->options->snr_text ? name : NULL);
}

static void print_timing(const struct eval_timing *t)
{
    if (t->pairs)
        printf(",\"timing_ms\":{\"pairs\":%zu,\"median\":%.6f,\"quartiles\":[%.6f,%.6f]}", t->pairs,
               t->median, t->low, t->high);
    else
        printf(",\"timing_ms\":null");
}

static void print_input(const struct evaluation *e)
{
    const struct eval_options *o = e->options;
    char score[32];
    eval_score_name(score, e);
    print_text("data", o->data);
    print_text("model", o->model);
    printf("\"int8\":%s,", truth(e->model.config.int8));
    print_text("score", score);
    print_text("gate", eval_gate_name(e));
    printf("\"offline\":%s,", truth(eval_is_offline(e)));
    print_given("level_db", o->level_text, o->level);
    print_given("snr_db", o->snr_text, o->snr);
    print_noise(e);
    printf("\"seed\":%lld,", o->seed);
}

static void print_point(const struct evaluation *e)
{
    const struct pseg_config *c = &e->model.config;
    const struct eval_options *o = e->options;
    char text[32];
    if (e->segmenter == EVAL_PERIODIC)
        printf("\"threshold\":null,");
    else
        printf("\"threshold\":%s,", eval_float(text, c->threshold));
    printf("\"threshold_tuned\":%s,", truth(o->tune));
    if (c->score == PSEG_SCORE_BLEND)
        printf("\"blend\":%s,\"blend_tuned\":%s,", eval_float(text, c->blend),
               truth(o->tune && !o->blend_text));
    printf("\"offset_ms\":%.9g,\"offset_tuned\":%s,\"min_gap_ms\":%.9g,",
           1000.0 * c->offset / c->rate, truth(o->tune && !o->offset_text), ms_apart(c));
    printf("\"refined\":%s,", truth(c->refine && e->segmenter == EVAL_DETECTOR));
}

static void print_optima(const struct evaluation *e)
{
    printf(",\"optima\":{");
    for (int goal = 0; goal < PSEG_N_GOALS; goal++) {
        const struct pseg_point *p = &e->best[goal];
        char text[32];
        printf("%s\"%s\":{\"threshold\":%s,\"offset_ms\":%.9g,", goal ? "," : "",
               pseg_goal_names[goal], eval_float(text, p->threshold),
               1000.0 * p->offset / e->model.config.rate);
        if (e->model.config.score == PSEG_SCORE_BLEND)
            printf("\"blend\":%s,", eval_float(text, p->blend));
        printf("\"strict\":%.6f,\"lenient\":%.6f}", p->value[PSEG_GOAL_STRICT],
               p->value[PSEG_GOAL_LENIENT]);
    }
    putchar('}');
}

static void print_speakers(const struct eval_result *r)
{
    printf(",\"by_speaker\":{");
    for (size_t i = 0; i < r->n_groups; i++) {
        if (i)
            putchar(',');
        pseg_print_json_string(stdout, r->groups[i].speaker);
        printf(":{");
        print_counts(&r->groups[i].counts, NULL);
        putchar('}');
    }
    putchar('}');
}

static void print_probabilities(const struct evaluation *e, const struct eval_result *r)
{
    if (r->reliability.n_bins) {
        printf(",\"reliability\":");
        eval_write_reliability(stdout, &r->reliability);
    }
    if (e->calibration.done) {
        printf(",\"calibration\":");
        eval_write_calibration(stdout, &e->calibration);
    }
}

void eval_print_json(const struct evaluation *e, const struct eval_result *r)
{
    putchar('{');
    print_input(e);
    print_point(e);
    printf("\"files\":%zu,\"speakers\":%zu,\"unlabelled\":%zu,\"failed\":%zu,", e->n, r->n_groups,
           e->corpus.n_unlabelled, e->n_failed);
    print_counts(&r->total, r);
    print_timing(&r->timing);
    printf(",\"bootstrap\":{\"draws\":%lld,\"units\":\"%s\"}", e->options->draws, eval_unit(r));
    print_probabilities(e, r);
    if (e->options->tune)
        print_optima(e);
    if (e->options->by_speaker)
        print_speakers(r);
    printf("}\n");
}
