/* Figures 5 and 6 of 002. */
#include <math.h>
#include <string.h>

#include "axes.h"
#include "gru.h"
#include "lstm.h"
#include "plot_file.h"
#include "reproduce_task_counting.h"

enum {
    WIDTH = 1020,
    HEIGHT = 410,
    LEFT = 70,
    GAP = 22, /* between panels, which share the y axis */
    RIGHT = 20,
    TITLE_LINE = 24,
    LEGEND_LINE = 46, /* the first of two */
    LEGEND_STEP = 18,
    TOP = 76,
    BOTTOM = 52,
    N_PANELS = 3,
    MOST_CURVES = 6,
    LEGEND_ROW = 3 /* entries */
};

struct figure {
    const struct counting *results;
    enum pseg_refinement refinement;
    double top; /* [per cent] the largest error shown */
};

static const struct {
    const char *name;
    const struct pseg_cell_family *family;
} panels[N_PANELS] = {{"LSTM", &pseg_lstm}, {"GRU", &pseg_gru}, {"MGU", &pseg_mgu}};

/* Of the first gate that is refined, if any. */
static enum pseg_refinement refinement_of(const struct pseg_cell_kind *kind)
{
    for (int g = 0; g < kind->family->n_gates; g++)
        if (kind->refinement[g] != PSEG_PLAIN)
            return kind->refinement[g];
    return PSEG_PLAIN;
}

static const struct pseg_cell_kind *kind_of(const struct figure *f, int c)
{
    return &pseg_cells[f->results->plan->cells[c]];
}

static int is_shown(const struct figure *f, int c)
{
    const enum pseg_refinement how = refinement_of(kind_of(f, c));
    return f->results->cell[c].complete && (how == PSEG_PLAIN || how == f->refinement);
}

static void find_top(struct figure *f)
{
    f->top = 1;
    for (int c = 0; c < f->results->plan->n_cells; c++)
        for (int count = 1; is_shown(f, c) && count <= COUNTING_MOST; count++)
            f->top = fmax(f->top, counting_spread(f->results, c, count).most);
    f->top *= 1.05;
}

static void draw_cell(cairo_t *cr, const struct pseg_panel *p, const struct figure *f, int c,
                      const struct pseg_pen *pen)
{
    double x[COUNTING_MOST], mean[COUNTING_MOST], least[COUNTING_MOST], most[COUNTING_MOST];
    const struct pseg_pen shade = {pen->ink, 1, 0.12, {0, 0}};
    for (int i = 0; i < COUNTING_MOST; i++) {
        const struct counting_spread s = counting_spread(f->results, c, i + 1);
        x[i] = i + 1;
        mean[i] = s.mean;
        least[i] = s.least;
        most[i] = s.most;
    }
    pseg_draw_band(cr, p, x, least, most, COUNTING_MOST, &shade);
    pseg_draw_curve(cr, p, x, mean, COUNTING_MOST, pen);
}

/* Plain cells dashed, so that they differ from the refined ones without colours. */
static void draw_cells(cairo_t *cr, const struct pseg_panel *p, const struct figure *f,
                       const struct pseg_cell_family *family)
{
    static const enum pseg_ink inks[MOST_CURVES] = {PSEG_BLACK, PSEG_VERMILLION, PSEG_BLUE,
                                                    PSEG_GREEN, PSEG_PURPLE,     PSEG_ORANGE};
    struct pseg_legend legend[MOST_CURVES];
    int n = 0;
    pseg_clip(cr, p);
    for (int c = 0; c < f->results->plan->n_cells && n < MOST_CURVES; c++) {
        const struct pseg_cell_kind *kind = kind_of(f, c);
        if (kind->family != family || !is_shown(f, c))
            continue;
        const double dash = refinement_of(kind) == PSEG_PLAIN ? 5 : 0;
        legend[n] = (struct pseg_legend){kind->name, {inks[n], 2, 1, {dash, dash}}};
        draw_cell(cr, p, f, c, &legend[n].pen);
        n++;
    }
    pseg_unclip(cr);
    for (int i = 0; i < n; i += LEGEND_ROW)
        pseg_draw_legend(cr, p->left + p->width, LEGEND_LINE + LEGEND_STEP * (i / LEGEND_ROW),
                         &legend[i], n - i < LEGEND_ROW ? n - i : LEGEND_ROW);
}

static void draw_panel(cairo_t *cr, const struct figure *f, int i)
{
    struct pseg_panel p = {0};
    struct pseg_ticks ticks;
    const double width = (double)(WIDTH - LEFT - RIGHT - (N_PANELS - 1) * GAP) / N_PANELS;
    p.x.low = 1;
    p.x.high = COUNTING_MOST;
    p.y.high = f->top;
    pseg_place_panel(&p, LEFT + i * (width + GAP), TOP, width, HEIGHT - TOP - BOTTOM);
    pseg_round_ticks(&ticks, p.y.low, p.y.high, 6);
    pseg_draw_panel(cr, &p, &ticks);
    if (i == 0)
        pseg_draw_y_axis(cr, &p, &ticks, "accumulated error [%]");
    draw_cells(cr, &p, f, panels[i].family);
    pseg_round_ticks(&ticks, p.x.low, p.x.high, 10);
    char name[64];
    snprintf(name, sizeof name, "%s: count value", panels[i].name);
    pseg_draw_x_axis(cr, &p, &ticks, name);
}

int counting_picture(const char *path, const struct counting *results,
                     enum pseg_refinement refinement, struct pseg_error *error)
{
    struct figure f = {results, refinement, 0};
    char title[160];
    struct pseg_picture *picture = pseg_picture_open(path, WIDTH, HEIGHT, error);
    if (!picture)
        return -1;
    cairo_t *cr = pseg_picture_cairo(picture);
    find_top(&f);
    snprintf(title, sizeof title,
             "Counting, refined gates %s (002 figure %d)  |  mean over seeds 1 to %d, shaded from "
             "least to most",
             refinement == PSEG_PLUS ? "+" : "x", refinement == PSEG_PLUS ? 5 : 6,
             results->plan->seeds);
    pseg_draw_text(cr, title, LEFT, TITLE_LINE, 0, PSEG_TITLE_TEXT, PSEG_BLACK);
    for (int i = 0; i < N_PANELS; i++)
        draw_panel(cr, &f, i);
    return pseg_picture_commit(picture, error);
}
