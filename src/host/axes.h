/* Curves in panels: axes with round ticks, panels that may share an axis, curves and bands. They
 * know nothing of speech: values are turned into positions of the picture by a panel's two
 * axes. */
#ifndef PSEG_AXES_H
#define PSEG_AXES_H

#include <math.h>
#include <stddef.h>

#include "plot_ink.h"

/* ------------------------------------------------------------------------------------ axes -- */

struct pseg_axis {
    double low, high; /* values at the two ends; low < high */
    double from, to;  /* their positions */
};

static inline double pseg_position(const struct pseg_axis *axis, double value)
{
    return axis->from + (value - axis->low) / (axis->high - axis->low) * (axis->to - axis->from);
}

/* The middle of the pixel that holds a position, where a line one pixel wide is sharp. */
static inline double pseg_sharp(double position)
{
    return floor(position) + 0.5;
}

/* From low to high, and a twentieth more at both ends; low < high. */
void pseg_set_range(struct pseg_axis *axis, double low, double high);

enum { PSEG_MAX_TICKS = 32, PSEG_TICK_TEXT = 24 };

struct pseg_ticks {
    int n;
    double at[PSEG_MAX_TICKS]; /* values, ascending */
    char text[PSEG_MAX_TICKS][PSEG_TICK_TEXT];
};

/* Multiples of 1, 2 or 5 times a power of ten within low .. high: as many as there can be without
 * being more than `most`. No tick where low < high does not hold. */
void pseg_round_ticks(struct pseg_ticks *ticks, double low, double high, int most);

/* One more, with a text of its own. */
void pseg_add_tick(struct pseg_ticks *ticks, double at, const char *text);

/* ---------------------------------------------------------------------------------- panels -- */

struct pseg_panel {
    double left, top, width, height;
    struct pseg_axis x, y;
};

/* The panel's rectangle and its axes: low at the left and at the bottom. */
void pseg_place_panel(struct pseg_panel *p, double left, double top, double width, double height);

/* Border, and light lines at the ticks of y, below whatever is drawn next. */
void pseg_draw_panel(cairo_t *cr, const struct pseg_panel *p, const struct pseg_ticks *y);

/* Ticks and their texts at the left, leaving out a text that would touch the one before; the
 * axis's name turned upright. */
void pseg_draw_y_axis(cairo_t *cr, const struct pseg_panel *p, const struct pseg_ticks *ticks,
                      const char *name);

/* Panel and y axis with as many round ticks as the height has space for. */
void pseg_draw_round_panel(cairo_t *cr, const struct pseg_panel *p, const char *name);

/* Ticks, texts and the name below the panel. */
void pseg_draw_x_axis(cairo_t *cr, const struct pseg_panel *p, const struct pseg_ticks *ticks,
                      const char *name);

/* Until pseg_unclip, nothing is drawn outside of the panel. */
void pseg_clip(cairo_t *cr, const struct pseg_panel *p);
void pseg_unclip(cairo_t *cr);

/* ---------------------------------------------------------------------------------- curves -- */

/* Straight lines through (x[i], y[i]), i < n */
void pseg_draw_curve(cairo_t *cr, const struct pseg_panel *p, const double *x, const double *y,
                     size_t n, const struct pseg_pen *pen);

/* The area between low[i] and high[i] at x[i], outlined, so that it is a curve where both are
 * the same. */
void pseg_draw_band(cairo_t *cr, const struct pseg_panel *p, const double *x, const double *low,
                    const double *high, size_t n, const struct pseg_pen *pen);

/* A dot at (x, y) with a white rim. */
void pseg_draw_dot(cairo_t *cr, const struct pseg_panel *p, double x, double y,
                   const struct pseg_pen *pen);

#endif
