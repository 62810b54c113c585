/* Memory signatures as a picture and in words (003 figures 1 and 2). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "axes.h"
#include "heat_map.h"
#include "inspect_memory.h"
#include "plot_file.h"

enum {
    WIDTH = 1240,
    LEFT = 82,
    RIGHT = 92, /* with the scale of colours */
    HEAD = 84,
    ROW = 11, /* of a map */
    LEAST_MAP = 132,
    GAP = 76,
    CURVES = 300,
    FOOT = 58,
    LEAST_COLUMN = 23, /* narrower columns have no room for a phone's name */
    TICK = 60,
    INKS = 6
};

static const struct pseg_pen input_pen = {PSEG_BLACK, 1.8, 1, {2, 4}};
static const struct pseg_pen guess_pen = {PSEG_GREY, 1.8, 1, {7, 4}};

static void track_name(char *name, size_t size, const struct memory *m, int k)
{
    const struct memory_track *t = &m->track[k];
    const int several = m->settings->others && *m->settings->others;
    if (t->is_input)
        snprintf(name, size, "frame heard now");
    else
        snprintf(name, size, "%s%s%s", several ? t->model : "", several ? ", " : "", t->layer);
}

/* -------------------------------------------------------------------------------------- maps -- */

static int shown_classes(const struct memory *m)
{
    const int room = (WIDTH - LEFT - RIGHT) / LEAST_COLUMN;
    return m->n_classes < room ? m->n_classes : room;
}

static int map_height(const struct memory *m)
{
    const int height = ROW * m->settings->steps;
    return height > LEAST_MAP ? height : LEAST_MAP;
}

/* One frame back is at the top, most frequent classes at the left. */
static void set_axes(struct pseg_panel *p, struct pseg_ticks *back, const struct memory *m)
{
    struct pseg_ticks up;
    const int steps = m->settings->steps;
    p->x.low = p->y.low = 0;
    p->x.high = shown_classes(m);
    p->y.high = steps;
    pseg_round_ticks(&up, 1, steps, 6);
    back->n = 0;
    for (int i = up.n - 1; i >= 0; i--)
        if (up.at[i] == floor(up.at[i]))
            pseg_add_tick(back, steps - up.at[i] + 0.5, up.text[i]);
    if (steps == 1)
        pseg_add_tick(back, 0.5, "1");
}

/* Under each column its name; there may be more of them than an axis has ticks. */
static void draw_names(cairo_t *cr, const struct pseg_panel *p, const struct memory *m)
{
    for (int c = 0; c < shown_classes(m); c++)
        pseg_draw_text(cr, m->class_name[c], pseg_position(&p->x, c + 0.5), p->top + p->height + 15,
                       0.5, PSEG_SMALL_TEXT, PSEG_BLACK);
    pseg_draw_text(cr,
                   m->has_phones ? "phone, the most frequent first" : "class of frames, by k-means",
                   p->left + p->width / 2, p->top + p->height + 33, 0.5, PSEG_TEXT, PSEG_BLACK);
}

static int draw_map(cairo_t *cr, const struct memory *m, int k, double top)
{
    const struct pseg_signature *s = &m->track[k].signature;
    const struct pseg_ticks none = {0};
    const int shown = shown_classes(m), steps = m->settings->steps;
    struct pseg_panel p = {0}, scale = {0};
    struct pseg_ticks back;
    char name[2 * MEMORY_NAME], title[3 * MEMORY_NAME];
    double *x = malloc((size_t)(steps * shown) * sizeof *x);
    if (!x)
        return -1;
    for (int i = 0; i < steps * shown; i++)
        x[i] = 100 * memory_accuracy(s, i / shown + 1, i % shown);
    set_axes(&p, &back, m);
    pseg_place_panel(&p, LEFT, top, WIDTH - LEFT - RIGHT, map_height(m));
    pseg_draw_heat_map(cr, &p, x, (size_t)steps, (size_t)shown, 0, 100);
    pseg_draw_panel(cr, &p, &none);
    pseg_draw_y_axis(cr, &p, &back, "frames ago");
    draw_names(cr, &p, m);
    track_name(name, sizeof name, m, k);
    snprintf(title, sizeof title, "(%c) recalled from %s", 'a' + k, name);
    pseg_draw_text(cr, title, p.left, p.top - 9, 0, PSEG_TEXT, PSEG_BLACK);
    pseg_place_panel(&scale, p.left + p.width + 18, p.top, 14, p.height);
    pseg_draw_heat_scale(cr, &scale, 0, 100, "[%]");
    free(x);
    return 0;
}

