#include "live_view.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "live_output.h"
#include "live_view_paint.h"
#include "live_view_terminal.h"

enum { LATENCIES = 512 }; /* that the 99 % are of */

static const double interval = 1.0 / 30; /* [s] from one redraw to the next, at least */

struct live_view {
    struct history history;
    struct view_figures figures;
    struct view_ranges ranges;
    double latencies[LATENCIES]; /* a ring */
    size_t n_latencies;          /* of all, not only of those kept */
    double begun;                /* [s] when the last picture was begun */
    double due;                  /* [s] when the next one may be */
    int sending;                 /* the terminal has not taken all of the last one */
    int columns, rows;           /* of it */
    struct canvas canvas;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct live_view *live_view_start(const struct pseg_model *model,
                                  const struct live_view_title *title)
{
    struct live_view *v = calloc(1, sizeof *v);
    if (!v)
        return NULL;
    struct view_figures *f = &v->figures;
    if (history_init(&v->history, &model->config) || live_terminal_open()) {
        history_free(&v->history);
        free(v);
        return NULL;
    }
    canvas_init(&v->canvas, live_terminal_utf8(), live_terminal_colours());
    snprintf(f->title, sizeof f->title, "%s, %d Hz, %s", title->source, title->rate, title->model);
    f->threshold = model->config.threshold;
    f->low_hz = (double)model->config.low_hz;
    f->high_hz = (double)model->config.high_hz;
    f->latency = f->p99 = NAN;
    return v;
}

void live_view_frame(struct live_view *v, const struct pseg_frame *frame)
{
    history_frame(&v->history, frame);
}

static void keep_latency(struct live_view *v, double latency)
{
    double sorted[LATENCIES];
    v->latencies[v->n_latencies++ % LATENCIES] = latency;
    const size_t n = v->n_latencies < LATENCIES ? v->n_latencies : LATENCIES;
    memcpy(sorted, v->latencies, n * sizeof *sorted);
    v->figures.latency = latency;
    v->figures.p99 = live_quantile(sorted, n, 0.99);
}

void live_view_boundary(struct live_view *v, const struct pseg_boundary *b, double latency)
{
    history_boundary(&v->history, b->at);
    v->figures.recent[v->figures.boundaries++ % VIEW_RECENT] = *b;
    if (!isnan(latency))
        keep_latency(v, latency);
}

void live_view_gap(struct live_view *v, const struct pseg_gap *gap, double seconds)
{
    history_gap(&v->history, gap->at, seconds);
    v->figures.overruns++;
    v->figures.lost += seconds;
}

/* A terminal that takes its time gets as much again to breathe, but no more than a second: the
 * time may have been a stop in the middle of a picture. */
static void picture_taken(struct live_view *v)
{
    const double took = now() - v->begun;
    v->sending = 0;
    v->due = v->begun + took + fmax(interval - took, fmin(took, 1));
}

void live_view_draw(struct live_view *v, double heard, long device_losses)
{
    const int resumed = live_terminal_suspend();
    if (v->sending && !resumed) {
        if (live_terminal_busy())
            return;
        picture_taken(v);
    }
    const double time = now();
    if (time < v->due && !resumed)
        return;
    int columns, rows;
    live_terminal_size(&columns, &rows);
    const int erase = columns != v->columns || rows != v->rows;
    v->columns = columns;
    v->rows = rows;
    v->figures.heard = heard;
    v->figures.device_losses = device_losses;
    canvas_clear(&v->canvas, columns, rows);
    view_paint(&v->canvas, &v->ranges, &v->history, &v->figures);
    v->begun = time;
    v->sending = 1;
    live_terminal_send(v->canvas.bytes, canvas_encode(&v->canvas, erase));
    if (!live_terminal_busy())
        picture_taken(v);
}

void live_view_end(struct live_view *v)
{
    if (!v)
        return;
    live_terminal_close();
    history_free(&v->history);
    free(v);
}
