/* R-value of every cell against what it costs, clean and in noise. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "plot_file.h"
#include "plot_front.h"
#include "reproduce_pictures.h"

enum {
    WIDTH = 1400,
    HEIGHT = 600,
    LEFT = 74,
    TOP = 84,
    PANEL_WIDTH = 440,
    PANEL_HEIGHT = 450,
    LABELS = 124, /* width of the column of labels beside a panel */
    LEAD = 30,    /* from the panel to its labels */
    SECOND = LEFT + PANEL_WIDTH + LEAD + LABELS + 66,
    LINE = 15, /* of labels */
    SPARE = 16 /* that labels may take above and below the panel */
};

static const struct pseg_pen lead_pen = {PSEG_GREY, 0.7, 0.55, {0, 0}};
static const struct pseg_pen front_pen = {PSEG_BLACK, 1.2, 0.8, {6, 4}};

struct point {
    double x, y, deviation; /* log10 of multiply-adds; R-value */
    const char *label;
    enum pseg_ink ink;
    double label_y; /* position of the label's middle */
};

struct cloud {
    struct point at[MAX_ROWS];
    int n;
};

static enum pseg_ink ink_of(const struct system *s)
{
    const struct pseg_cell_family *family = pseg_cells[s->cell].family;
    if (family == pseg_cells[PSEG_CELL_GRU].family)
        return PSEG_VERMILLION;
    return family == pseg_cells[PSEG_CELL_MGU].family ? PSEG_GREEN : PSEG_BLUE;
}

static void gather(struct cloud *c, const struct results *r, enum condition condition)
{
    c->n = 0;
    for (int row = 0; row < r->plan->n_rows; row++) {
        const struct row *w = &r->plan->row[row];
        const struct spread s = spread_of(r, row, FIXED, condition, STRICT);
        if (w->table != TABLE_CELLS || w->score != ROW_BLEND_UNITS || !s.n)
            continue;
        const struct outcome *o = &r->outcome[w->system][first_seed(r, w->system)];
        c->at[c->n++] = (struct point){.x = log10(o->multiply_adds),
                                       .y = s.mean,
                                       .deviation = s.deviation,
                                       .label = w->label,
                                       .ink = ink_of(&r->plan->system[w->system])};
    }
}

/* ------------------------------------------------------------------------------------- axes -- */

static void set_axes(struct pseg_panel *p, const struct cloud *c)
{
    double x[2] = {INFINITY, -INFINITY}, y[2] = {INFINITY, -INFINITY};
    for (int i = 0; i < c->n; i++) {
        x[0] = fmin(x[0], c->at[i].x);
        x[1] = fmax(x[1], c->at[i].x);
        y[0] = fmin(y[0], c->at[i].y - c->at[i].deviation);
        y[1] = fmax(y[1], c->at[i].y + c->at[i].deviation);
    }
    pseg_set_range(&p->x, fmin(x[0], x[1] - 0.2), x[1]);
    pseg_set_range(&p->y, fmin(y[0], y[1] - 1), y[1]);
}

/* Thousands of multiply-adds on a logarithmic axis. */
static void ticks_of_cost(struct pseg_ticks *ticks, const struct pseg_axis *axis)
{
    static const double factors[] = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8};
    ticks->n = 0;
    for (int decade = 0; decade < 8; decade++)
        for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
            const double value = factors[i] * pow(10, decade);
            char text[PSEG_TICK_TEXT];
            snprintf(text, sizeof text, "%gk", value / 1000);
            if (log10(value) >= axis->low && log10(value) <= axis->high)
                pseg_add_tick(ticks, log10(value), text);
        }
}

/* ----------------------------------------------------------------------------------- labels -- */

static int by_height(const void *a, const void *b)
{
    const struct point *p = a, *q = b;
    return (p->y < q->y) - (p->y > q->y);
}

/* Labels stand in a column, in the order of their points from the top, a line apart at least and
 * otherwise as near to their points' heights as can be: monotone regression of what is left when
 * each label's share of lines is taken off, by pooling neighbours that are in each other's way. */
static void place_labels(struct cloud *c, const struct pseg_panel *p)
{
    double mean[MAX_ROWS];
    int size[MAX_ROWS], blocks = 0;
    qsort(c->at, (size_t)c->n, sizeof *c->at, by_height);
    for (int i = 0; i < c->n; i++) {
        mean[blocks] = pseg_position(&p->y, c->at[i].y) - LINE * (double)i;
        size[blocks++] = 1;
        for (; blocks > 1 && mean[blocks - 1] < mean[blocks - 2]; blocks--) {
            const int a = size[blocks - 2], b = size[blocks - 1];
            mean[blocks - 2] = (a * mean[blocks - 2] + b * mean[blocks - 1]) / (a + b);
            size[blocks - 2] = a + b;
        }
    }
    const double top = p->top - SPARE,
                 last = p->top + p->height + SPARE - LINE * (double)(c->n - 1);
    for (int k = 0, i = 0; k < blocks; k++)
        for (int j = 0; j < size[k]; j++, i++)
            c->at[i].label_y = fmax(fmin(mean[k], last), top) + LINE * (double)i;
}

