#include "plane.h"

#include <cairo.h>

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

static void take_group_colour(cairo_t *cr, int group)
{
    static const enum pseg_ink inks[] = {PSEG_ORANGE,     PSEG_SKY,    PSEG_GREEN, PSEG_BLUE,
                                         PSEG_VERMILLION, PSEG_PURPLE, PSEG_BLACK};
    const int n = sizeof inks / sizeof *inks;
    pseg_take_ink(cr, group < 0 ? PSEG_PALE : inks[group % n], 1);
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

/* -------------------------------------------------------------------------------------- dots -- */

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

static void draw_dots(cairo_t *cr, const struct pseg_panel *p, const struct pseg_plane *plane)
{
    const struct pseg_pen rim = {PSEG_WHITE, 0.8, 1, {0, 0}};
    const double last = plane->n > 1 ? (double)plane->n - 1 : 1;
    double at[2];
    for (size_t i = 0; i < plane->n; i++) {
        place(at, p, plane, i);
        cairo_new_path(cr);
        cairo_arc(cr, at[0], at[1], 4, 0, 4 * acos(0));
        if (plane->group)
            take_group_colour(cr, plane->group[i]);
        else
            take_time_colour(cr, (double)i / last);
        cairo_fill_preserve(cr);
        pseg_take_pen(cr, &rim);
        cairo_stroke(cr);
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

/* At the point's right; at its left where that is beyond the panel. */
static struct box beside(cairo_t *cr, const struct pseg_panel *p, const double at[2],
                         const char *text)
{
    const double width = pseg_text_width(cr, text, PSEG_SMALL_TEXT) + 4;
    const int fits = at[0] + 6 + width < p->left + p->width;
    const double left = fits ? at[0] + 6 : at[0] - 6 - width;
    return (struct box){left, at[1] - 7, left + width, at[1] + 7};
}

static void draw_texts(cairo_t *cr, const struct pseg_panel *p, const struct pseg_plane *plane,
                       const struct pseg_plane_text *texts, size_t n_texts)
{
    struct box boxes[MOST_TEXTS];
    int n = 0;
    for (size_t i = 0; i < n_texts && n < MOST_TEXTS; i++) {
        double at[2];
        place(at, p, plane, texts[i].at);
        const struct box box = beside(cr, p, at, texts[i].text);
        if (meets_any(&box, boxes, n))
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
    draw_dots(cr, p, plane);
    draw_texts(cr, p, plane, texts, n_texts);
    pseg_unclip(cr);
}
