#include "plot_learning.h"

#include <math.h>
#include <stdlib.h>

#include "axes.h"
#include "plot_file.h"

enum { WIDTH = 800, HEIGHT = 440, LEFT = 84, TOP = 60, RIGHT = 24, BOTTOM = 52, TICK = 70 };

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

static void set_ranges(struct pseg_panel *p, const double *a, const double *b, size_t n)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, fmin(a[i], b[i]));
        high = fmax(high, fmax(a[i], b[i]));
    }
    pseg_set_range(&p->y, low, high > low ? high : low + 0.1);
    p->x.low = 1;
    p->x.high = n > 1 ? (double)n : 2;
}

static void draw(cairo_t *cr, const char *title, const double *epoch, const double *train,
                 const double *validation, size_t n)
{
    const struct pseg_legend entries[2] = {{"training", train_pen}, {"validation", validation_pen}};
    const double room = WIDTH - LEFT - RIGHT - pseg_legend_width(cr, entries, 2) - 30;
    struct pseg_panel p = {0};
    struct pseg_ticks y, x;
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        best = validation[i] < validation[best] ? i : best;
    set_ranges(&p, train, validation, n);
    pseg_place_panel(&p, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    log_ticks(&y, p.y.low, p.y.high);
    pseg_round_ticks(&x, 1, p.x.high, n > 1 ? WIDTH / TICK : 1);
    pseg_draw_fitting_text(cr, title, LEFT, 26, room, PSEG_TITLE_TEXT, PSEG_BLACK);
    pseg_draw_legend(cr, WIDTH - RIGHT, 21.5, entries, 2);
    pseg_draw_panel(cr, &p, &y);
    pseg_draw_y_axis(cr, &p, &y, "loss");
    pseg_draw_x_axis(cr, &p, &x, "epoch");
    pseg_clip(cr, &p);
    pseg_draw_curve(cr, &p, epoch, train, n, &train_pen);
    pseg_draw_curve(cr, &p, epoch, validation, n, &validation_pen);
    pseg_unclip(cr);
    pseg_draw_dot(cr, &p, epoch[best], validation[best], &validation_pen);
}

/* The logarithms; a loss of 0 has none, and is drawn at a billionth. */
static double *logs(const double *x, size_t n)
{
    double *y = malloc((n + 1) * sizeof *y);
    for (size_t i = 0; y && i < n; i++)
        y[i] = log10(fmax(x[i], 1e-9));
    return y;
}

int pseg_plot_learning(const char *path, const char *title, const double *train,
                       const double *validation, size_t n, struct pseg_error *error)
{
    double *a = logs(train, n), *b = logs(validation, n), *epoch = malloc((n + 1) * sizeof *epoch);
    struct pseg_picture *picture = NULL;
    if (!a || !b || !epoch || !n)
        pseg_fail(error, "out of memory for %s", path);
    else
        picture = pseg_picture_open(path, WIDTH, HEIGHT, error);
    for (size_t i = 0; picture && i < n; i++)
        epoch[i] = (double)i + 1;
    if (picture)
        draw(pseg_picture_cairo(picture), title, epoch, a, b, n);
    free(a);
    free(b);
    free(epoch);
    return picture ? pseg_picture_commit(picture, error) : -1;
}
