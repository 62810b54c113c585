#include "plot_front.h"

#include <cairo.h>

/* By cost; of equal ones the best first. n is small. */
static void sort(double *x, double *y, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const double a = x[i], b = y[i];
        size_t k = i;
        for (; k && (x[k - 1] > a || (x[k - 1] == a && y[k - 1] < b)); k--) {
            x[k] = x[k - 1];
            y[k] = y[k - 1];
        }
        x[k] = a;
        y[k] = b;
    }
}

void pseg_draw_front(cairo_t *cr, const struct pseg_panel *p, double *x, double *y, size_t n,
                     const struct pseg_pen *pen)
{
    double best = p->y.low;
    sort(x, y, n);
    pseg_clip(cr, p);
    cairo_new_path(cr);
    for (size_t i = 0; i < n; i++) {
        if (i && y[i] <= best)
            continue;
        cairo_line_to(cr, pseg_position(&p->x, x[i]), pseg_position(&p->y, best));
        cairo_line_to(cr, pseg_position(&p->x, x[i]), pseg_position(&p->y, y[i]));
        best = y[i];
    }
    if (n)
        cairo_line_to(cr, pseg_position(&p->x, p->x.high), pseg_position(&p->y, best));
    pseg_take_pen(cr, pen);
    cairo_stroke(cr);
    pseg_unclip(cr);
}
