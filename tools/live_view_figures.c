#include <math.h>
#include <stdio.h>
#include <string.h>

#include "live_view_paint.h"

/* "0 overruns", or what was lost, here and in the device. */
static void say_losses(char text[128], const struct view_figures *f)
{
    int n = snprintf(text, 128, "%ld overrun%s", f->overruns, f->overruns == 1 ? "" : "s");
    if (f->overruns)
        n += snprintf(text + n, 128 - (size_t)n, ", %.3f s lost", f->lost);
    if (f->device_losses)
        snprintf(text + n, 128 - (size_t)n, ", %ld in the device", f->device_losses);
}

static int loss_ink(const struct view_figures *f)
{
    return f->overruns || f->device_losses ? INK_WARNING : INK_DIM;
}

/* brief: 0 .. 2 */
static void say_latency(char text[128], const struct view_figures *f, int brief)
{
    static const char *const formats[] = {"latency %.0f ms, p99 %.0f ms   %.1f s heard",
                                          "latency %.0f ms, p99 %.0f ms", "%.0f, p99 %.0f ms"};
    if (isnan(f->latency))
        snprintf(text, 128, "%.1f s heard", f->heard);
    else
        snprintf(text, 128, formats[brief], 1e3 * f->latency, 1e3 * f->p99, f->heard);
}

/* The latest boundaries, the newest first, as many as have room. */
static void paint_recent(struct canvas *c, int row, const struct view_figures *f)
{
    char text[128];
    snprintf(text, sizeof text, "%ld boundar%s", f->boundaries, f->boundaries == 1 ? "y" : "ies");
    int column = canvas_text(c, row, 0, c->columns, INK_TEXT, text);
    for (long i = f->boundaries - 1; i >= 0 && i > f->boundaries - 1 - VIEW_RECENT; i--) {
        const struct pseg_boundary *b = &f->recent[i % VIEW_RECENT];
        const int ink = i == f->boundaries - 1 ? INK_MARK : INK_DIM;
        snprintf(text, sizeof text, "   %.3f s  %.3g", b->at, (double)b->score);
        if (column + (int)strlen(text) > c->columns)
            break;
        column = canvas_text(c, row, column, c->columns, ink, text);
    }
}

void view_paint_figures(struct canvas *c, int row, const struct view_figures *f)
{
    char losses[128], latency[128];
    say_losses(losses, f);
    const int end = c->columns - (int)strlen(losses);
    canvas_text(c, row, end, c->columns, loss_ink(f), losses);
    for (int brief = 0; brief < 3; brief++) {
        say_latency(latency, f, brief);
        if ((int)strlen(latency) < end - 1)
            break;
    }
    canvas_text(c, row, 0, end - 1, INK_TEXT, latency);
    paint_recent(c, row + 1, f);
}

void view_paint_line(struct canvas *c, const struct view_figures *f)
{
    char text[128], losses[128];
    say_losses(losses, f);
    if (isnan(f->latency))
        snprintf(text, sizeof text, "%.1f s  %ld boundaries  ", f->heard, f->boundaries);
    else
        snprintf(text, sizeof text, "%.1f s  %ld  %.0f ms  ", f->heard, f->boundaries,
                 1e3 * f->latency);
    const int column = canvas_text(c, 0, 0, c->columns, INK_TEXT, text);
    canvas_text(c, 0, column, c->columns, loss_ink(f), losses);
}
