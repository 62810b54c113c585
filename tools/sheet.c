#include "sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "axes.h"
#include "plot_file.h"

enum {
    LEFT = 82,
    RIGHT = 24,
    HEAD = 62,
    PANEL = 150, /* height */
    GAP = 26,    /* between panels; a panel's title stands in it */
    FOOT = 52,
    TIME_TICK = 90
};

static const struct pseg_pen reference_pen = {PSEG_BLUE, 1, 0.8, {5, 4}};
static const struct pseg_pen marked_pen = {PSEG_ORANGE, 10, 0.35, {0, 0}};
static const struct pseg_pen found_pen = {PSEG_GREEN, 1.5, 1, {2, 3}};

struct sheet_panel *sheet_add(struct sheet *s, const char *title, const char *name, int n_curves)
{
    struct sheet_panel *p = &s->panel[s->n_panels++];
    memset(p, 0, sizeof *p);
    snprintf(p->title, sizeof p->title, "(%c) %s", 'a' + s->n_panels - 1, title);
    p->name = name;
    p->n_curves = n_curves;
    if (!(p->marked = calloc(s->n + 1, 1)))
        return NULL;
    for (int i = 0; i < n_curves; i++)
        if (!(p->curve[i] = calloc(s->n + 1, sizeof *p->curve[i])))
            return NULL;
    return p;
}

void sheet_free(struct sheet *s)
{
    for (int k = 0; k < s->n_panels; k++) {
        free(s->panel[k].marked);
        for (int i = 0; i < s->panel[k].n_curves; i++)
            free(s->panel[k].curve[i]);
    }
    memset(s, 0, sizeof *s);
}

static void set_y(struct pseg_panel *at, const struct sheet *s, const struct sheet_panel *p)
{
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < p->n_curves; i++)
        for (size_t t = 0; t < s->n; t++) {
            low = fmin(low, p->curve[i][t]);
            high = fmax(high, p->curve[i][t]);
        }
    if (!(low < high)) { /* a gate that never moves */
        low -= 0.5;
        high += 0.5;
    }
    pseg_set_range(&at->y, low, high);
}

static void draw_boundaries(cairo_t *cr, const struct pseg_panel *at,
                            const struct pseg_times *times, const struct pseg_pen *pen)
{
    for (size_t i = 0; times && i < times->n; i++) {
        const double x = pseg_sharp(pseg_position(&at->x, times->at[i]));
        pseg_draw_line(cr, x, at->top, x, at->top + at->height, pen);
    }
}

/* Half a step to both sides of a frame's time. */
static void draw_marked(cairo_t *cr, const struct pseg_panel *at, const struct sheet *s,
                        const struct sheet_panel *p)
{
    const double middle = at->top + at->height / 2;
    const struct pseg_pen pen = {marked_pen.ink, at->height, marked_pen.alpha, {0, 0}};
    for (size_t t = 0, end; t < s->n; t = end) {
        for (end = t + 1; end < s->n && p->marked[end] == p->marked[t];)
            end++;
        const double from = s->start + p->offset + s->step * ((double)t - 0.5);
        const double to = from + s->step * (double)(end - t);
        if (p->marked[t])
            pseg_draw_line(cr, pseg_position(&at->x, from), middle, pseg_position(&at->x, to),
                           middle, &pen);
    }
}

static void draw_panel(cairo_t *cr, struct pseg_panel *at, const struct sheet *s,
                       const struct sheet_panel *p, double *time)
{
    static const enum pseg_ink inks[SHEET_CURVES] = {PSEG_BLACK, PSEG_ORANGE,     PSEG_SKY,
                                                     PSEG_GREEN, PSEG_VERMILLION, PSEG_PURPLE,
                                                     PSEG_BLUE,  PSEG_GREY};
    set_y(at, s, p);
    pseg_draw_round_panel(cr, at, p->name);
    pseg_draw_text(cr, p->title, at->left, at->top - 7, 0, PSEG_TEXT, PSEG_BLACK);
    pseg_clip(cr, at);
    draw_marked(cr, at, s, p);
    draw_boundaries(cr, at, s->reference, &reference_pen);
    draw_boundaries(cr, at, p->found, &found_pen);
    for (size_t t = 0; t < s->n; t++)
        time[t] = s->start + s->step * (double)t + p->offset;
    for (int i = 0; i < p->n_curves; i++) {
        const struct pseg_pen pen = {inks[i], p->n_curves > 1 ? 1.2 : 1.6, 1, {0, 0}};
        pseg_draw_curve(cr, at, time, p->curve[i], s->n, &pen);
    }
    pseg_unclip(cr);
}

static void draw_head(cairo_t *cr, const struct sheet *s)
{
    struct pseg_legend entries[3];
    int n = 0, with_found = 0;
    for (int k = 0; k < s->n_panels; k++)
        with_found |= s->panel[k].found != NULL;
    if (s->marked)
        entries[n++] = (struct pseg_legend){s->marked, marked_pen};
    if (s->reference)
        entries[n++] = (struct pseg_legend){"phone boundary", reference_pen};
    if (with_found)
        entries[n++] = (struct pseg_legend){"found", found_pen};
    const double room = SHEET_WIDTH - LEFT - RIGHT - pseg_legend_width(cr, entries, n) - 30;
    pseg_draw_fitting_text(cr, s->title, LEFT, 26, room, PSEG_TITLE_TEXT, PSEG_BLACK);
    pseg_draw_legend(cr, SHEET_WIDTH - RIGHT, 21.5, entries, n);
}

static int draw(cairo_t *cr, const struct sheet *s)
{
    struct pseg_panel at = {0};
    struct pseg_ticks ticks;
    double *time = malloc((s->n + 1) * sizeof *time);
    if (!time)
        return -1;
    draw_head(cr, s);
    at.x.low = s->start;
    at.x.high = s->start + s->step * ((double)s->n + 2);
    for (int k = 0; k < s->n_panels; k++) {
        pseg_place_panel(&at, LEFT, HEAD + k * (PANEL + GAP), SHEET_WIDTH - LEFT - RIGHT, PANEL);
        draw_panel(cr, &at, s, &s->panel[k], time);
    }
    pseg_round_ticks(&ticks, at.x.low, at.x.high, (int)(at.width / TIME_TICK));
    pseg_draw_x_axis(cr, &at, &ticks, "time [s]");
    free(time);
    return 0;
}

int sheet_draw(const struct sheet *s, const char *path, struct pseg_error *error)
{
    const int height = HEAD + s->n_panels * (PANEL + GAP) - GAP + FOOT;
    struct pseg_picture *picture = pseg_picture_open(path, SHEET_WIDTH, height, error);
    if (!picture)
        return -1;
    if (draw(pseg_picture_cairo(picture), s)) {
        pseg_picture_abandon(picture);
        return pseg_fail(error, "out of memory for %s", path);
    }
    return pseg_picture_commit(picture, error);
}
