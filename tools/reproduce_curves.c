/* Figure 6 of 000: precision against recall of what table 2 lists. */
#include <math.h>

#include "axes.h"
#include "plot_file.h"
#include "reproduce_pictures.h"

enum {
    WIDTH = 1240,
    HEIGHT = 524,
    LEFT = 74,
    TOP = 66,
    PANEL = 400, /* width and height */
    GAP = 84,    /* between panels */
    KEY_GAP = 26,
    CURVES = 8,
    TICK = 60
};

static const struct {
    const char *row, *label;
    struct pseg_pen pen;
} curves[CURVES] = {
    {"rpm2", "(a) RPM, 2 layers", {PSEG_SKY, 2, 1, {0, 0}}},
    {"rpm2+gas", "(b) RPM + GAS, 2 layers", {PSEG_BLUE, 2, 1, {7, 4}}},
    {"rpm4", "(c) RPM, 4 layers", {PSEG_ORANGE, 2, 1, {0, 0}}},
    {"rpm4+gas", "(d) RPM + GAS, 4 layers", {PSEG_VERMILLION, 2, 1, {7, 4}}},
    {"ae-grnn", "(e) AE-GRNN", {PSEG_GREEN, 2, 1, {0, 0}}},
    {"hac", "(f) HAC", {PSEG_PURPLE, 2, 1, {0, 0}}},
    {"periodic-80", "(g) every 80 ms", {PSEG_BLACK, 2, 1, {0, 0}}},
    {"transition", "spectral transition", {PSEG_GREY, 2, 1, {2, 3}}},
};

static int seed_of(const struct results *r, int i)
{
    return first_seed(r, r->plan->row[plan_find_row(r->plan, curves[i].row)].system);
}

static const struct figures *figures_at(const struct results *r, int i)
{
    return figures_of(r, plan_find_row(r->plan, curves[i].row), seed_of(r, i));
}

/* The curve, and a dot where the R-value is best. */
static void draw_one(cairo_t *cr, const struct pseg_panel *p, const struct figures *f,
                     enum measure m, const struct pseg_pen *pen)
{
    double x[CURVE_POINTS], y[CURVE_POINTS];
    int best = 0;
    for (int i = 0; i < f->n_curve[m]; i++) {
        x[i] = f->curve[m][i].recall;
        y[i] = f->curve[m][i].precision;
        if (f->curve[m][i].r_value > f->curve[m][best].r_value)
            best = i;
    }
    pseg_draw_curve(cr, p, x, y, (size_t)f->n_curve[m], pen);
    if (f->n_curve[m])
        pseg_draw_dot(cr, p, x[best], y[best], pen);
}

static void draw_panel(cairo_t *cr, const struct results *r, enum measure m, double left)
{
    struct pseg_panel p = {.x = {0, 100, 0, 0}, .y = {0, 100, 0, 0}};
    struct pseg_ticks ticks;
    pseg_place_panel(&p, left, TOP, PANEL, PANEL);
    pseg_round_ticks(&ticks, 0, 100, PANEL / TICK);
    pseg_draw_panel(cr, &p, &ticks);
    pseg_draw_y_axis(cr, &p, &ticks, "precision [%]");
    pseg_draw_x_axis(cr, &p, &ticks, "recall [%]");
    pseg_draw_text(cr, m == LENIENT ? "lenient: the papers' counting" : "strict", left, TOP - 9, 0,
                   PSEG_TEXT, PSEG_BLACK);
    pseg_clip(cr, &p);
    for (int i = 0; i < CURVES; i++)
        if (seed_of(r, i))
            draw_one(cr, &p, figures_at(r, i), m, &curves[i].pen);
    pseg_unclip(cr);
}

static void draw_key(cairo_t *cr, const struct results *r, double left)
{
    struct pseg_legend entries[CURVES];
    int n = 0;
    for (int i = 0; i < CURVES; i++)
        if (seed_of(r, i))
            entries[n++] = (struct pseg_legend){curves[i].label, curves[i].pen};
    pseg_draw_key(cr, left, TOP + 14, WIDTH - left, entries, n);
    pseg_draw_text(cr, "dot: best R-value", left, TOP + 18 + PSEG_KEY_LINE * n, 0, PSEG_SMALL_TEXT,
                   PSEG_BLACK);
}

int picture_of_curves(const struct results *r, struct pseg_error *error)
{
    char path[4200];
    int any = 0;
    for (int i = 0; i < CURVES; i++)
        any |= seed_of(r, i);
    if (!any)
        return 0;
    snprintf(path, sizeof path, "%s/figure6.png", r->folder);
    struct pseg_picture *picture = pseg_picture_open(path, WIDTH, HEIGHT, error);
    if (!picture)
        return -1;
    cairo_t *cr = pseg_picture_cairo(picture);
    pseg_draw_text(cr, "Precision against recall over all thresholds, clean speech", LEFT, 28, 0,
                   PSEG_TITLE_TEXT, PSEG_BLACK);
    draw_panel(cr, r, LENIENT, LEFT);
    draw_panel(cr, r, STRICT, LEFT + PANEL + GAP);
    draw_key(cr, r, LEFT + 2 * PANEL + GAP + KEY_GAP);
    return pseg_picture_commit(picture, error);
}
