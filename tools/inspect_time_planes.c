/* The memory over a sentence, laid out in the plane by t-SNE (001 figure 9). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "axes.h"
#include "inspect_time.h"
#include "numbers.h"
#include "plane.h"
#include "plot_file.h"
#include "progress.h"
#include "tsne.h"

enum {
    LEFT = 28,
    RIGHT = 28,
    HEAD = 76,
    SIDE = 640, /* of a panel */
    GAP = 28,
    FOOT = 70,
    KEY_COLUMN = 58, /* of the phones' markers */
    KEY_LINE = 20
};

/* One layer's frames in the plane; frame k of it is frame k * stride of the recording. */
struct plane {
    const char *name;
    size_t n;
    double *y; /* [n][2] */
    double divergence;
};

struct planes {
    const struct inspect *in;
    const struct pseg_signals *s;
    size_t stride;
    int n;
    struct plane plane[PSEG_MAX_LAYERS];
    struct pseg_progress *progress;
    double told;
};

/* ----------------------------------------------------------------------------------- layouts -- */

static int on_iteration(void *user, double share)
{
    struct planes *p = user;
    pseg_progress_add(p->progress, share - p->told);
    p->told = share < 1 ? share : 0;
    return interrupted;
}

static int lay_out(struct planes *p, int layer, const struct time_settings *settings,
                   struct pseg_error *error)
{
    const struct pseg_signal_layer *l = &p->s->layer[layer];
    struct plane *plane = &p->plane[p->n++];
    struct pseg_tsne tsne = pseg_tsne_defaults;
    const size_t units = (size_t)l->units, n = (p->s->n_frames + p->stride - 1) / p->stride;
    float *x = malloc(n * units * sizeof *x);
    *plane = (struct plane){l->name, n, malloc(2 * n * sizeof *plane->y), 0};
    tsne.perplexity = settings->perplexity;
    tsne.seed = (uint64_t)settings->seed;
    tsne.on_iteration = on_iteration;
    tsne.user = p;
    for (size_t i = 0; x && i < n; i++)
        memcpy(x + i * units, l->memory + i * p->stride * units, units * sizeof *x);
    const int result = x && plane->y ? pseg_tsne_run(plane->y, &plane->divergence, x, (int)n,
                                                     l->units, &tsne, error)
                                     : pseg_fail(error, "out of memory for %zu frames", n);
    free(x);
    return result;
}

/* ----------------------------------------------------------------------------------- picture -- */

/* The phone's name, or the time where there are no labels, at the middle of each segment; texts are
 * [the boundaries' number + 1], the room of times is with them. */
struct captions {
    struct pseg_plane_text *text;
    char (*time)[16];
    size_t n;
};

static size_t frame_at(const struct pseg_signals *s, double time)
{
    const double t = (time - s->time[0]) / s->hop;
    return (size_t)fmin(fmax(t, 0), (double)(s->n_frames - 1));
}

static int write_captions(struct captions *c, const struct planes *all)
{
    const struct pseg_signals *s = all->s;
    const struct pseg_times *cuts = s->is_labelled ? &s->ref : &s->found;
    c->n = 0;
    c->text = malloc((cuts->n + 1) * sizeof *c->text);
    c->time = malloc((cuts->n + 1) * sizeof *c->time);
    for (size_t i = 0; c->text && c->time && i <= cuts->n; i++) {
        const double start = i ? cuts->at[i - 1] : 0;
        const double end = i < cuts->n ? cuts->at[i] : s->time[s->n_frames - 1];
        const size_t t = frame_at(s, (start + end) / 2);
        if (s->is_labelled && s->phone[t] < 0)
            continue;
        snprintf(c->time[c->n], sizeof *c->time, "%.2f", s->time[t]);
        c->text[c->n].at = t / all->stride;
        c->text[c->n].text = s->is_labelled ? all->in->phones.name[s->phone[t]] : c->time[c->n];
        c->n++;
    }
    return c->text && c->time ? 0 : -1;
}

/* Phones have markers in the order in which they come. */
struct markers {
    int *of_frame; /* [frames laid out] -1: no phone */
    int *phone;    /* [n] the phone that has the marker */
    int n;
};

