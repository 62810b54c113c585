#include "latency_output.h"

#include <stdio.h>

#include "live_output.h"
#include "writer.h"

enum { N_QUANTILES = 5 };

static const struct {
    const char *name, *key;
    double p;
} quantiles[N_QUANTILES] = {{"p50", "p50", 0.5},
                            {"p90", "p90", 0.9},
                            {"p99", "p99", 0.99},
                            {"p99.9", "p99_9", 0.999},
                            {"max", "max", 1}};

/* What each part of the trip is, in the table */
static const char *const meanings[N_PARTS] = {
    "captured - emitted", "boundary put - captured", "decided - boundary put",
    "arrived - decided",  "printed - arrived",       "printed - boundary put",
    "printed - emitted",  "emitted - handed over",
};

static double milliseconds(const struct delay *d)
{
    return 1e3 * d->samples / d->rate;
}

/* ----------------------------------------------------------------------------------- tables -- */

static void print_row(const char *name, double seconds)
{
    printf("  %-42s %8s %10.3f\n", name, "", 1e3 * seconds);
}

static void print_algorithm(const struct algorithm *a)
{
    printf("algorithmic: audio that has to be heard after a boundary\n");
    printf("  %-42s %8s %10s\n", "", "samples", "ms");
    for (int i = 0; i < N_DELAYS; i++) {
        const struct delay *d = &a->delays[i];
        if (i == DELAY_RESAMPLER)
            print_row("detector, these together", a->detector);
        printf("  %-42s %8d %10.3f\n", d->name, d->samples, milliseconds(d));
    }
    print_row("all, at most", a->total);
    printf("  the device runs at %d Hz\n", a->rate_in);
}

static void print_compute(const struct compute *c)
{
    printf("\ncompute: a frame [us], %zu frames, %.1f s of audio\n ", c->frames, c->seconds);
    for (int i = 0; i < N_QUANTILES; i++)
        printf(" %9s", quantiles[i].name);
    printf("\n ");
    for (int i = 0; i < N_QUANTILES; i++)
        printf(" %9.2f", compute_quantile(c, quantiles[i].p));
    printf("\n  of which reading the clock takes %.3f us; a frame comes every %.0f us\n", c->clock,
           1e6 * c->hop);
}

static void print_part(const struct trip *t, enum part_name part)
{
    printf("  %-11s %-24s", part_names[part], meanings[part]);
    for (int i = 0; i < N_QUANTILES; i++)
        printf(" %9.2f", 1e3 * live_quantile(t->part[part], t->found, quantiles[i].p));
    printf("\n");
}

static void print_trip(const struct trip *t)
{
    printf("\nend to end [ms]: %zu of %zu marks found, of %zu boundaries; %ld gaps, %ld losses in "
           "the device, %ld times run dry\n",
           t->found, t->marks.count, t->n_events, t->gaps,
           pseg_capture_device_overflows(t->capture), pseg_playback_underflows(t->playback));
    printf("  out: %s, %d Hz; in: %s, %d Hz; blocks of %.3g ms\n", pseg_playback_name(t->playback),
           pseg_playback_rate(t->playback), pseg_capture_name(t->capture),
           pseg_capture_rate(t->capture), 1e3 * t->settings->block);
    printf("  %-36s", "");
    for (int i = 0; i < N_QUANTILES; i++)
        printf(" %9s", quantiles[i].name);
    printf("\n");
    for (int i = 0; i < N_PARTS; i++)
        print_part(t, (enum part_name)i);
}

void latency_print_table(const struct latency_report *r)
{
    print_algorithm(&r->algorithm);
    print_compute(&r->compute);
    if (r->trip)
        print_trip(r->trip);
    else
        printf("\nend to end: skipped, since %s\n", r->why);
}

/* ------------------------------------------------------------------------------------- JSON -- */

static void print_algorithm_json(const struct algorithm *a)
{
    printf("{\"device_rate\":%d,\"stages\":[", a->rate_in);
    for (int i = 0; i < N_DELAYS; i++)
        printf("%s{\"name\":\"%s\",\"samples\":%d,\"rate\":%d,\"ms\":%.6f}", i ? "," : "",
               a->delays[i].key, a->delays[i].samples, a->delays[i].rate,
               milliseconds(&a->delays[i]));
    printf("],\"detector_ms\":%.6f,\"total_ms\":%.6f}", 1e3 * a->detector, 1e3 * a->total);
}

static void print_compute_json(const struct compute *c)
{
    printf("{\"seconds\":%.3f,\"frames\":%zu,\"hop_us\":%.1f,\"clock_us\":%.4f", c->seconds,
           c->frames, 1e6 * c->hop, c->clock);
    for (int i = 0; i < N_QUANTILES; i++)
        printf(",\"%s_us\":%.4f", quantiles[i].key, compute_quantile(c, quantiles[i].p));
    printf("}");
}

static void print_trip_json(const struct trip *t)
{
    printf("{\"out\":");
    pseg_print_json_string(stdout, pseg_playback_name(t->playback));
    printf(",\"out_rate\":%d,\"in\":", pseg_playback_rate(t->playback));
    pseg_print_json_string(stdout, pseg_capture_name(t->capture));
    printf(",\"in_rate\":%d,\"block_ms\":%.6g,\"marks\":%zu,\"found\":%zu,\"events\":%zu,"
           "\"gaps\":%ld,\"overflows\":%ld,\"underflows\":%ld,\"parts_ms\":{",
           pseg_capture_rate(t->capture), 1e3 * t->settings->block, t->marks.count, t->found,
           t->n_events, t->gaps, pseg_capture_device_overflows(t->capture),
           pseg_playback_underflows(t->playback));
    for (int i = 0; i < N_PARTS; i++) {
        printf("%s\"%s\":{", i ? "," : "", part_names[i]);
        for (int q = 0; q < N_QUANTILES; q++)
            printf("%s\"%s\":%.4f", q ? "," : "", quantiles[q].key,
                   1e3 * live_quantile(t->part[i], t->found, quantiles[q].p));
        printf("}");
    }
    printf("}}");
}

void latency_print_json(const struct latency_report *r)
{
    printf("{\"algorithmic\":");
    print_algorithm_json(&r->algorithm);
    printf(",\"compute\":");
    print_compute_json(&r->compute);
    printf(",\"end_to_end\":");
    if (r->trip) {
        print_trip_json(r->trip);
    } else {
        printf("{\"skipped\":");
        pseg_print_json_string(stdout, r->why);
        printf("}");
    }
    printf("}\n");
}
