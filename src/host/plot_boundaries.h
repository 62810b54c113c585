/* Boundaries in the picture of a recording: a line each, or where they are too many for that, how
 * many there are in a second. */
#ifndef PSEG_PLOT_BOUNDARIES_H
#define PSEG_PLOT_BOUNDARIES_H

#include "plot_panels.h"

/* How each kind of mark is drawn. */
extern const struct pseg_pen pseg_mark_pens[PSEG_N_MARK_KINDS];

int pseg_is_detected(enum pseg_mark_kind kind);

/* Too many boundaries for a line each in a picture of this width. */
int pseg_is_crowded(const struct pseg_record *r, int width);

/* The panel of boundaries per second, of each kind that there is. */
int pseg_draw_counts(struct pseg_scene *s, struct pseg_panel *p);

/* A line through all panels for each boundary, and a dot on the score's curve for each that the
 * model has picked. Nothing where they are crowded. */
void pseg_draw_marks(const struct pseg_scene *s);

#endif