/* ------------------------------------------------------------------------------------ curves -- */

/* A model's layers share an ink, the second is dashed; with one model layers have an ink each. */
static struct pseg_pen pen_of(const struct memory *m, int k)
{
    static const enum pseg_ink inks[INKS] = {PSEG_BLUE,   PSEG_VERMILLION, PSEG_GREEN,
                                             PSEG_PURPLE, PSEG_ORANGE,     PSEG_SKY};
    struct pseg_pen pen = {inks[k % INKS], 2, 1, {0, 0}};
    if (m->track[k].is_input)
        return input_pen;
    if (k >= INKS)
        pen.dash[0] = pen.dash[1] = 5;
    return pen;
}

static void set_range(struct pseg_panel *p, const struct memory *m)
{
    double low = 0, high = 1;
    for (int k = 0; k < m->n_tracks; k++)
        for (int d = 1; d <= m->settings->steps; d++)
            high = fmax(high, 100 * fmax(pseg_recalled(&m->track[k].signature, d),
                                         pseg_guessed(&m->track[k].signature, d)));
    pseg_set_range(&p->y, low, high);
    p->y.low = 0;
    p->x.low = 1;
    p->x.high = m->settings->steps > 1 ? m->settings->steps : 2;
}

static void draw_curve(cairo_t *cr, const struct pseg_panel *p, const struct pseg_signature *s,
                       double share(const struct pseg_signature *, int), double *room,
                       const struct pseg_pen *pen)
{
    double *y = room + s->steps;
    size_t n = 0;
    for (int d = 1; d <= s->steps; d++) {
        const double value = 100 * share(s, d);
        if (isnan(value))
            continue;
        room[n] = d;
        y[n++] = value;
    }
    pseg_draw_curve(cr, p, room, y, n, pen);
}

static int draw_curves(cairo_t *cr, const struct memory *m, double top)
{
    struct pseg_panel p = {0};
    struct pseg_ticks ticks;
    char axis[80];
    double *room = malloc(2 * (size_t)m->settings->steps * sizeof *room);
    if (!room)
        return -1;
    set_range(&p, m);
    pseg_place_panel(&p, LEFT, top, WIDTH - LEFT - RIGHT, CURVES);
    pseg_draw_round_panel(cr, &p, "recalled [%]");
    pseg_draw_text(cr, "all classes together", p.left, p.top - 9, 0, PSEG_TEXT, PSEG_BLACK);
    pseg_clip(cr, &p);
    draw_curve(cr, &p, &m->track[0].signature, pseg_guessed, room, &guess_pen);
    for (int k = m->n_tracks - 1; k >= 0; k--) {
        const struct pseg_pen pen = pen_of(m, k);
        draw_curve(cr, &p, &m->track[k].signature, pseg_recalled, room, &pen);
    }
    pseg_unclip(cr);
    pseg_round_ticks(&ticks, 1, p.x.high, (int)fmin(WIDTH / TICK, p.x.high));
    snprintf(axis, sizeof axis, "frames ago, %g ms each", 1000 * m->hop);
    pseg_draw_x_axis(cr, &p, &ticks, axis);
    free(room);
    return 0;
}

static void draw_legend(cairo_t *cr, const struct memory *m)
{
    struct pseg_legend entries[MEMORY_TRACKS + 1];
    char name[MEMORY_TRACKS][2 * MEMORY_NAME];
    for (int k = 0; k < m->n_tracks; k++) {
        track_name(name[k], sizeof name[k], m, k);
        entries[k] = (struct pseg_legend){name[k], pen_of(m, k)};
    }
    entries[m->n_tracks] = (struct pseg_legend){"always the most frequent", guess_pen};
    const int n = m->n_tracks + 1;
    const double width = pseg_legend_width(cr, entries, n);
    pseg_draw_legend(cr, fmin(LEFT + width, WIDTH - 10), 46, entries, n);
}

