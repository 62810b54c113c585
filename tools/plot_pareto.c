/* R-value of several models against what they cost, and the figures as CSV. */
#include <math.h>

#include "config.h"
#include "cost.h"
#include "plot_file.h"
#include "plot_front.h"
#include "plot_kinds.h"

enum {
    N_COSTS = 3,
    WIDTH = 1480,
    LEFT = 74,
    TOP = 66,
    BOTTOM = 58,
    PANEL_WIDTH = 340,
    PANEL_HEIGHT = 260,
    GAP_X = 28,
    GAP_Y = 40,
    KEY = LEFT + N_COSTS * (PANEL_WIDTH + GAP_X) + 8,
    KEY_HEAD = 44,
    KEY_LINE = 20,
    LABEL = 16 /* width and height that a number takes */
};

static const struct pseg_pen front_pen = {PSEG_GREY, 1.2, 0.9, {6, 4}};

typedef struct pseg_rates rates_of(const struct pseg_counts *counts);

/* ------------------------------------------------------------------------------------ costs -- */

static double latency(const struct plot_model *m)
{
    const struct pseg_config *c = &m->model.config;
    return 1e3 * pseg_config_latency(c) / c->rate;
}

static struct pseg_cost cost_of(const struct plot_model *m)
{
    struct pseg_network net;
    struct pseg_cost cost = {0};
    if (m->model.config.topology != PSEG_TOPOLOGY_NONE) {
        pseg_network_build(&net, &m->model.config);
        pseg_network_cost(&cost, &net);
    }
    return cost;
}

static double parameters(const struct plot_model *m)
{
    return (double)cost_of(m).parameters;
}

static double multiply_adds(const struct plot_model *m)
{
    return (double)cost_of(m).multiply_adds;
}

static const struct {
    const char *name;
    double (*of)(const struct plot_model *m);
    int is_log;
} costs[N_COSTS] = {{"latency by design [ms]", latency, 0},
                    {"parameters", parameters, 1},
                    {"multiply-adds a frame", multiply_adds, 1}};

/* ------------------------------------------------------------------------------------- axes -- */

/* On a logarithmic axis no cost at all stands where a third of the least would, marked 0. Returns
 * that place, or -INFINITY where all cost something. */
static double place_costs(double *x, const struct plot_models *models, int cost)
{
    double least = INFINITY;
    for (int i = 0; i < models->n; i++) {
        x[i] = costs[cost].of(&models->at[i]);
        least = x[i] > 0 ? fmin(least, x[i]) : least;
    }
    if (!costs[cost].is_log)
        return -INFINITY;
    const double nothing = log10(isinf(least) ? 1 : least / 3);
    int any = 0;
    for (int i = 0; i < models->n; i++) {
        any |= x[i] == 0;
        x[i] = x[i] > 0 ? log10(x[i]) : nothing;
    }
    return any ? nothing : -INFINITY;
}

static void set_range(struct pseg_axis *axis, const double *x, int n, double least_width)
{
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < n; i++) {
        low = fmin(low, x[i]);
        high = fmax(high, x[i]);
    }
    const double spare = fmax(0, least_width - (high - low)) / 2;
    pseg_set_range(axis, low - spare, high + spare);
}

/* 1, 2, 5 times powers of ten, in thousands above one; 0 at its place. */
static void log_ticks(struct pseg_ticks *ticks, const struct pseg_axis *axis, double nothing)
{
    static const double factors[] = {1, 2, 5};
    const double low = fmax(axis->low, nothing + 0.3);
    ticks->n = 0;
    if (!isinf(nothing))
        pseg_add_tick(ticks, nothing, "0");
    for (int decade = (int)floor(axis->low); decade <= (int)ceil(axis->high); decade++)
        for (int i = 0; i < 3; i++) {
            const double value = factors[i] * pow(10, decade);
            char text[PSEG_TICK_TEXT];
            snprintf(text, sizeof text, value >= 1000 ? "%gk" : "%g",
                     value >= 1000 ? value / 1000 : value);
            if (log10(value) >= low && log10(value) <= axis->high)
                pseg_add_tick(ticks, log10(value), text);
        }
}