static void draw_label(cairo_t *cr, const struct pseg_panel *p, const struct point *q)
{
    const double x = p->left + p->width + LEAD, y = q->label_y;
    pseg_draw_line(cr, pseg_position(&p->x, q->x), pseg_position(&p->y, q->y), x - 4, y, &lead_pen);
    pseg_draw_text(cr, q->label, x, y + 4, 0, PSEG_SMALL_TEXT, PSEG_BLACK);
}

/* ------------------------------------------------------------------------------------ panel -- */

static void draw_front(cairo_t *cr, const struct pseg_panel *p, const struct cloud *c)
{
    double x[MAX_ROWS], y[MAX_ROWS];
    for (int i = 0; i < c->n; i++) {
        x[i] = c->at[i].x;
        y[i] = c->at[i].y;
    }
    pseg_draw_front(cr, p, x, y, (size_t)c->n, &front_pen);
}

static void draw_points(cairo_t *cr, const struct pseg_panel *p, const struct cloud *c)
{
    for (int i = 0; i < c->n; i++) {
        const struct point *q = &c->at[i];
        const struct pseg_pen pen = {q->ink, 1.2, 0.7, {0, 0}};
        const double x = pseg_position(&p->x, q->x);
        pseg_draw_line(cr, x, pseg_position(&p->y, q->y - q->deviation), x,
                       pseg_position(&p->y, q->y + q->deviation), &pen);
    }
    for (int i = 0; i < c->n; i++) {
        const struct pseg_pen pen = {c->at[i].ink, 1, 1, {0, 0}};
        pseg_draw_dot(cr, p, c->at[i].x, c->at[i].y, &pen);
    }
}

static void draw_panel(cairo_t *cr, const struct results *r, enum condition condition, double left)
{
    struct pseg_panel p;
    struct pseg_ticks ticks;
    struct cloud cloud;
    char title[64] = "clean";
    gather(&cloud, r, condition);
    memset(&p, 0, sizeof p);
    set_axes(&p, &cloud);
    pseg_place_panel(&p, left, TOP, PANEL_WIDTH, PANEL_HEIGHT);
    place_labels(&cloud, &p);
    pseg_draw_round_panel(cr, &p, "R-value, strict [%]");
    ticks_of_cost(&ticks, &p.x);
    pseg_draw_x_axis(cr, &p, &ticks, "multiply-adds a frame");
    if (condition == NOISY)
        snprintf(title, sizeof title, "white noise, %g dB", r->plan->snr);
    pseg_draw_text(cr, title, left, TOP - 9, 0, PSEG_TEXT, PSEG_BLACK);
    for (int i = 0; i < cloud.n; i++)
        draw_label(cr, &p, &cloud.at[i]);
    pseg_clip(cr, &p);
    draw_front(cr, &p, &cloud);
    draw_points(cr, &p, &cloud);
    pseg_unclip(cr);
}

static void draw_head(cairo_t *cr)
{
    const struct pseg_legend entries[] = {{"GRU", {PSEG_VERMILLION, 3, 1, {0, 0}}},
                                          {"MGU", {PSEG_GREEN, 3, 1, {0, 0}}},
                                          {"LSTM", {PSEG_BLUE, 3, 1, {0, 0}}},
                                          {"best at its cost", front_pen}};
    pseg_draw_text(cr, "Every cell: R-value against cost, one threshold for both conditions", LEFT,
                   28, 0, PSEG_TITLE_TEXT, PSEG_BLACK);
    pseg_draw_legend(cr, WIDTH - 30, 23.5, entries, 4);
    pseg_draw_text(cr, "bars: standard deviation over seeds", LEFT, 48, 0, PSEG_SMALL_TEXT,
                   PSEG_BLACK);
}

int picture_of_costs(const struct results *r, struct pseg_error *error)
{
    struct cloud cloud;
    char path[4200];
    gather(&cloud, r, CLEAN);
    if (!cloud.n)
        return 0;
    snprintf(path, sizeof path, "%s/cells.png", r->folder);
    struct pseg_picture *picture = pseg_picture_open(path, WIDTH, HEIGHT, error);
    if (!picture)
        return -1;
    cairo_t *cr = pseg_picture_cairo(picture);
    draw_head(cr);
    draw_panel(cr, r, CLEAN, LEFT);
    draw_panel(cr, r, NOISY, SECOND);
    return pseg_picture_commit(picture, error);
}
