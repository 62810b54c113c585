/* What is the best to be had at a cost. */
#ifndef PSEG_PLOT_FRONT_H
#define PSEG_PLOT_FRONT_H

#include "axes.h"

/* Steps up through the points (cost x[i], value y[i]), i < n, that no cheaper one beats, to the
 * panel's right edge. x and y are sorted on the way. Nothing where n is 0. */
void pseg_draw_front(cairo_t *cr, const struct pseg_panel *p, double *x, double *y, size_t n,
                     const struct pseg_pen *pen);

#endif
