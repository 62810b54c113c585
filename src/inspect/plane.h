/* Points in the plane that follow each other in time: a marker each, joined by a thin line, and
 * texts beside some of them. */
#ifndef PSEG_PLANE_H
#define PSEG_PLANE_H

#include "axes.h"

struct pseg_plane {
    const double *y; /* [n][2] */
    size_t n;
    const int *group; /* [n] the marker of each point's group. NULL: dots, whose colours are time,
                         violet at first, yellow at last */
};

/* Seven inks of a filled shape, then of the next one, then hollow shapes; beyond that from the
 * first again. -1: a pale dot. */
enum { PSEG_PLANE_MARKERS = 56 };
void pseg_draw_marker(cairo_t *cr, double x, double y, int marker);

/* A text beside point `at`. */
struct pseg_plane_text {
    size_t at;
    const char *text;
};

/* Markers and line fill the panel, whose axes get the same scale both ways: only distances mean
 * something. Of the texts those are drawn that meet none before them. */
void pseg_draw_plane(cairo_t *cr, struct pseg_panel *p, const struct pseg_plane *plane,
                     const struct pseg_plane_text *texts, size_t n_texts);

/* The colours of time fill the panel, first at the left. */
void pseg_draw_time_colours(cairo_t *cr, const struct pseg_panel *p);

#endif
