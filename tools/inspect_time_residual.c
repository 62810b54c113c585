/* The memory and its temporal residual, h_t - h_t-1, unit by unit (001 section 4.5, figure 11). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "axes.h"
#include "heat_map.h"
#include "inspect_time.h"
#include "numbers.h"
#include "plot_file.h"
#include "quantile.h"

enum {
    WIDTH = 1240,
    LEFT = 82,
    RIGHT = 92, /* with the scale of colours */
    HEAD = 66,
    MAP = 200, /* heights */
    CURVE = 120,
    GAP = 34,
    FOOT = 56,
    LAYER = 2 * MAP + CURVE + 3 * GAP,
    TICK = 90
};

static const struct pseg_pen boundary_pen = {PSEG_BLACK, 1, 0.55, {2, 4}};
static const struct pseg_pen length_pen = {PSEG_BLACK, 1.6, 1, {0, 0}};

/* One layer: what it held, what changed, both [units][n_frames] as they are drawn, and how much of
 * it, [n_frames]: the length of the change as a share of the memory's. */
struct change {
    const struct pseg_signal_layer *layer;
    double *memory, *residual, *length;
    double memory_limit, residual_limit; /* the ends of colours: 99 of 100 lie within */
};

struct changes {
    const struct inspect *in;
    const struct pseg_signals *s;
    int n;
    struct change change[PSEG_MAX_LAYERS];
};

/* ---------------------------------------------------------------------------------- residual -- */

static double limit(double *room, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        room[i] = fabs(x[i]);
    pseg_sort(room, n);
    return fmax(pseg_quantile(room, n, 0.99), 1e-9);
}

static void compute(struct change *c, size_t frames)
{
    const size_t units = (size_t)c->layer->units;
    double squares = 0;
    for (size_t t = 0; t < frames; t++)
        for (size_t j = 0; j < units; j++) {
            const double now = c->layer->memory[t * units + j];
            const double before = t ? c->layer->memory[(t - 1) * units + j] : now;
            c->memory[j * frames + t] = now;
            c->residual[j * frames + t] = now - before;
            c->length[t] += (now - before) * (now - before);
            squares += now * now;
        }
    const double whole = sqrt(squares / (double)frames);
    for (size_t t = 0; t < frames; t++)
        c->length[t] = whole > 0 ? sqrt(c->length[t]) / whole : 0;
}

static int add_layer(struct changes *all, int l)
{
    struct change *c = &all->change[all->n++];
    const size_t frames = all->s->n_frames;
    c->layer = &all->s->layer[l];
    const size_t cells = frames * (size_t)c->layer->units;
    double *room = malloc(cells * sizeof *room);
    c->memory = malloc(cells * sizeof *c->memory);
    c->residual = malloc(cells * sizeof *c->residual);
    c->length = calloc(frames, sizeof *c->length);
    const int missing = !room || !c->memory || !c->residual || !c->length;
    if (!missing) {
        compute(c, frames);
        c->memory_limit = limit(room, c->memory, cells);
        c->residual_limit = limit(room, c->residual, cells);
    }
    free(room);
    return missing ? -1 : 0;
}

static void release(struct changes *all)
{
    for (int k = 0; k < all->n; k++) {
        free(all->change[k].memory);
        free(all->change[k].residual);
        free(all->change[k].length);
    }
}

static const struct pseg_times *boundaries(const struct pseg_signals *s)
{
    return s->is_labelled ? &s->ref : &s->found;
}

/* ----------------------------------------------------------------------------------- picture -- */

static void draw_boundaries(cairo_t *cr, const struct pseg_panel *p, const struct pseg_signals *s)
{
    const struct pseg_times *at = boundaries(s);
    for (size_t i = 0; i < at->n; i++) {
        const double x = pseg_sharp(pseg_position(&p->x, at->at[i]));
        pseg_draw_line(cr, x, p->top, x, p->top + p->height, &boundary_pen);
    }
}

/* Ticks of units, counted from 1, the first at the top. */
static void count_down(struct pseg_ticks *ticks, int units)
{
    struct pseg_ticks up;
    ticks->n = 0;
    pseg_round_ticks(&up, 1, units, 5);
    for (int i = up.n - 1; i >= 0; i--)
        pseg_add_tick(ticks, units - up.at[i] + 0.5, up.text[i]);
}

