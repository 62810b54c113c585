#include "latency_picture.h"

#include <math.h>
#include <stdio.h>

#include "axes.h"
#include "plot_file.h"

#define MICROSECONDS "\xC2\xB5s"

enum {
    LEFT = 78,
    RIGHT = 30,
    TITLE_LINE = 26,
    LEGEND_LINE = 48,
    TOP = 66,
    BOTTOM = 52,
    PER_DECADE = 25, /* bins */
    BINS = 256,
    N_QUANTILES = 5
};

static const double DECADES = 2; /* shown at least */

struct histogram {
    double low;         /* [log10 us] left end of bin 0 */
    int n;              /* bins in use */
    double count[BINS]; /* frames */
};

/* ------------------------------------------------------------------------------- histogram -- */

static int bin_of(const struct histogram *h, double us)
{
    const double at = (log10(us) - h->low) * PER_DECADE;
    return at < 0 ? 0 : at >= h->n ? h->n - 1 : (int)at;
}

static void count(struct histogram *h, const struct compute *c)
{
    const double least = fmax(compute_quantile(c, 0), 0.01), most = compute_quantile(c, 1);
    *h = (struct histogram){.low = floor(PER_DECADE * log10(least) - 1) / PER_DECADE};
    const double high = fmax(log10(fmax(most, least)), h->low + DECADES);
    h->n = (int)ceil((high - h->low) * PER_DECADE) + 1;
    h->n = h->n > BINS ? BINS : h->n;
    for (size_t i = 0; i < c->frames; i++)
        h->count[bin_of(h, fmax(c->us[i], least))]++;
}

/* -------------------------------------------------------------------------------------- axes -- */

/* 1, 2, 5 times the powers of ten, at their logarithms */
static void ticks_of_time(struct pseg_ticks *ticks, const struct pseg_axis *axis)
{
    static const double factors[] = {1, 2, 5};
    ticks->n = 0;
    for (int decade = (int)floor(axis->low); decade <= (int)ceil(axis->high); decade++)
        for (int i = 0; i < 3; i++) {
            const double value = factors[i] * pow(10, decade);
            char text[PSEG_TICK_TEXT];
            snprintf(text, sizeof text, "%.10g", value);
            if (log10(value) >= axis->low && log10(value) <= axis->high)
                pseg_add_tick(ticks, log10(value), text);
        }
}

static void ticks_of_count(struct pseg_ticks *ticks, const struct pseg_axis *axis)
{
    ticks->n = 0;
    for (int decade = 0; decade <= axis->high; decade++) {
        char text[PSEG_TICK_TEXT];
        snprintf(text, sizeof text, "%.0f", pow(10, decade));
        pseg_add_tick(ticks, decade, text);
    }
}

/* ----------------------------------------------------------------------------------- drawing -- */

/* A bar from the bottom for each bin that holds a frame; half a frame is the bottom of the axis. */
static void draw_bars(cairo_t *cr, const struct pseg_panel *p, const struct histogram *h)
{
    const struct pseg_pen pen = {PSEG_SKY, 1, 0.75, {0, 0}};
    for (int i = 0; i < h->n; i++) {
        const double left = h->low + (double)i / PER_DECADE, right = left + 1.0 / PER_DECADE;
        const double x[2] = {left, right}, low[2] = {p->y.low, p->y.low};
        const double high[2] = {log10(h->count[i]), log10(h->count[i])};
        if (h->count[i] > 0)
            pseg_draw_band(cr, p, x, low, high, 2, &pen);
    }
}

static void draw_quantiles(cairo_t *cr, const struct pseg_panel *p, const struct compute *c)
{
    static const struct {
        const char *name;
        double p;
        enum pseg_ink ink;
    } quantiles[N_QUANTILES] = {{"p50", 0.5, PSEG_BLACK},
                                {"p90", 0.9, PSEG_GREEN},
                                {"p99", 0.99, PSEG_BLUE},
                                {"p99.9", 0.999, PSEG_ORANGE},
                                {"max", 1, PSEG_VERMILLION}};
    struct pseg_legend legend[N_QUANTILES];
    char text[N_QUANTILES][32];
    for (int i = 0; i < N_QUANTILES; i++) {
        const double us = compute_quantile(c, quantiles[i].p);
        const double at = pseg_position(&p->x, log10(fmax(us, 0.01)));
        const struct pseg_pen pen = {quantiles[i].ink, 2, 1, {6, i ? 3 : 0}};
        snprintf(text[i], sizeof text[i],
                 us < 1000 ? "%s %.3g " MICROSECONDS : "%s %.0f " MICROSECONDS, quantiles[i].name,
                 us);
        legend[i] = (struct pseg_legend){text[i], pen};
        pseg_draw_line(cr, at, p->top, at, p->top + p->height, &pen);
    }
    pseg_draw_legend(cr, LATENCY_PICTURE_WIDTH - RIGHT, LEGEND_LINE, legend, N_QUANTILES);
}

static void draw_title(cairo_t *cr, const struct compute *c)
{
    char title[160];
    snprintf(
        title, sizeof title,
        "Time to compute a frame  |  %zu frames of %g ms  |  reading the clock: %.3f " MICROSECONDS,
        c->frames, 1e3 * c->hop, c->clock);
    pseg_draw_text(cr, title, LEFT, TITLE_LINE, 0, PSEG_TITLE_TEXT, PSEG_BLACK);
}

static void draw(cairo_t *cr, const struct compute *c)
{
    struct histogram h;
    struct pseg_panel p = {0};
    struct pseg_ticks x, y;
    double most = 1;
    count(&h, c);
    for (int i = 0; i < h.n; i++)
        most = fmax(most, h.count[i]);
    p.x.low = h.low;
    p.x.high = h.low + (double)h.n / PER_DECADE;
    p.y.low = log10(0.5);
    p.y.high = log10(2 * most);
    pseg_place_panel(&p, LEFT, TOP, LATENCY_PICTURE_WIDTH - LEFT - RIGHT,
                     LATENCY_PICTURE_HEIGHT - TOP - BOTTOM);
    ticks_of_time(&x, &p.x);
    ticks_of_count(&y, &p.y);
    pseg_draw_panel(cr, &p, &y);
    pseg_clip(cr, &p);
    draw_bars(cr, &p, &h);
    pseg_unclip(cr);
    draw_quantiles(cr, &p, c);
    pseg_draw_y_axis(cr, &p, &y, "frames");
    pseg_draw_x_axis(cr, &p, &x, "time [" MICROSECONDS "]");
    draw_title(cr, c);
}

int latency_picture(const char *path, const struct compute *c, struct pseg_error *error)
{
    struct pseg_picture *picture =
        pseg_picture_open(path, LATENCY_PICTURE_WIDTH, LATENCY_PICTURE_HEIGHT, error);
    if (!picture)
        return -1;
    draw(pseg_picture_cairo(picture), c);
    return pseg_picture_commit(picture, error);
}
