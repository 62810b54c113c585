/* The picture of the live view: spectrum, marks, score and time under each other, figures below. */
#ifndef LIVE_VIEW_PAINT_H
#define LIVE_VIEW_PAINT_H

#include "live_view_canvas.h"
#include "live_view_history.h"

enum { VIEW_RECENT = 32 };

/* What is to be seen besides the history. */
struct view_figures {
    char title[256];
    float threshold;
    double low_hz, high_hz; /* [Hz] edges of the mel bank */
    double heard, lost;     /* [s] */
    double latency, p99;    /* [s] of the last boundary, of many; NaN: not known */
    long boundaries, overruns, device_losses;
    struct pseg_boundary recent[VIEW_RECENT]; /* boundary number i is recent[i % VIEW_RECENT] */
};

/* Ranges that follow what is shown, so that the picture does not jump. */
struct view_ranges {
    float loudest; /* [half dB] of the lightest colour */
    float highest; /* score at the top */
};

void view_paint(struct canvas *c, struct view_ranges *ranges, const struct history *h,
                const struct view_figures *figures);

/* Its last lines; `row` is the first of the two. In live_view_figures.c, as is the next. */
void view_paint_figures(struct canvas *c, int row, const struct view_figures *figures);

/* All in one line, where there is no room for more. */
void view_paint_line(struct canvas *c, const struct view_figures *figures);

#endif
