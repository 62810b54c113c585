/* Averages around boundaries as a picture: three columns of panels, a row for each gate. */
#include <stdlib.h>

#include "axes.h"
#include "inspect_averages.h"
#include "plot_file.h"

enum {
    COLUMNS = 3,
    WIDTH = 1200,
    LEFT = 82,
    RIGHT = 24,
    HEAD = 90,
    PANEL = 170, /* height */
    ROW_GAP = 62,
    COLUMN_GAP = 74,
    FOOT = 52,
    MOST_LAGS = 256
};

static const struct pseg_pen mean_pen = {PSEG_BLUE, 2, 1, {0, 0}};
static const struct pseg_pen mean_band = {PSEG_BLUE, 0, 0.25, {0, 0}};
static const struct pseg_pen chance_pen = {PSEG_VERMILLION, 1.5, 1, {5, 4}};
static const struct pseg_pen chance_band = {PSEG_VERMILLION, 0, 0.18, {0, 0}};
static const struct pseg_pen boundary_pen = {PSEG_GREY, 1, 1, {2, 3}};

/* Of a normal distribution, 95 % are within so many standard deviations. */
static const double wide = 1.96;

struct lines {
    size_t n;
    double lag[MOST_LAGS], mean[MOST_LAGS], low[MOST_LAGS], high[MOST_LAGS];
    double chance[MOST_LAGS], chance_low[MOST_LAGS], chance_high[MOST_LAGS];
};

static void make_lines(struct lines *l, const struct pseg_triggered *a)
{
    l->n = 0;
    for (size_t k = 0; k < 2 * a->half + 1 && k < MOST_LAGS; k++, l->n++) {
        const struct pseg_triggered_point p = pseg_triggered_at(a, k);
        l->lag[k] = 1000 * p.lag;
        l->mean[k] = p.mean;
        l->low[k] = p.mean - wide * p.error;
        l->high[k] = p.mean + wide * p.error;
        l->chance[k] = p.chance;
        l->chance_low[k] = p.chance - wide * p.deviation;
        l->chance_high[k] = p.chance + wide * p.deviation;
    }
}

static void set_axes(struct pseg_panel *p, const struct lines *l)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t k = 0; k < l->n; k++) {
        low = fmin(low, fmin(l->low[k], l->chance_low[k]));
        high = fmax(high, fmax(l->high[k], l->chance_high[k]));
    }
    if (!(low < high)) { /* a gate that never moves */
        low -= 0.5;
        high += 0.5;
    }
    pseg_set_range(&p->y, low, high);
    p->x.low = l->lag[0];
    p->x.high = l->lag[l->n - 1];
}

static void draw_title(cairo_t *cr, const struct pseg_panel *p, const char *name,
                       const struct pseg_triggered *a)
{
    const struct pseg_triggered_point peak = pseg_triggered_peak(a);
    char text[64];
    if (pseg_triggered_is_sure(&peak))
        snprintf(text, sizeof text, "%+.1f s.e. at %+.0f ms", pseg_triggered_told(&peak),
                 1000 * peak.lag);
    else
        snprintf(text, sizeof text, "%+.1f s.e., chance?", pseg_triggered_told(&peak));
    pseg_draw_text(cr, name, p->left, p->top - 7, 0, PSEG_TEXT, PSEG_BLACK);
    pseg_draw_text(cr, text, p->left + p->width, p->top - 7, 1, PSEG_SMALL_TEXT, PSEG_BLACK);
}

static void draw_panel(cairo_t *cr, struct pseg_panel *p, const char *name,
                       const struct pseg_triggered *a)
{
    static const char *const no_name = "";
    struct lines l;
    struct pseg_ticks ticks;
    make_lines(&l, a);
    set_axes(p, &l);
    pseg_draw_round_panel(cr, p, no_name);
    draw_title(cr, p, name, a);
    pseg_clip(cr, p);
    const double zero = pseg_sharp(pseg_position(&p->x, 0));
    pseg_draw_line(cr, zero, p->top, zero, p->top + p->height, &boundary_pen);
    pseg_draw_band(cr, p, l.lag, l.chance_low, l.chance_high, l.n, &chance_band);
    pseg_draw_curve(cr, p, l.lag, l.chance, l.n, &chance_pen);
    pseg_draw_band(cr, p, l.lag, l.low, l.high, l.n, &mean_band);
    pseg_draw_curve(cr, p, l.lag, l.mean, l.n, &mean_pen);
    pseg_unclip(cr);
    pseg_round_ticks(&ticks, p->x.low, p->x.high, 7);
    pseg_draw_x_axis(cr, p, &ticks, "time from the boundary [ms]");
}

static void draw_head(cairo_t *cr, const struct averages *a, const char *title)
{
    const int labelled = averages_shown(a) == AVERAGES_LABELLED;
    char text[160];
    const struct pseg_legend entries[] = {
        {labelled ? "around labelled boundaries" : "around boundaries that the model found",
         mean_pen},
        {"around random times", chance_pen}};
    pseg_draw_fitting_text(cr, title, LEFT, 26, WIDTH - LEFT - RIGHT, PSEG_TITLE_TEXT, PSEG_BLACK);
    pseg_draw_legend(cr, WIDTH - RIGHT, 46, entries, 2);
    snprintf(text, sizeof text,
             "mean, and bands of 95 %% intervals; s.e.: standard errors of the peak from chance, "
             "less than %d may be chance",
             PSEG_TRIGGERED_SURE);
    pseg_draw_text(cr, text, LEFT, 50, 0, PSEG_SMALL_TEXT, PSEG_BLACK);
}

int averages_draw(const struct averages *a, const char *title, const char *path,
                  struct pseg_error *error)
{
    const int rows = (a->n + COLUMNS - 1) / COLUMNS;
    const double width = (WIDTH - LEFT - RIGHT - (COLUMNS - 1) * COLUMN_GAP) / (double)COLUMNS;
    struct pseg_picture *picture =
        pseg_picture_open(path, WIDTH, HEAD + rows * (PANEL + ROW_GAP) - ROW_GAP + FOOT, error);
    if (!picture)
        return -1;
    cairo_t *cr = pseg_picture_cairo(picture);
    draw_head(cr, a, title);
    for (int i = 0; i < a->n; i++) {
        struct pseg_panel p = {0};
        pseg_place_panel(&p, LEFT + i % COLUMNS * (floor(width) + COLUMN_GAP),
                         HEAD + i / COLUMNS * (PANEL + ROW_GAP), floor(width), PANEL);
        draw_panel(cr, &p, a->curve[i].name, &a->curve[i].around[averages_shown(a)]);
    }
    return pseg_picture_commit(picture, error);
}
