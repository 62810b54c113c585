/* How long a burst of noise is remembered: curves with bands (001 figure 10). */
#include <stdlib.h>

#include "axes.h"
#include "inspect_time.h"
#include "numbers.h"
#include "plot_file.h"

enum { WIDTH = 900, HEIGHT = 470, LEFT = 84, TOP = 64, RIGHT = 24, BOTTOM = 58, TICK = 60 };

static const double shares[] = {0.5, 0.1};
static const enum pseg_ink inks[PSEG_DECAY_LAYERS] = {PSEG_BLUE, PSEG_VERMILLION};

struct summary {
    const struct inspect *in;
    const struct pseg_decay *d;
    const struct pseg_signals *s;
    int n;                                         /* layers that are shown */
    int which[PSEG_DECAY_LAYERS];                  /* of the decay's */
    struct pseg_spread *curve[PSEG_DECAY_LAYERS];  /* [1 + after] */
    struct pseg_spread time[PSEG_DECAY_LAYERS][2]; /* [frames] until each of shares */
};

static int summarise(struct summary *m)
{
    for (int i = 0; i < m->d->n_layers; i++) {
        if (m->in->layer >= 0 && m->in->layer != m->d->layer[i])
            continue;
        const int k = m->n++;
        m->which[k] = i;
        m->curve[k] = malloc(((size_t)m->d->after + 1) * sizeof *m->curve[k]);
        if (!m->curve[k] || pseg_decay_curve(m->curve[k], m->d, i) ||
            pseg_decay_time(&m->time[k][0], m->d, i, shares[0]) ||
            pseg_decay_time(&m->time[k][1], m->d, i, shares[1]))
            return -1;
    }
    return 0;
}

static const char *name(const struct summary *m, int k)
{
    return m->s->layer[m->d->layer[m->which[k]]].name;
}

/* ----------------------------------------------------------------------------------- picture -- */

static void draw_layer(cairo_t *cr, const struct pseg_panel *p, const struct summary *m, int k,
                       double *x)
{
    const size_t n = (size_t)m->d->after + 1;
    double *low = x + n, *median = low + n, *high = median + n;
    const struct pseg_pen band = {inks[k], 0.5, 0.18, {0, 0}}, line = {inks[k], 2, 1, {0, 0}};
    for (size_t i = 0; i < n; i++) {
        x[i] = (double)i;
        low[i] = 100 * m->curve[k][i].low;
        median[i] = 100 * m->curve[k][i].median;
        high[i] = 100 * m->curve[k][i].high;
    }
    pseg_draw_band(cr, p, x, low, high, n, &band);
    pseg_draw_curve(cr, p, x, median, n, &line);
    for (int i = 0; i < 2; i++) {
        const size_t at = (size_t)m->time[k][i].median;
        if (at < n)
            pseg_draw_dot(cr, p, (double)at, median[at], &line);
    }
}

static void set_ranges(struct pseg_panel *p, const struct summary *m)
{
    double highest = 0.01;
    for (int k = 0; k < m->n; k++)
        for (int i = 0; i <= m->d->after; i++)
            highest = fmax(highest, m->curve[k][i].high);
    pseg_set_range(&p->y, 0, 100 * highest);
    p->y.low = 0;
    p->x.low = 0;
    p->x.high = m->d->after;
}