static void draw_axes(cairo_t *cr, const struct pseg_panel *p, int cost, int is_lowest,
                      const char *counting, double nothing)
{
    struct pseg_ticks x;
    if (cost == 0)
        pseg_draw_round_panel(cr, p, counting);
    else {
        struct pseg_ticks y;
        pseg_round_ticks(&y, p->y.low, p->y.high, 6);
        pseg_draw_panel(cr, p, &y);
    }
    if (costs[cost].is_log)
        log_ticks(&x, &p->x, nothing);
    else
        pseg_round_ticks(&x, p->x.low, p->x.high, 6);
    if (is_lowest)
        pseg_draw_x_axis(cr, p, &x, costs[cost].name);
}

/* ----------------------------------------------------------------------------------- points -- */

struct spots {
    double x[2 * PSEG_MOST_SERIES], y[2 * PSEG_MOST_SERIES]; /* middles of dots, then of numbers */
    int n_dots, n;
};

static int is_free(const struct spots *taken, double x, double y)
{
    for (int i = 0; i < taken->n; i++)
        if (fabs(taken->x[i] - x) < LABEL - 3 && fabs(taken->y[i] - y) < LABEL - 3)
            return 0;
    return 1;
}

static void take(struct spots *taken, double x, double y)
{
    taken->x[taken->n] = x;
    taken->y[taken->n++] = y;
}

/* No other dot is nearer. */
static int is_nearest(const struct spots *taken, int dot, double x, double y)
{
    const double distance = hypot(taken->x[dot] - x, taken->y[dot] - y);
    for (int i = 0; i < taken->n_dots; i++)
        if (hypot(taken->x[i] - x, taken->y[i] - y) < distance)
            return 0;
    return 1;
}

/* Beside its dot, at the first of eight places, ever further away, that nothing has taken and no
 * other dot is nearer to, or else just free. The front is below and right: begin opposite. */
static void choose_place(double at[2], const struct spots *taken, const struct pseg_panel *p,
                         int dot)
{
    static const double ways[8][2] = {{-1, -1}, {0, -1}, {-1, 0}, {1, -1},
                                      {1, 1},   {0, 1},  {-1, 1}, {1, 0}};
    for (int i = 0; i < 64; i++) {
        const double reach = (1 + i % 32 / 8) * (LABEL - 2);
        const double x = at[0] = taken->x[dot] + ways[i % 8][0] * reach;
        const double y = at[1] = taken->y[dot] + ways[i % 8][1] * reach;
        const int inside = x > p->left + LABEL / 2 && x < p->left + p->width - LABEL / 2 &&
                           y > p->top + LABEL / 2 && y < p->top + p->height - LABEL / 2;
        if (inside && is_free(taken, x, y) && (i >= 32 || is_nearest(taken, dot, x, y)))
            return;
    }
}

/* In its dot's colour, with a line to it. */
static void draw_number(cairo_t *cr, struct spots *taken, const struct pseg_panel *p, int dot)
{
    enum { DOT_EDGE = 3, TEXT_EDGE = 7 };
    const enum pseg_ink ink = pseg_series_pen(dot, taken->n_dots).ink;
    const struct pseg_pen leader = {ink, 1, 1, {0, 0}};
    const double x = taken->x[dot], y = taken->y[dot];
    double at[2];
    char text[16];
    choose_place(at, taken, p, dot);
    const double length = hypot(at[0] - x, at[1] - y);
    const double way[2] = {(at[0] - x) / length, (at[1] - y) / length};
    pseg_draw_line(cr, x + DOT_EDGE * way[0], y + DOT_EDGE * way[1], at[0] - TEXT_EDGE * way[0],
                   at[1] - TEXT_EDGE * way[1], &leader);
    take(taken, at[0], at[1]);
    snprintf(text, sizeof text, "%d", dot + 1);
    pseg_draw_text(cr, text, at[0], at[1] + 4, 0.5, PSEG_SMALL_TEXT, ink);
}

static void draw_points(cairo_t *cr, const struct pseg_panel *p, const double *x, const double *y,
                        int n)
{
    struct spots taken = {.n_dots = n, .n = 0};
    for (int i = 0; i < n; i++) {
        const struct pseg_pen pen = pseg_series_pen(i, n);
        take(&taken, pseg_position(&p->x, x[i]), pseg_position(&p->y, y[i]));
        pseg_draw_dot(cr, p, x[i], y[i], &pen);
    }
    for (int i = 0; i < n; i++)
        draw_number(cr, &taken, p, i);
}