static int choose_markers(struct markers *m, const struct planes *all)
{
    const size_t n = all->plane[0].n;
    *m = (struct markers){malloc(n * sizeof(int)), malloc(n * sizeof(int)), 0};
    for (size_t i = 0; m->of_frame && m->phone && i < n; i++) {
        const int phone = all->s->phone[i * all->stride];
        int k = 0;
        while (k < m->n && m->phone[k] != phone)
            k++;
        m->of_frame[i] = phone < 0 ? -1 : k;
        if (phone >= 0 && k == m->n)
            m->phone[m->n++] = phone;
    }
    return m->of_frame && m->phone ? 0 : -1;
}

static int key_columns(int width)
{
    return (width - LEFT - RIGHT) / KEY_COLUMN;
}

static void draw_key(cairo_t *cr, const struct planes *all, const struct markers *m, int width)
{
    const double top = HEAD + SIDE + 24;
    pseg_draw_text(cr, "A marker is a frame, the text its phone; the line is time.", LEFT, top, 0,
                   PSEG_SMALL_TEXT, PSEG_BLACK);
    for (int k = 0; k < m->n; k++) {
        const double x = LEFT + k % key_columns(width) * KEY_COLUMN;
        const double y = top + (1 + k / key_columns(width)) * KEY_LINE;
        pseg_draw_marker(cr, x + 6, y - 4, k);
        pseg_draw_fitting_text(cr, all->in->phones.name[m->phone[k]], x + 16, y, KEY_COLUMN - 20,
                               PSEG_TEXT, PSEG_BLACK);
    }
}

static void draw_plane(cairo_t *cr, const struct planes *all, int k, const struct captions *c,
                       const int *group)
{
    const struct plane *from = &all->plane[k];
    const struct pseg_plane plane = {from->y, from->n, group};
    const struct pseg_ticks none = {0};
    struct pseg_panel p = {0};
    char title[96];
    pseg_place_panel(&p, LEFT + k * (SIDE + GAP), HEAD, SIDE, SIDE);
    snprintf(title, sizeof title, "(%c) %s", 'a' + k, from->name);
    pseg_draw_text(cr, title, p.left, p.top - 8, 0, PSEG_TEXT, PSEG_BLACK);
    pseg_draw_plane(cr, &p, &plane, c->text, c->n);
    pseg_draw_panel(cr, &p, &none);
}

static void draw_time_scale(cairo_t *cr, const struct pseg_signals *s)
{
    struct pseg_panel p = {.x = {s->time[0], s->time[s->n_frames - 1], 0, 0}};
    struct pseg_ticks ticks;
    pseg_place_panel(&p, LEFT, HEAD + SIDE + 18, SIDE, 10);
    pseg_draw_time_colours(cr, &p);
    pseg_round_ticks(&ticks, p.x.low, p.x.high, 8);
    pseg_draw_x_axis(cr, &p, &ticks, "time [s]");
}

static void draw_all(cairo_t *cr, const struct planes *all, const struct captions *c,
                     const struct markers *m, int width)
{
    char title[400];
    snprintf(title, sizeof title, "Memory of %.100s over %.150s, by t-SNE",
             inspect_model_name(all->in), all->s->name);
    pseg_draw_fitting_text(cr, title, LEFT, 28, width - LEFT - RIGHT, PSEG_TITLE_TEXT, PSEG_BLACK);
    for (int k = 0; k < all->n; k++)
        draw_plane(cr, all, k, c, all->s->is_labelled ? m->of_frame : NULL);
    if (all->s->is_labelled)
        draw_key(cr, all, m, width);
    else
        draw_time_scale(cr, all->s);
}

static int draw(const struct planes *all, struct pseg_error *error)
{
    struct captions c;
    struct markers m;
    struct pseg_picture *picture = NULL;
    char path[INSPECT_PATH];
    const int width = LEFT + all->n * (SIDE + GAP) - GAP + RIGHT;
    const int failed = write_captions(&c, all) | choose_markers(&m, all);
    const int lines = (m.n + key_columns(width) - 1) / key_columns(width);
    inspect_path(path, all->in, "time-tsne.png");
    if (failed)
        pseg_fail(error, "out of memory for %s", path);
    else
        picture = pseg_picture_open(path, width, HEAD + SIDE + FOOT + lines * KEY_LINE, error);
    if (picture)
        draw_all(pseg_picture_cairo(picture), all, &c, &m, width);
    free(m.of_frame);
    free(m.phone);
    free(c.text);
    free(c.time);
    return picture ? pseg_picture_commit(picture, error) : -1;
}

