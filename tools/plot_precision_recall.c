/* Precision against recall of several models, and the points as CSV. */
#include <math.h>

#include "axes.h"
#include "plot_file.h"
#include "plot_kinds.h"

enum {
    WIDTH = 1280,
    LEFT = 74,
    TOP = 66,
    BOTTOM = 58,
    PANEL = 400, /* width and height */
    GAP = 84,    /* between panels */
    KEY = LEFT + 2 * PANEL + GAP + 26,
    KEY_HEAD = 44,
    TICK = 60
};

typedef struct pseg_rates rates_of(const struct pseg_counts *counts);

/* Where nothing is found there is no precision. */
static int is_empty(const struct pseg_counts *counts)
{
    return counts->n_hyp == 0;
}

/* The curve, and a dot where the model's own threshold is. */
static void draw_model(cairo_t *cr, const struct pseg_panel *p, const struct plot_model *m,
                       rates_of *rates, const struct pseg_pen *pen)
{
    double x[PLOT_CURVE], y[PLOT_CURVE];
    size_t n = 0;
    for (int i = 0; i < PLOT_CURVE; i++) {
        const struct pseg_rates r = rates(&m->curve[i].counts);
        x[n] = r.recall;
        y[n] = r.precision;
        n += !is_empty(&m->curve[i].counts);
    }
    const struct pseg_rates own = rates(&m->own);
    pseg_draw_curve(cr, p, x, y, n, pen);
    if (!is_empty(&m->own))
        pseg_draw_dot(cr, p, own.recall, own.precision, pen);
}

/* Down to the lowest precision, in tens. */
static double lowest_precision(const struct plot_models *models, rates_of *rates)
{
    double low = 90;
    for (int i = 0; i < models->n; i++)
        for (int k = 0; k < PLOT_CURVE; k++)
            if (!is_empty(&models->at[i].curve[k].counts))
                low = fmin(low, rates(&models->at[i].curve[k].counts).precision);
    return 10 * floor(low / 10);
}

static void draw_panel(cairo_t *cr, const struct plot_models *models, double left,
                       const char *title, rates_of *rates)
{
    const double low = lowest_precision(models, rates);
    struct pseg_panel p = {.x = {0, 100, 0, 0}, .y = {low, 100, 0, 0}};
    struct pseg_ticks ticks;
    pseg_place_panel(&p, left, TOP, PANEL, PANEL);
    pseg_draw_round_panel(cr, &p, "precision [%]");
    pseg_round_ticks(&ticks, 0, 100, PANEL / TICK);
    pseg_draw_x_axis(cr, &p, &ticks, "recall [%]");
    pseg_draw_text(cr, title, left, TOP - 9, 0, PSEG_TEXT, PSEG_BLACK);
    pseg_clip(cr, &p);
    for (int i = 0; i < models->n; i++) {
        const struct pseg_pen pen = pseg_series_pen(i, models->n);
        draw_model(cr, &p, &models->at[i], rates, &pen);
    }
    pseg_unclip(cr);
}

/* Names, and R-values where the dots are. */
static void draw_key(cairo_t *cr, const struct plot_models *models)
{
    char text[PSEG_MOST_SERIES][512];
    struct pseg_legend entries[PSEG_MOST_SERIES];
    for (int i = 0; i < models->n; i++) {
        const struct plot_model *m = &models->at[i];
        snprintf(text[i], sizeof text[i], "%.1f / %.1f  %s", pseg_lenient(&m->own).r_value,
                 pseg_strict(&m->own).r_value, m->name);
        entries[i] = (struct pseg_legend){text[i], pseg_series_pen(i, models->n)};
    }
    pseg_draw_text(cr, "dot: the model's own threshold;", KEY, TOP + 6, 0, PSEG_SMALL_TEXT,
                   PSEG_BLACK);
    pseg_draw_text(cr, "R-value there, lenient / strict [%]", KEY, TOP + 21, 0, PSEG_SMALL_TEXT,
                   PSEG_BLACK);
    pseg_draw_key(cr, KEY, TOP + KEY_HEAD, WIDTH - KEY - 12, entries, models->n);
}

static int draw(const char *path, const struct plot_models *models, struct pseg_error *error)
{
    const int key = KEY_HEAD + PSEG_KEY_LINE * models->n;
    const int height = TOP + BOTTOM + (key > PANEL ? key : PANEL);
    char title[1200];
    struct pseg_picture *picture = pseg_picture_open(path, WIDTH, height, error);
    if (!picture)
        return -1;
    cairo_t *cr = pseg_picture_cairo(picture);
    snprintf(title, sizeof title, "Precision against recall over all thresholds  |  %s",
             models->title);
    pseg_draw_fitting_text(cr, title, LEFT, 28, WIDTH - 2 * LEFT, PSEG_TITLE_TEXT, PSEG_BLACK);
    draw_panel(cr, models, LEFT, "lenient: the papers' counting", pseg_lenient);
    draw_panel(cr, models, LEFT + PANEL + GAP, "strict: one to one, within 20 ms", pseg_strict);
    draw_key(cr, models);
    return pseg_picture_commit(picture, error);
}

static void write_point(FILE *f, const struct plot_model *m, const char *point, float threshold,
                        const struct pseg_counts *counts)
{
    plot_write_text(f, m->name);
    fprintf(f, ",%s,", point);
    plot_write_counts(f, threshold, counts);
}

static void write_csv(FILE *f, const struct plot_models *models)
{
    fprintf(f, "model,point,");
    plot_write_names(f);
    for (int i = 0; i < models->n; i++) {
        const struct plot_model *m = &models->at[i];
        write_point(f, m, "own", m->model.config.threshold, &m->own);
        for (int k = 0; k < PLOT_CURVE; k++)
            write_point(f, m, "curve", m->curve[k].threshold, &m->curve[k].counts);
    }
}

int plot_precision_recall(const struct plot_settings *s)
{
    return plot_scored(s, draw, write_csv);
}
