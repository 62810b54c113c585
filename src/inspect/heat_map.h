/* A table of numbers as a field of colours: white is low, dark blue is high; of numbers of both
 * signs white is 0, blue above it and orange below. */
#ifndef PSEG_HEAT_MAP_H
#define PSEG_HEAT_MAP_H

#include "axes.h"

/* x[rows][cols] fills the panel, row 0 at the top, column 0 at the left; low .. high are the ends
 * of the colours, both signs where low < 0 < high, NaN is pale grey. The panel's own axes are not
 * looked at. */
void pseg_draw_heat_map(cairo_t *cr, const struct pseg_panel *p, const double *x, size_t rows,
                        size_t cols, double low, double high);

/* The scale of those colours in a narrow panel, low at the bottom, with ticks at its right. */
void pseg_draw_heat_scale(cairo_t *cr, const struct pseg_panel *p, double low, double high,
                          const char *name);

#endif
