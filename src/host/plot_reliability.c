#include "plot_reliability.h"

#include "axes.h"
#include "plot_file.h"

enum {
    WIDTH = 640,
    HEIGHT = 750,
    LEFT = 76,
    TOP = 92,
    PANEL = 470,  /* width and height */
    COUNTS = 110, /* height */
    GAP = 16,
    RIGHT = WIDTH - 40,
    TICKS = 6
};

static const struct pseg_pen now_pen = {PSEG_BLUE, 2, 1, {0, 0}};
static const struct pseg_pen before_pen = {PSEG_ORANGE, 1.5, 0.9, {5, 4}};
static const struct pseg_pen ideal_pen = {PSEG_GREY, 1, 1, {2, 3}};
static const struct pseg_pen threshold_pen = {PSEG_VERMILLION, 1.5, 1, {6, 3}};

static void draw_bins(cairo_t *cr, const struct pseg_panel *p, const struct pseg_reliability *r,
                      const struct pseg_pen *pen, int intervals)
{
    double x[PSEG_RELIABILITY_BINS], y[PSEG_RELIABILITY_BINS];
    const struct pseg_pen bar = {pen->ink, 1.5, 0.8, {0, 0}};
    for (int k = 0; k < r->n_bins; k++) {
        const struct pseg_reliability_bin *b = &r->bin[k];
        x[k] = b->predicted;
        y[k] = b->observed;
        const double at = pseg_position(&p->x, x[k]);
        if (intervals)
            pseg_draw_line(cr, at, pseg_position(&p->y, b->low), at, pseg_position(&p->y, b->high),
                           &bar);
    }
    pseg_draw_curve(cr, p, x, y, (size_t)r->n_bins, pen);
    for (int k = 0; k < r->n_bins; k++)
        pseg_draw_dot(cr, p, x[k], y[k], pen);
}

static void draw_threshold(cairo_t *cr, const struct pseg_panel *p, double threshold)
{
    const double at = pseg_position(&p->x, threshold);
    if (threshold > 0 && threshold < 1)
        pseg_draw_line(cr, at, p->top, at, p->top + p->height, &threshold_pen);
}

static void draw_legend(cairo_t *cr, const struct pseg_reliability_plot *plot)
{
    char now[96], before[96], threshold[96];
    struct pseg_legend entries[4];
    int n = 0;
    snprintf(now, sizeof now, "error %.3f", plot->now->error);
    entries[n++] = (struct pseg_legend){now, now_pen};
    if (plot->before) {
        snprintf(before, sizeof before, "before: %.3f", plot->before->error);
        entries[n++] = (struct pseg_legend){before, before_pen};
    }
    entries[n++] = (struct pseg_legend){"ideal", ideal_pen};
    if (plot->threshold > 0 && plot->threshold < 1) {
        snprintf(threshold, sizeof threshold, "threshold %.3g", plot->threshold);
        entries[n++] = (struct pseg_legend){threshold, threshold_pen};
    }
    pseg_draw_legend(cr, LEFT + PANEL, TOP - 16, entries, n);
}

static void draw_texts(cairo_t *cr, const struct pseg_reliability_plot *plot)
{
    char text[160];
    const struct pseg_reliability *r = plot->now;
    pseg_draw_fitting_text(cr, plot->title, LEFT, 26, RIGHT - LEFT, PSEG_TITLE_TEXT, PSEG_BLACK);
    snprintf(text, sizeof text,
             "%ld candidates, %ld of them boundaries, in %d bins; bars: 95 %% intervals", r->n,
             r->n_boundaries, r->n_bins);
    pseg_draw_text(cr, text, LEFT, 48, 0, PSEG_SMALL_TEXT, PSEG_BLACK);
}

static double most_of(const struct pseg_reliability *r)
{
    long most = 1;
    for (int i = 0; i < PSEG_RELIABILITY_BARS; i++)
        most = r->bar[i] > most ? r->bar[i] : most;
    return 1.08 * (double)most;
}

static void draw_bar(cairo_t *cr, const struct pseg_panel *p, int i, long n, enum pseg_ink ink)
{
    const double width = 1.0 / PSEG_RELIABILITY_BARS;
    const double x[2] = {i * width, (i + 1) * width}, low[2] = {0, 0};
    const double high[2] = {(double)n, (double)n};
    const struct pseg_pen pen = {ink, 1, 0.7, {0, 0}};
    if (n)
        pseg_draw_band(cr, p, x, low, high, 2, &pen);
}

/* Below: how many candidates there are of each probability, and how many are boundaries. */
static void draw_counts(cairo_t *cr, const struct pseg_reliability_plot *plot)
{
    const struct pseg_legend entries[] = {{"all", {PSEG_GREY, 2, 0.7, {0, 0}}},
                                          {"boundaries", {PSEG_SKY, 2, 1, {0, 0}}}};
    struct pseg_panel p = {.x = {0, 1, 0, 0}, .y = {0, most_of(plot->now), 0, 0}};
    struct pseg_ticks x;
    pseg_place_panel(&p, LEFT, TOP + PANEL + GAP, PANEL, COUNTS);
    pseg_draw_round_panel(cr, &p, "candidates");
    for (int i = 0; i < PSEG_RELIABILITY_BARS; i++) {
        draw_bar(cr, &p, i, plot->now->bar[i], PSEG_GREY);
        draw_bar(cr, &p, i, plot->now->bar_boundaries[i], PSEG_SKY);
    }
    draw_threshold(cr, &p, plot->threshold);
    pseg_round_ticks(&x, 0, 1, TICKS);
    pseg_draw_x_axis(cr, &p, &x, "probability that the model gives");
    pseg_draw_boxed_legend(cr, LEFT + 3 * PANEL / 4, p.top + 14, entries, 2);
}

static void draw(cairo_t *cr, const struct pseg_reliability_plot *plot)
{
    const double ends[2] = {0, 1};
    struct pseg_panel p = {.x = {0, 1, 0, 0}, .y = {0, 1, 0, 0}};
    struct pseg_ticks ticks;
    pseg_place_panel(&p, LEFT, TOP, PANEL, PANEL);
    pseg_round_ticks(&ticks, 0, 1, TICKS);
    pseg_draw_panel(cr, &p, &ticks);
    pseg_draw_y_axis(cr, &p, &ticks, "share that are boundaries");
    pseg_draw_curve(cr, &p, ends, ends, 2, &ideal_pen);
    draw_threshold(cr, &p, plot->threshold);
    if (plot->before)
        draw_bins(cr, &p, plot->before, &before_pen, 0);
    draw_bins(cr, &p, plot->now, &now_pen, 1);
    draw_counts(cr, plot);
    draw_legend(cr, plot);
    draw_texts(cr, plot);
}

int pseg_plot_reliability(const struct pseg_reliability_plot *plot, struct pseg_error *error)
{
    struct pseg_picture *picture = pseg_picture_open(plot->path, WIDTH, HEIGHT, error);
    if (!picture)
        return -1;
    draw(pseg_picture_cairo(picture), plot);
    return pseg_picture_commit(picture, error);
}