static int draw(cairo_t *cr, const struct memory *m)
{
    const int maps = m->n_tracks - 1;
    char title[200];
    int missing = 0;
    const int is_alone = !m->settings->others || !m->settings->others[0];
    snprintf(title, sizeof title, "Memory of %.80s%s: %s recalled from a state, %d recording%s",
             inspect_model_name(m->in), is_alone ? "" : " and others",
             m->has_phones ? "phones" : "classes of frames", m->n_recordings,
             m->n_recordings == 1 ? "" : "s");
    pseg_draw_fitting_text(cr, title, LEFT, 24, WIDTH - LEFT - 20, PSEG_TITLE_TEXT, PSEG_BLACK);
    draw_legend(cr, m);
    for (int k = 0; k < maps && !missing; k++)
        missing = draw_map(cr, m, k, HEAD + k * (map_height(m) + GAP));
    return missing ? -1 : draw_curves(cr, m, HEAD + maps * (map_height(m) + GAP));
}

int memory_picture(const struct memory *m, struct pseg_error *error)
{
    char path[INSPECT_PATH];
    inspect_path(path, m->in, "memory.png");
    const int height = HEAD + (m->n_tracks - 1) * (map_height(m) + GAP) + CURVES + FOOT;
    struct pseg_picture *picture = pseg_picture_open(path, WIDTH, height, error);
    if (!picture)
        return -1;
    if (draw(pseg_picture_cairo(picture), m)) {
        pseg_picture_abandon(picture);
        return pseg_fail(error, "out of memory for %s", path);
    }
    return pseg_picture_commit(picture, error);
}

/* ------------------------------------------------------------------------------------- words -- */

/* [points of 100] less above guessing is not told from it; said wherever it is used. */
enum { MARGIN = 2 };

/* The first step back at which less than MARGIN is left above guessing; 0: there is none. */
static int forgotten(const struct pseg_signature *s)
{
    for (int d = 1; d <= s->steps; d++)
        if (pseg_recalled(s, d) < pseg_guessed(s, d) + 0.01 * MARGIN)
            return d;
    return 0;
}

static void read_track(const struct memory *m, int k)
{
    const struct pseg_signature *s = &m->track[k].signature;
    const int last = m->settings->steps, middle = (last + 1) / 2, end = forgotten(s);
    char name[2 * MEMORY_NAME];
    track_name(name, sizeof name, m, k);
    printf("  %-26s %3.0f %%, %3.0f %%, %3.0f %%", name, 100 * pseg_recalled(s, 1),
           100 * pseg_recalled(s, middle), 100 * pseg_recalled(s, last));
    if (end)
        printf("; less than %d points above guessing from %d frame%s (%.0f ms) on\n", MARGIN, end,
               end == 1 ? "" : "s", 1000 * m->hop * end);
    else
        printf("; %d points or more above guessing for all %d frame%s\n", MARGIN, last,
               last == 1 ? "" : "s");
}

void memory_print(const struct memory *m)
{
    const struct pseg_signature *s = &m->track[0].signature;
    const int last = m->settings->steps, middle = (last + 1) / 2;
    printf("Of %d %s, in %zu frames of %d recording%s, recalled of 1, %d and %d frames ago:\n",
           m->n_classes, m->has_phones ? "phones" : "classes of frames", m->n, m->n_recordings,
           m->n_recordings == 1 ? "" : "s", middle, last);
    for (int k = 0; k < m->n_tracks; k++)
        read_track(m, k);
    printf("  %-26s %3.0f %%, %3.0f %%, %3.0f %%\n", "by guessing", 100 * pseg_guessed(s, 1),
           100 * pseg_guessed(s, middle), 100 * pseg_guessed(s, last));
}