static void draw(cairo_t *cr, const struct summary *m, double *room)
{
    struct pseg_panel p = {0};
    struct pseg_ticks ticks;
    struct pseg_legend entries[PSEG_DECAY_LAYERS];
    char title[300], axis[80];
    for (int k = 0; k < m->n; k++)
        entries[k] = (struct pseg_legend){name(m, k), {inks[k], 2, 1, {0, 0}}};
    snprintf(title, sizeof title,
             "%.120s: a frame of noise, and what is left of it (median, 10 to 90 %%)",
             inspect_model_name(m->in));
    pseg_draw_fitting_text(cr, title, LEFT, 28,
                           WIDTH - LEFT - RIGHT - pseg_legend_width(cr, entries, m->n) - 20,
                           PSEG_TITLE_TEXT, PSEG_BLACK);
    pseg_draw_legend(cr, WIDTH - RIGHT, 23.5, entries, m->n);
    set_ranges(&p, m);
    pseg_place_panel(&p, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    pseg_draw_round_panel(cr, &p, "distance [% of the memory's length]");
    pseg_clip(cr, &p);
    for (int k = 0; k < m->n; k++)
        draw_layer(cr, &p, m, k, room);
    pseg_unclip(cr);
    pseg_round_ticks(&ticks, 0, m->d->after, WIDTH / TICK);
    snprintf(axis, sizeof axis, "frames after the noise, %g ms each; dots: half, a tenth left",
             1000 * m->s->hop);
    pseg_draw_x_axis(cr, &p, &ticks, axis);
}

static int make_picture(const struct summary *m, struct pseg_error *error)
{
    char path[INSPECT_PATH];
    inspect_path(path, m->in, "time-decay.png");
    double *room = malloc(4 * ((size_t)m->d->after + 1) * sizeof *room);
    if (!room)
        return pseg_fail(error, "out of memory for %s", path);
    struct pseg_picture *picture = pseg_picture_open(path, WIDTH, HEIGHT, error);
    if (picture)
        draw(pseg_picture_cairo(picture), m, room);
    free(room);
    return picture ? pseg_picture_commit(picture, error) : -1;
}

/* ----------------------------------------------------------------------------------- numbers -- */

/* time-decay.csv; time-decay.npy: [10 %, median, 90 %][layers][frames] */
static int write(const struct summary *m, struct pseg_error *error)
{
    const size_t n = (size_t)m->d->after + 1, rows = n * (size_t)m->n;
    char path[INSPECT_PATH];
    double *block = malloc(5 * rows * sizeof *block);
    const char **layer = malloc(rows * sizeof *layer);
    for (size_t i = 0; block && layer && i < rows; i++) {
        const struct pseg_spread *at = &m->curve[i / n][i % n];
        layer[i] = name(m, (int)(i / n));
        block[i] = (double)(i % n);
        block[rows + i] = m->s->hop * (double)(i % n);
        block[2 * rows + i] = at->low;
        block[3 * rows + i] = at->median;
        block[4 * rows + i] = at->high;
    }
    const struct pseg_column columns[] = {{"layer", NULL, layer},
                                          {"frames", block, NULL},
                                          {"seconds", block + rows, NULL},
                                          {"distance_10", block + 2 * rows, NULL},
                                          {"distance_50", block + 3 * rows, NULL},
                                          {"distance_90", block + 4 * rows, NULL}};
    inspect_path(path, m->in, "time-decay.csv");
    int result = block && layer ? pseg_write_csv(path, columns, 6, rows, error)
                                : pseg_fail(error, "out of memory for %s", path);
    inspect_path(path, m->in, "time-decay.npy");
    if (!result)
        result = pseg_write_npy(path, block + 2 * rows, PSEG_NPY_DOUBLE,
                                (size_t[]){3, (size_t)m->n, n}, 3, error);
    free(block);
    free(layer);
    return result;
}

/* "3 frames (2 to 5)"; what never came is told as more than what was followed. */
static void print_time(const struct pseg_spread *t, int after)
{
    const double median = t->median > after ? after : t->median;
    printf("%s%.0f frame%s", t->median > after ? "more than " : "", median, median == 1 ? "" : "s");
    if (t->low <= after)
        printf(t->high > after ? " (%.0f to more than %.0f)" : " (%.0f to %.0f)", t->low,
               t->high > after ? after : t->high);
}

/* Nothing was disturbed: noise as loud as silence is none. */
static int is_unmoved(const struct summary *m)
{
    for (int k = 0; k < m->n; k++)
        for (int i = 0; i <= m->d->after; i++)
            if (m->curve[k][i].high > 0)
                return 0;
    return 1;
}

static void read_out(const struct summary *m)
{
    const int after = m->d->after;
    printf("A frame of noise, %zu times:\n", m->d->n);
    for (int k = 0; k < m->n; k++) {
        printf("  %-5s half of it is forgotten after ", name(m, k));
        print_time(&m->time[k][0], after);
        printf(", nine tenths after ");
        print_time(&m->time[k][1], after);
        printf("; a frame is %g ms\n", 1000 * m->s->hop);
    }
}

int time_decay(const struct inspect *in, const struct pseg_decay *d, const struct pseg_signals *s,
               struct pseg_error *error)
{
    struct summary m = {.in = in, .d = d, .s = s};
    if (!d->n) {
        printf("A frame of noise: no recording has the %d frames that following one takes "
               "(--after)\n",
               d->after + 2);
        return 0;
    }
    int failed = 0;
    if (summarise(&m))
        failed = pseg_fail(error, "out of memory for %zu bursts of noise", d->n);
    else if (is_unmoved(&m))
        printf(
            "A frame of noise, %zu times, changed nothing: it is as loud as the recording, which "
            "is silent.\n",
            d->n);
    else {
        failed = make_picture(&m, error) || write(&m, error);
        if (!failed)
            read_out(&m);
    }
    for (int k = 0; k < m.n; k++)
        free(m.curve[k]);
    return failed ? -1 : 0;
}
