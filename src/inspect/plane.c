#include "plane.h"

#include <cairo.h>
#include <stdint.h>

enum { MOST_TEXTS = 512, STOPS = 5, SCALE_STEPS = 128 };

/* ----------------------------------------------------------------------------------- colours -- */

/* Five stops of "viridis", which colour-blind eyes can follow. */
static void take_time_colour(cairo_t *cr, double share)
{
    static const double ramp[STOPS][3] = {{0.267, 0.005, 0.329},
                                          {0.229, 0.322, 0.546},
                                          {0.128, 0.567, 0.551},
                                          {0.369, 0.789, 0.383},
                                          {0.993, 0.906, 0.144}};
    const double at = share * (STOPS - 1);
    const int i = at < STOPS - 1 ? (int)at : STOPS - 2;
    double rgb[3];
    for (int k = 0; k < 3; k++)
        rgb[k] = ramp[i][k] + (at - i) * (ramp[i + 1][k] - ramp[i][k]);
    cairo_set_source_rgb(cr, rgb[0], rgb[1], rgb[2]);
}

void pseg_draw_time_colours(cairo_t *cr, const struct pseg_panel *p)
{
    for (int i = 0; i < SCALE_STEPS; i++) {
        cairo_new_path(cr);
        cairo_rectangle(cr, p->left + p->width * i / SCALE_STEPS, p->top, p->width / SCALE_STEPS,
                        p->height);
        take_time_colour(cr, i / (SCALE_STEPS - 1.0));
        cairo_fill(cr);
    }
}

/* ----------------------------------------------------------------------------------- markers -- */

enum { INKS = 7, SHAPES = 4 };

static void add_dot(cairo_t *cr, double x, double y)
{
    cairo_new_path(cr);
    cairo_arc(cr, x, y, 4, 0, 4 * acos(0));
}

/* A dot, a square, a triangle or a diamond, of about the same area. */
static void add_shape(cairo_t *cr, double x, double y, int shape)
{
    static const struct {
        int corners;
        double radius, first; /* first corner [right angles], clockwise from the right */
    } shapes[SHAPES] = {{0, 0, 0}, {4, 5, 0.5}, {3, 5.8, -1}, {4, 5.4, 0}};
    add_dot(cr, x, y);
    if (!shapes[shape].corners)
        return;
    cairo_new_path(cr);
    for (int k = 0; k < shapes[shape].corners; k++) {
        const double angle = acos(0) * (shapes[shape].first + 4.0 * k / shapes[shape].corners);
        cairo_line_to(cr, x + shapes[shape].radius * cos(angle),
                      y + shapes[shape].radius * sin(angle));
    }
    cairo_close_path(cr);
}

/* What is beneath a marker shows through none, and a rim keeps neighbours apart. */
static void fill_shape(cairo_t *cr, enum pseg_ink inside, const struct pseg_pen *rim)
{
    pseg_take_ink(cr, inside, 1);
    cairo_fill_preserve(cr);
    pseg_take_pen(cr, rim);
    cairo_stroke(cr);
}

static const struct pseg_pen white_rim = {PSEG_WHITE, 0.8, 1, {0, 0}};

void pseg_draw_marker(cairo_t *cr, double x, double y, int marker)
{
    static const enum pseg_ink inks[INKS] = {PSEG_ORANGE,     PSEG_SKY,    PSEG_GREEN, PSEG_BLUE,
                                             PSEG_VERMILLION, PSEG_PURPLE, PSEG_BLACK};
    if (marker < 0) {
        add_dot(cr, x, y);
        fill_shape(cr, PSEG_PALE, &white_rim);
        return;
    }
    const struct pseg_pen rim = {inks[marker % INKS], 1.4, 1, {0, 0}};
    const int hollow = marker / (INKS * SHAPES) % 2;
    add_shape(cr, x, y, marker / INKS % SHAPES);
    fill_shape(cr, hollow ? PSEG_WHITE : rim.ink, hollow ? &rim : &white_rim);
}

/* ------------------------------------------------------------------------------------ points -- */

static void fit(struct pseg_panel *p, const struct pseg_plane *plane)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (size_t i = 0; i < 2 * plane->n; i++) {
        low[i % 2] = fmin(low[i % 2], plane->y[i]);
        high[i % 2] = fmax(high[i % 2], plane->y[i]);
    }
    const double half = fmax(fmax(high[0] - low[0], high[1] - low[1]), 1e-9) / 2;
    pseg_set_range(&p->x, (low[0] + high[0]) / 2 - half, (low[0] + high[0]) / 2 + half);
    pseg_set_range(&p->y, (low[1] + high[1]) / 2 - half, (low[1] + high[1]) / 2 + half);
}

static void place(double at[2], const struct pseg_panel *p, const struct pseg_plane *plane,
                  size_t i)
{
    at[0] = pseg_position(&p->x, plane->y[2 * i]);
    at[1] = pseg_position(&p->y, plane->y[2 * i + 1]);
}

