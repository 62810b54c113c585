#include "plot_learning.h"

#include <math.h>
#include <stdlib.h>

#include "axes.h"
#include "plot_file.h"

enum {
    WIDTH = 800, /* without the key */
    HEIGHT = 440,
    LEFT = 84,
    TOP = 60,
    RIGHT = 24,
    BOTTOM = 52,
    TICK = 70,
    KEY = 240 /* where there are several runs */
};

static const struct pseg_pen train_pen = {PSEG_SKY, 2, 1, {0, 0}};
static const struct pseg_pen validation_pen = {PSEG_VERMILLION, 2, 1, {0, 0}};

/* Logarithmic: the ticks stand at 1, 1.5, 2, 3, 5 and 7 times powers of ten. */
static void log_ticks(struct pseg_ticks *ticks, double low, double high)
{
    static const double steps[] = {1, 1.5, 2, 3, 5, 7};
    char text[PSEG_TICK_TEXT];
    ticks->n = 0;
    for (double decade = pow(10, floor(low)); decade <= pow(10, high); decade *= 10)
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            const double value = log10(decade * steps[i]);
            if (value < low || value > high || ticks->n == PSEG_MAX_TICKS)
                continue;
            snprintf(text, sizeof text, "%.3g", decade * steps[i]);
            pseg_add_tick(ticks, value, text);
        }
}

/* A loss of 0 has no logarithm, and is drawn at a billionth. */
static double log_loss(double loss)
{
    return log10(fmax(loss, 1e-9));
}

static void set_ranges(struct pseg_panel *p, const struct pseg_learning *runs, size_t n_runs)
{
    double low = INFINITY, high = -INFINITY;
    size_t longest = 2;
    for (size_t k = 0; k < n_runs; k++) {
        longest = runs[k].n > longest ? runs[k].n : longest;
        for (size_t i = 0; i < runs[k].n; i++) {
            low = fmin(low, log_loss(fmin(runs[k].train[i], runs[k].validation[i])));
            high = fmax(high, log_loss(fmax(runs[k].train[i], runs[k].validation[i])));
        }
    }
    pseg_set_range(&p->y, low, high > low ? high : low + 0.1);
    p->x.low = 1;
    p->x.high = (double)longest;
}

/* x[n], y[n]: room */
static void draw_losses(cairo_t *cr, const struct pseg_panel *p, double *x, double *y,
                        const double *loss, size_t n, const struct pseg_pen *pen)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = (double)i + 1;
        y[i] = log_loss(loss[i]);
    }
    pseg_clip(cr, p);
    pseg_draw_curve(cr, p, x, y, n, pen);
    pseg_unclip(cr);
}

static void draw_best(cairo_t *cr, const struct pseg_panel *p, const struct pseg_learning *run,
                      const struct pseg_pen *pen)
{
    size_t best = 0;
    for (size_t i = 1; i < run->n; i++)
        best = run->validation[i] < run->validation[best] ? i : best;
    if (run->n)
        pseg_draw_dot(cr, p, (double)best + 1, log_loss(run->validation[best]), pen);
}

/* One run: a colour for each loss. */
static void draw_one(cairo_t *cr, const struct pseg_panel *p, double *x, double *y,
                     const struct pseg_learning *run)
{
    const struct pseg_legend entries[2] = {{"training", train_pen}, {"validation", validation_pen}};
    draw_losses(cr, p, x, y, run->train, run->n, &train_pen);
    draw_losses(cr, p, x, y, run->validation, run->n, &validation_pen);
    draw_best(cr, p, run, &validation_pen);
    pseg_draw_legend(cr, WIDTH - RIGHT, 21.5, entries, 2);
}

/* Several: a colour for each run, its training loss thin. */
static void draw_several(cairo_t *cr, const struct pseg_panel *p, double *x, double *y,
                         const struct pseg_learning *runs, size_t n_runs)
{
    struct pseg_legend entries[PSEG_MOST_SERIES];
    for (size_t k = 0; k < n_runs; k++) {
        const struct pseg_pen pen = pseg_series_pen((int)k, (int)n_runs);
        struct pseg_pen thin = pen;
        thin.width = 0.8;
        thin.alpha = 0.7;
        draw_losses(cr, p, x, y, runs[k].train, runs[k].n, &thin);
        draw_losses(cr, p, x, y, runs[k].validation, runs[k].n, &pen);
        draw_best(cr, p, &runs[k], &pen);
        entries[k] = (struct pseg_legend){runs[k].name, pen};
    }
    pseg_draw_key(cr, WIDTH, TOP + 12, KEY - RIGHT, entries, (int)n_runs);
    pseg_draw_text(cr, "validation; thin: training; dot: best", WIDTH - RIGHT, TOP - 9, 1,
                   PSEG_SMALL_TEXT, PSEG_BLACK);
}

static void draw(cairo_t *cr, const char *title, double *x, double *y,
                 const struct pseg_learning *runs, size_t n_runs, double height)
{
    struct pseg_panel p = {0};
    struct pseg_ticks losses, epochs;
    set_ranges(&p, runs, n_runs);
    pseg_place_panel(&p, LEFT, TOP, WIDTH - LEFT - RIGHT, height - TOP - BOTTOM);
    log_ticks(&losses, p.y.low, p.y.high);
    pseg_round_ticks(&epochs, 1, p.x.high, (int)fmin(WIDTH / TICK, p.x.high));
    pseg_draw_fitting_text(cr, title, LEFT, 26, WIDTH - LEFT - RIGHT - 240, PSEG_TITLE_TEXT,
                           PSEG_BLACK);
    pseg_draw_panel(cr, &p, &losses);
    pseg_draw_y_axis(cr, &p, &losses, "loss");
    pseg_draw_x_axis(cr, &p, &epochs, "epoch");
    if (n_runs == 1)
        draw_one(cr, &p, x, y, runs);
    else
        draw_several(cr, &p, x, y, runs, n_runs);
}

int pseg_plot_learning(const char *path, const char *title, const struct pseg_learning *runs,
                       size_t n_runs, struct pseg_error *error)
{
    size_t longest = 0;
    for (size_t k = 0; k < n_runs; k++)
        longest = runs[k].n > longest ? runs[k].n : longest;
    double *x = malloc(2 * (longest + 1) * sizeof *x);
    if (!x)
        return pseg_fail(error, "out of memory for %s", path);
    const double key = TOP + BOTTOM + PSEG_KEY_LINE * (double)n_runs;
    const double height = fmax(HEIGHT, n_runs > 1 ? key : 0);
    struct pseg_picture *picture =
        pseg_picture_open(path, n_runs > 1 ? WIDTH + KEY : WIDTH, (int)height, error);
    if (picture)
        draw(pseg_picture_cairo(picture), title, x, x + longest, runs, n_runs, height);
    free(x);
    return picture ? pseg_picture_commit(picture, error) : -1;
}
