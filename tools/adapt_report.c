/* What adaptation has done: for a reader, for a program, and for the model's record. */
#include "adapt.h"
#include "writer.h"

static double offset_ms(const struct adaptation *a, int offset)
{
    return 1000.0 * offset / a->was.rate;
}

/* -------------------------------------------------------------------------- for a reader -- */

static void print_row(const char *name, const struct pseg_counts *counts,
                      const struct pseg_interval *strict, const struct pseg_interval *lenient)
{
    printf("%-9s %7.2f  %6.2f ..%6.2f   %7.2f  %6.2f ..%6.2f", name, pseg_strict(counts).r_value,
           strict->low, strict->high, pseg_lenient(counts).r_value, lenient->low, lenient->high);
}

static void print_point(const struct adaptation *a, float threshold, int offset)
{
    char text[32];
    printf("   threshold %s, offset %g ms\n", eval_float(text, threshold), offset_ms(a, offset));
}

static void print_table(const struct adaptation *a)
{
    const struct adapt_held_out *h = &a->held_out;
    printf("%-9s %7s  %16s   %7s  %16s\n", "R-value", "strict", "95 % interval", "lenient",
           "95 % interval");
    print_row("before", &a->before.total, &a->before.strict, &a->before.lenient);
    print_point(a, a->was.threshold, a->was.offset);
    print_row("tuned", &a->free.total, &a->free.strict, &a->free.lenient);
    print_point(a, a->tuned.threshold, a->tuned.offset);
    print_row("held out", &h->total, &h->strict, &h->lenient);
    printf("   each of %zu parts by what the others are tuned to\n", h->n_folds);
    printf("intervals: bootstrap over %zu %s, %lld draws\n", h->n_units, eval_unit(&a->before),
           a->options.draws);
}

void adapt_print_text(const struct adaptation *a)
{
    const struct pseg_config *c = &a->e.model.config;
    printf("fitted to %ld boundaries of %zu recordings, %zu speaker%s, of %s\n\n", a->n_boundaries,
           a->e.n, a->before.n_groups, a->before.n_groups == 1 ? "" : "s", a->options.data);
    print_table(a);
    printf("\n%s",
           a->takes ? "adapted:" : "tuning does not help recordings that it has not seen; kept:");
    print_point(a, c->threshold, c->offset);
    if (a->e.calibration.done)
        printf("that threshold is one of calibrated scores, those above are not\n");
    eval_print_reliability(&a->reliability, &a->e.calibration, 0);
}

/* ------------------------------------------------------------------------- for a program -- */

static void write_rates(FILE *f, const struct pseg_counts *counts,
                        const struct pseg_interval *strict, const struct pseg_interval *lenient)
{
    fprintf(f,
            "\"strict\":{\"r_value\":%.6f,\"r_value_interval\":[%.6f,%.6f]},"
            "\"lenient\":{\"r_value\":%.6f,\"r_value_interval\":[%.6f,%.6f]}}",
            pseg_strict(counts).r_value, strict->low, strict->high, pseg_lenient(counts).r_value,
            lenient->low, lenient->high);
}

static void write_result(FILE *f, const struct adaptation *a, const char *key, float threshold,
                         int offset, const struct eval_result *r)
{
    char text[32];
    fprintf(f, "\"%s\":{\"threshold\":%s,\"offset_ms\":%.9g,", key, eval_float(text, threshold),
            offset_ms(a, offset));
    write_rates(f, &r->total, &r->strict, &r->lenient);
}

/* The members that the record has, too. */
static void write_members(FILE *f, const struct adaptation *a)
{
    fprintf(f, "\"goal\":\"%s\",\"recordings\":%zu,\"speakers\":%zu,\"boundaries\":%ld,",
            pseg_goal_names[a->goal], a->e.n, a->before.n_groups, a->n_boundaries);
    write_result(f, a, "before", a->was.threshold, a->was.offset, &a->before);
    fputc(',', f);
    write_result(f, a, "tuned", a->tuned.threshold, a->tuned.offset, &a->free);
    fprintf(f, ",\"held_out\":{\"units\":\"%s\",\"parts\":%zu,", eval_unit(&a->before),
            a->held_out.n_folds);
    write_rates(f, &a->held_out.total, &a->held_out.strict, &a->held_out.lenient);
    fprintf(f, ",\"takes_tuned\":%s", a->takes ? "true" : "false");
}

void adapt_write_record(FILE *f, const struct adaptation *a)
{
    fputc('{', f);
    write_members(f, a);
    fputc('}', f);
}

void adapt_print_json(const struct adaptation *a)
{
    const struct pseg_config *c = &a->e.model.config;
    char text[32];
    printf("{\"data\":");
    pseg_print_json_string(stdout, a->options.data);
    printf(",\"out\":");
    pseg_print_json_string(stdout, a->out);
    printf(",\"failed\":%zu,", a->e.n_failed);
    write_members(stdout, a);
    printf(",\"threshold\":%s,\"offset_ms\":%.9g", eval_float(text, c->threshold),
           offset_ms(a, c->offset));
    if (a->e.calibration.done) {
        printf(",\"calibration\":");
        eval_write_calibration(stdout, &a->e.calibration);
    }
    if (a->reliability.n_bins) {
        printf(",\"reliability\":");
        eval_write_reliability(stdout, &a->reliability);
    }
    printf("}\n");
}