/* ----------------------------------------------------------------------------------- numbers -- */

/* time-tsne.csv; time-tsne.npy: [x, y][layers][frames] */
static int write(const struct planes *all, struct pseg_error *error)
{
    const size_t n = all->plane[0].n, rows = n * (size_t)all->n;
    char path[INSPECT_PATH];
    double *block = malloc(4 * rows * sizeof *block);
    const char **text = malloc(2 * rows * sizeof *text);
    for (size_t i = 0; block && text && i < rows; i++) {
        const struct plane *plane = &all->plane[i / n];
        const size_t t = i % n * all->stride;
        const int phone = all->s->phone[t];
        text[i] = plane->name;
        text[rows + i] = phone < 0 ? "" : all->in->phones.name[phone];
        block[i] = (double)t;
        block[rows + i] = all->s->time[t];
        block[2 * rows + i] = plane->y[2 * (i % n)];
        block[3 * rows + i] = plane->y[2 * (i % n) + 1];
    }
    const struct pseg_column columns[] = {
        {"layer", NULL, text},         {"frame", block, NULL},        {"time", block + rows, NULL},
        {"x", block + 2 * rows, NULL}, {"y", block + 3 * rows, NULL}, {"phone", NULL, text + rows}};
    inspect_path(path, all->in, "time-tsne.csv");
    int result = block && text ? pseg_write_csv(path, columns, 6, rows, error)
                               : pseg_fail(error, "out of memory for %s", path);
    inspect_path(path, all->in, "time-tsne.npy");
    if (!result)
        result = pseg_write_npy(path, block + 2 * rows, PSEG_NPY_DOUBLE,
                                (size_t[]){2, (size_t)all->n, n}, 3, error);
    free(block);
    free(text);
    return result;
}

/* How often a frame's nearest neighbour in the plane, of those at least `apart` frames away, is of
 * the same phone: what colours show, as a number. */
static double same_neighbours(const struct planes *all, const struct plane *plane, size_t apart)
{
    size_t asked = 0, same = 0;
    for (size_t i = 0; i < plane->n; i++) {
        double nearest = INFINITY;
        size_t which = i;
        for (size_t j = 0; j < plane->n; j++) {
            const double d =
                hypot(plane->y[2 * i] - plane->y[2 * j], plane->y[2 * i + 1] - plane->y[2 * j + 1]);
            if ((i > j ? i - j : j - i) >= apart && d < nearest) {
                nearest = d;
                which = j;
            }
        }
        const int phone = all->s->phone[i * all->stride];
        asked += phone >= 0 && which != i;
        same += phone >= 0 && which != i && all->s->phone[which * all->stride] == phone;
    }
    return asked ? (double)same / (double)asked : NAN;
}

static void read_out(const struct planes *all)
{
    enum { APART = 20 }; /* frames: longer than most phones */
    printf("t-SNE of %s: %zu frames\n", all->s->name, all->plane[0].n);
    for (int k = 0; k < all->n; k++) {
        const struct plane *plane = &all->plane[k];
        const double same = same_neighbours(all, plane, APART / all->stride);
        printf("  %-5s divergence %.2f", plane->name, plane->divergence);
        if (!isnan(same))
            printf("; of frames at least %d apart, the nearest is of the same phone in %.0f %%",
                   APART, 100 * same);
        printf("\n");
    }
}

int time_planes(const struct inspect *in, const struct pseg_signals *s,
                const struct time_settings *settings, struct pseg_error *error)
{
    struct planes all = {.in = in, .s = s};
    int layers[PSEG_MAX_LAYERS], failed = 0;
    const int n = time_layers(layers, in, s);
    if (s->n_frames < 2)
        return pseg_fail(error, "%.900s has one frame only: there is nothing to lay out", s->name);
    all.stride = (s->n_frames + PSEG_TSNE_MOST_POINTS - 1) / PSEG_TSNE_MOST_POINTS;
    all.progress = pseg_progress_start((size_t)n);
    for (int k = 0; k < n && !failed; k++)
        failed = lay_out(&all, layers[k], settings, error);
    pseg_progress_end(all.progress);
    if (!failed)
        failed = draw(&all, error) || write(&all, error);
    if (!failed)
        read_out(&all);
    for (int k = 0; k < all.n; k++)
        free(all.plane[k].y);
    return failed ? -1 : 0;
}
