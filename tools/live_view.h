/* The live view: a terminal that shows what is heard as it is decided. */
#ifndef LIVE_VIEW_H
#define LIVE_VIEW_H

#include "live.h"

struct live_view;

/* What its first line says. */
struct live_view_title {
    const char *source, *model;
    int rate; /* [Hz] of the source */
};

/* Takes over the terminal of stdout; NULL where that cannot be. */
struct live_view *live_view_start(const struct pseg_model *model,
                                  const struct live_view_title *title);

/* One frame's signals, in order. */
void live_view_frame(struct live_view *v, const struct pseg_frame *frame);

/* latency [s], NaN: not known */
void live_view_boundary(struct live_view *v, const struct pseg_boundary *b, double latency);
void live_view_gap(struct live_view *v, const struct pseg_gap *gap, double seconds);

/* Redraws, if that is due: at most 30 times a second, and never while the terminal has not taken
 * the last picture; it does not wait for it. heard [s]; device_losses: how often the device lost
 * audio by its own account */
void live_view_draw(struct live_view *v, double heard, long device_losses);

/* Leaves the terminal as it was; v may be NULL. */
void live_view_end(struct live_view *v);

#endif