static void draw_panel(cairo_t *cr, const struct plot_models *models, int cost, int row,
                       rates_of *rates, const char *counting)
{
    double x[PSEG_MOST_SERIES], y[PSEG_MOST_SERIES], cheap[PSEG_MOST_SERIES],
        good[PSEG_MOST_SERIES];
    struct pseg_panel p = {0};
    const double nothing = place_costs(x, models, cost);
    for (int i = 0; i < models->n; i++) {
        cheap[i] = x[i];
        good[i] = y[i] = rates(&models->at[i].own).r_value;
    }
    set_range(&p.x, x, models->n, costs[cost].is_log ? 0.7 : 10);
    set_range(&p.y, y, models->n, 2);
    p.y.high += (p.y.high - p.y.low) * LABEL / PANEL_HEIGHT; /* for a number above the best */
    pseg_place_panel(&p, LEFT + cost * (PANEL_WIDTH + GAP_X), TOP + row * (PANEL_HEIGHT + GAP_Y),
                     PANEL_WIDTH, PANEL_HEIGHT);
    draw_axes(cr, &p, cost, row == 1, counting, nothing);
    pseg_draw_front(cr, &p, cheap, good, (size_t)models->n, &front_pen);
    draw_points(cr, &p, x, y, models->n);
}

/* ---------------------------------------------------------------------------------- picture -- */

static void draw_key(cairo_t *cr, const struct plot_models *models)
{
    const struct pseg_legend front = {"best at its cost", front_pen};
    double y = TOP + KEY_HEAD;
    char text[512];
    pseg_draw_key(cr, KEY, TOP + 6, WIDTH - KEY, &front, 1);
    pseg_draw_text(cr, "R-value, lenient / strict [%]", KEY, TOP + 28, 0, PSEG_SMALL_TEXT,
                   PSEG_BLACK);
    for (int i = 0; i < models->n; i++, y += KEY_LINE) {
        const struct plot_model *m = &models->at[i];
        const struct pseg_pen pen = pseg_series_pen(i, models->n);
        const struct pseg_panel at = {.x = {0, 1, KEY + 4, KEY + 4}, .y = {0, 1, y, y}};
        snprintf(text, sizeof text, "%d  %.1f / %.1f  %s", i + 1, pseg_lenient(&m->own).r_value,
                 pseg_strict(&m->own).r_value, m->name);
        pseg_draw_dot(cr, &at, 0, 0, &pen);
        pseg_draw_fitting_text(cr, text, KEY + 16, y + 4, WIDTH - KEY - 24, PSEG_TEXT, PSEG_BLACK);
    }
}

static int draw(const char *path, const struct plot_models *models, struct pseg_error *error)
{
    const int panels = 2 * PANEL_HEIGHT + GAP_Y, key = KEY_HEAD + KEY_LINE * models->n;
    char title[1200];
    for (int i = 0; i < models->n; i++)
        if (pseg_is_offline(&models->at[i].model.config))
            return pseg_fail(error, "%s hears the whole recording first: it has no latency",
                             models->at[i].name);
    struct pseg_picture *picture =
        pseg_picture_open(path, WIDTH, TOP + BOTTOM + (key > panels ? key : panels), error);
    if (!picture)
        return -1;
    cairo_t *cr = pseg_picture_cairo(picture);
    snprintf(title, sizeof title, "R-value against cost, each with its own threshold  |  %s",
             models->title);
    pseg_draw_fitting_text(cr, title, LEFT, 28, WIDTH - 2 * LEFT, PSEG_TITLE_TEXT, PSEG_BLACK);
    for (int cost = 0; cost < N_COSTS; cost++) {
        draw_panel(cr, models, cost, 0, pseg_lenient, "R-value, lenient [%]");
        draw_panel(cr, models, cost, 1, pseg_strict, "R-value, strict [%]");
    }
    draw_key(cr, models);
    return pseg_picture_commit(picture, error);
}

static void write_csv(FILE *f, const struct plot_models *models)
{
    fprintf(f, "model,latency_ms,parameters,multiply_adds,");
    plot_write_names(f);
    for (int i = 0; i < models->n; i++) {
        const struct plot_model *m = &models->at[i];
        plot_write_text(f, m->name);
        fprintf(f, ",%g,%.0f,%.0f,", latency(m), parameters(m), multiply_adds(m));
        plot_write_counts(f, m->model.config.threshold, &m->own);
    }
}

int plot_pareto(const struct plot_settings *s)
{
    return plot_scored(s, draw, write_csv);
}