static void draw_map(cairo_t *cr, struct pseg_panel *p, const struct changes *all,
                     const struct change *c, const double *x, double most, const char *title)
{
    const struct pseg_signals *s = all->s;
    const struct pseg_ticks none = {0};
    struct pseg_panel scale = {0};
    struct pseg_ticks units;
    p->y.low = 0;
    p->y.high = c->layer->units;
    pseg_draw_heat_map(cr, p, x, (size_t)c->layer->units, s->n_frames, -most, most);
    pseg_draw_panel(cr, p, &none);
    count_down(&units, c->layer->units);
    pseg_draw_y_axis(cr, p, &units, "unit");
    pseg_draw_text(cr, title, p->left, p->top - 8, 0, PSEG_TEXT, PSEG_BLACK);
    pseg_clip(cr, p);
    draw_boundaries(cr, p, s);
    pseg_unclip(cr);
    pseg_place_panel(&scale, p->left + p->width + 18, p->top, 14, p->height);
    pseg_draw_heat_scale(cr, &scale, -most, most, "");
}

static void draw_length(cairo_t *cr, struct pseg_panel *p, const struct changes *all,
                        const struct change *c, double *time, const char *title)
{
    const struct pseg_signals *s = all->s;
    double highest = 1e-6;
    for (size_t t = 0; t < s->n_frames; t++) {
        highest = fmax(highest, c->length[t]);
        time[t] = s->time[t] + s->change;
    }
    pseg_set_range(&p->y, 0, highest);
    p->y.low = 0;
    pseg_draw_round_panel(cr, p, "length");
    pseg_draw_text(cr, title, p->left, p->top - 8, 0, PSEG_TEXT, PSEG_BLACK);
    pseg_clip(cr, p);
    draw_boundaries(cr, p, s);
    pseg_draw_curve(cr, p, time + 1, c->length + 1, s->n_frames - 1, &length_pen);
    pseg_unclip(cr);
}

/* Half a hop on both sides of a frame's middle is its column. */
static void draw_layer(cairo_t *cr, const struct changes *all, int k, double *time)
{
    const struct change *c = &all->change[k];
    const struct pseg_signals *s = all->s;
    const double width = WIDTH - LEFT - RIGHT, top = HEAD + k * LAYER;
    struct pseg_panel p = {
        .x = {s->time[0] - s->hop / 2, s->time[s->n_frames - 1] + s->hop / 2, 0, 0}};
    struct pseg_ticks ticks;
    char title[120];
    pseg_place_panel(&p, LEFT, top, width, MAP);
    snprintf(title, sizeof title, "%s: memory", c->layer->name);
    draw_map(cr, &p, all, c, c->memory, c->memory_limit, title);
    pseg_place_panel(&p, LEFT, top + MAP + GAP, width, MAP);
    snprintf(title, sizeof title, "%s: residual, its change from the frame before", c->layer->name);
    draw_map(cr, &p, all, c, c->residual, c->residual_limit, title);
    pseg_place_panel(&p, LEFT, top + 2 * (MAP + GAP), width, CURVE);
    snprintf(title, sizeof title, "%s: length of the residual, as a share of the memory's",
             c->layer->name);
    draw_length(cr, &p, all, c, time, title);
    pseg_round_ticks(&ticks, p.x.low, p.x.high, WIDTH / TICK);
    if (k == all->n - 1)
        pseg_draw_x_axis(cr, &p, &ticks, "time [s]");
}

static int draw(const struct changes *all, struct pseg_error *error)
{
    char path[INSPECT_PATH], title[400];
    inspect_path(path, all->in, "time-residual.png");
    double *time = malloc(all->s->n_frames * sizeof *time);
    if (!time)
        return pseg_fail(error, "out of memory for %s", path);
    struct pseg_picture *picture =
        pseg_picture_open(path, WIDTH, HEAD + all->n * LAYER - GAP + FOOT, error);
    if (picture) {
        cairo_t *cr = pseg_picture_cairo(picture);
        const struct pseg_legend entry = {all->s->is_labelled ? "phone boundary" : "boundary found",
                                          boundary_pen};
        snprintf(title, sizeof title, "Memory of %.100s over %.150s", inspect_model_name(all->in),
                 all->s->name);
        pseg_draw_fitting_text(cr, title, LEFT, 26, WIDTH - LEFT - RIGHT - 180, PSEG_TITLE_TEXT,
                               PSEG_BLACK);
        pseg_draw_legend(cr, WIDTH - RIGHT, 21.5, &entry, 1);
        for (int k = 0; k < all->n; k++)
            draw_layer(cr, all, k, time);
    }
    free(time);
    return picture ? pseg_picture_commit(picture, error) : -1;
}