static void draw_line(cairo_t *cr, const struct pseg_panel *p, const struct pseg_plane *plane)
{
    const struct pseg_pen pen = {PSEG_GREY, 0.6, 0.5, {0, 0}};
    double at[2];
    cairo_new_path(cr);
    for (size_t i = 0; i < plane->n; i++) {
        place(at, p, plane, i);
        cairo_line_to(cr, at[0], at[1]);
    }
    pseg_take_pen(cr, &pen);
    cairo_stroke(cr);
}

static void draw_time_dot(cairo_t *cr, double x, double y, double share)
{
    add_dot(cr, x, y);
    take_time_colour(cr, share);
    cairo_fill_preserve(cr);
    pseg_take_pen(cr, &white_rim);
    cairo_stroke(cr);
}

static void draw_points(cairo_t *cr, const struct pseg_panel *p, const struct pseg_plane *plane)
{
    const double last = plane->n > 1 ? (double)plane->n - 1 : 1;
    double at[2];
    for (size_t i = 0; i < plane->n; i++) {
        place(at, p, plane, i);
        if (plane->group)
            pseg_draw_marker(cr, at[0], at[1], plane->group[i]);
        else
            draw_time_dot(cr, at[0], at[1], (double)i / last);
    }
}

/* ------------------------------------------------------------------------------------- texts -- */

struct box {
    double left, top, right, bottom;
};

static int meets_any(const struct box *a, const struct box *boxes, int n)
{
    for (int k = 0; k < n; k++) {
        const struct box *b = &boxes[k];
        if (a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom)
            return 1;
    }
    return 0;
}

/* Points under the box, and more than there are where it leaves the panel. */
static size_t count_hidden(const struct box *box, const struct pseg_panel *p,
                           const struct pseg_plane *plane)
{
    enum { RADIUS = 4 };
    size_t hidden = 0;
    if (box->left < p->left || box->right > p->left + p->width || box->top < p->top ||
        box->bottom > p->top + p->height)
        return plane->n + 1;
    for (size_t i = 0; i < plane->n; i++) {
        double at[2];
        place(at, p, plane, i);
        hidden += at[0] > box->left - RADIUS && at[0] < box->right + RADIUS &&
                  at[1] > box->top - RADIUS && at[1] < box->bottom + RADIUS;
    }
    return hidden;
}

/* Around the point where the text meets no other and hides the fewest points; -1: it would meet
 * one anywhere. */
static int choose_box(struct box *best, const double at[2], double width,
                      const struct pseg_panel *p, const struct pseg_plane *plane,
                      const struct box *boxes, int n)
{
    static const double ways[8][2] = {{1, 0},  {-1, 0}, {0, -1}, {0, 1},
                                      {1, -1}, {1, 1},  {-1, 1}, {-1, -1}};
    size_t fewest = SIZE_MAX;
    for (int i = 0; i < 8; i++) {
        const double x = at[0] + ways[i][0] * (6 + width / 2), y = at[1] + ways[i][1] * 13;
        const struct box box = {x - width / 2, y - 7, x + width / 2, y + 7};
        const size_t hidden = count_hidden(&box, p, plane);
        if (hidden >= fewest || meets_any(&box, boxes, n))
            continue;
        fewest = hidden;
        *best = box;
    }
    return fewest > plane->n ? -1 : 0;
}

static void draw_texts(cairo_t *cr, const struct pseg_panel *p, const struct pseg_plane *plane,
                       const struct pseg_plane_text *texts, size_t n_texts)
{
    struct box boxes[MOST_TEXTS], box;
    int n = 0;
    for (size_t i = 0; i < n_texts && n < MOST_TEXTS; i++) {
        const double width = pseg_text_width(cr, texts[i].text, PSEG_SMALL_TEXT) + 4;
        double at[2];
        place(at, p, plane, texts[i].at);
        if (choose_box(&box, at, width, p, plane, boxes, n))
            continue;
        boxes[n++] = box;
        cairo_new_path(cr);
        cairo_rectangle(cr, box.left, box.top, box.right - box.left, box.bottom - box.top);
        pseg_take_ink(cr, PSEG_WHITE, 0.75);
        cairo_fill(cr);
        pseg_draw_text(cr, texts[i].text, box.left + 2, box.bottom - 3, 0, PSEG_SMALL_TEXT,
                       PSEG_BLACK);
    }
}

void pseg_draw_plane(cairo_t *cr, struct pseg_panel *p, const struct pseg_plane *plane,
                     const struct pseg_plane_text *texts, size_t n_texts)
{
    fit(p, plane);
    pseg_place_panel(p, p->left, p->top, p->width, p->height);
    pseg_clip(cr, p);
    draw_line(cr, p, plane);
    draw_points(cr, p, plane);
    draw_texts(cr, p, plane, texts, n_texts);
    pseg_unclip(cr);
}
