/* The live view: a terminal that shows what is heard as it is decided. */
#ifndef LIVE_VIEW_H
#define LIVE_VIEW_H

#include "live.h"

struct live_view;

/* Takes over the terminal of stdout; NULL where that cannot be. title: the source's name. */
struct live_view *live_view_start(const struct pseg_model *model, const char *title);

/* One frame's signals, in order. */
void live_view_frame(struct live_view *v, const struct pseg_frame *frame);
void live_view_boundary(struct live_view *v, const struct pseg_boundary *b, double latency);
void live_view_gap(struct live_view *v, const struct pseg_gap *gap, double seconds);

/* Redraws, if the last time was a thirtieth of a second ago or more. heard [s] */
void live_view_draw(struct live_view *v, double heard);

/* Leaves the terminal as it was; v may be NULL. */
void live_view_end(struct live_view *v);

#endif