/* ----------------------------------------------------------------------------------- numbers -- */

/* [n_frames][units], as all signals are written */
static int write_residual(const struct changes *all, const struct change *c,
                          struct pseg_error *error)
{
    const size_t n = all->s->n_frames, units = (size_t)c->layer->units, shape[2] = {n, units};
    char path[INSPECT_PATH], file[64];
    double *x = malloc(n * units * sizeof *x);
    snprintf(file, sizeof file, "time-residual-%s.npy", c->layer->name);
    inspect_path(path, all->in, file);
    if (!x)
        return pseg_fail(error, "out of memory for %s", path);
    for (size_t i = 0; i < n * units; i++)
        x[i] = c->residual[i % units * n + i / units];
    const int result = pseg_write_npy(path, x, PSEG_NPY_DOUBLE, shape, 2, error);
    free(x);
    return result;
}

static int write(const struct changes *all, struct pseg_error *error)
{
    char path[INSPECT_PATH];
    const size_t n = all->s->n_frames;
    struct pseg_column columns[1 + PSEG_MAX_LAYERS];
    double *time = malloc(n * sizeof *time);
    inspect_path(path, all->in, "time-residual.csv");
    if (!time)
        return pseg_fail(error, "out of memory for %s", path);
    for (size_t t = 0; t < n; t++)
        time[t] = all->s->time[t] + all->s->change;
    columns[0] = (struct pseg_column){"time", time, NULL};
    for (int k = 0; k < all->n; k++)
        columns[1 + k] =
            (struct pseg_column){all->change[k].layer->name, all->change[k].length, NULL};
    int failed = pseg_write_csv(path, columns, 1 + all->n, n, error);
    free(time);
    for (int k = 0; k < all->n && !failed; k++)
        failed = write_residual(all, &all->change[k], error);
    return failed;
}

/* Mean length next to boundaries, at most a frame away, and elsewhere. */
static void read_out(const struct changes *all)
{
    const struct pseg_signals *s = all->s;
    const struct pseg_times *cuts = boundaries(s);
    printf("Residual over %s:\n", s->name);
    for (int k = 0; k < all->n; k++) {
        const struct change *c = &all->change[k];
        double sum[2] = {0, 0};
        long n[2] = {0, 0};
        for (size_t t = 1, i = 0; t < s->n_frames; t++) {
            const double at = s->time[t] + s->change;
            while (i < cuts->n && cuts->at[i] < at - s->hop)
                i++;
            const int near = i < cuts->n && cuts->at[i] <= at + s->hop;
            sum[near] += c->length[t];
            n[near]++;
        }
        printf("  %-5s from frame to frame %.0f %% of the memory changes", c->layer->name,
               100 * (sum[0] + sum[1]) / fmax(1, (double)(n[0] + n[1])));
        if (n[0] && n[1])
            printf("; %.0f %% next to a boundary%s, %.0f %% elsewhere", 100 * sum[1] / (double)n[1],
                   s->is_labelled ? "" : " found", 100 * sum[0] / (double)n[0]);
        printf("; units change by up to %.2g\n", c->residual_limit);
    }
}

int time_residual(const struct inspect *in, const struct pseg_signals *s, struct pseg_error *error)
{
    struct changes all = {.in = in, .s = s};
    int layers[PSEG_MAX_LAYERS], missing = 0;
    const int n = time_layers(layers, in, s);
    for (int k = 0; k < n && !missing; k++)
        missing = add_layer(&all, layers[k]);
    const int failed = missing ? pseg_fail(error, "out of memory for %zu frames", s->n_frames)
                               : draw(&all, error) || write(&all, error);
    if (!failed)
        read_out(&all);
    release(&all);
    return failed ? -1 : 0;
}
