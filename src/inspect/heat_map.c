#include "heat_map.h"

#include <cairo.h>

enum { STEPS = 8, SCALE_STEPS = 64, SCALE_TICK = 36, MOST_TICKS = 8 };

/* Of one hue, darker at each step by about the same to the eye: "Blues" and "Oranges" of
 * ColorBrewer, which colour-blind eyes tell apart. */
static const double blues[STEPS + 1][3] = {
    {1.000, 1.000, 1.000}, {0.871, 0.922, 0.969}, {0.776, 0.859, 0.937},
    {0.620, 0.792, 0.882}, {0.420, 0.682, 0.839}, {0.259, 0.573, 0.776},
    {0.129, 0.443, 0.710}, {0.031, 0.318, 0.612}, {0.031, 0.188, 0.420}};
static const double oranges[STEPS + 1][3] = {
    {1.000, 1.000, 1.000}, {0.996, 0.902, 0.808}, {0.992, 0.816, 0.635},
    {0.992, 0.682, 0.420}, {0.992, 0.553, 0.235}, {0.945, 0.412, 0.075},
    {0.851, 0.282, 0.004}, {0.651, 0.212, 0.012}, {0.498, 0.153, 0.016}};

static void take_colour(cairo_t *cr, double value, double low, double high)
{
    if (isnan(value)) {
        pseg_take_ink(cr, PSEG_PALE, 1);
        return;
    }
    const int is_signed = low < 0 && high > 0;
    const double(*ramp)[3] = is_signed && value < 0 ? oranges : blues;
    const double from = is_signed ? 0 : low, to = ramp == oranges ? low : high;
    const double share = to != from ? (value - from) / (to - from) : 0;
    const double at = fmin(fmax(share, 0), 1) * STEPS;
    const int i = at < STEPS ? (int)at : STEPS - 1;
    const double part = at - i;
    double rgb[3];
    for (int k = 0; k < 3; k++)
        rgb[k] = ramp[i][k] + part * (ramp[i + 1][k] - ramp[i][k]);
    cairo_set_source_rgb(cr, rgb[0], rgb[1], rgb[2]);
}

/* Edges of item i of n along `size`, on whole pixels so that neighbours leave no seam. */
static double edge(double start, double size, size_t i, size_t n)
{
    return floor(start + size * (double)i / (double)n + 0.5);
}

void pseg_draw_heat_map(cairo_t *cr, const struct pseg_panel *p, const double *x, size_t rows,
                        size_t cols, double low, double high)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < cols; c++) {
            const double left = edge(p->left, p->width, c, cols);
            const double top = edge(p->top, p->height, r, rows);
            cairo_new_path(cr);
            cairo_rectangle(cr, left, top, edge(p->left, p->width, c + 1, cols) - left,
                            edge(p->top, p->height, r + 1, rows) - top);
            take_colour(cr, x[r * cols + c], low, high);
            cairo_fill(cr);
        }
}

static void draw_ticks(cairo_t *cr, const struct pseg_panel *p, double low, double high)
{
    const struct pseg_axis axis = {low, high, p->top + p->height, p->top};
    const struct pseg_pen pen = {PSEG_GREY, 1, 1, {0, 0}};
    const int room = (int)(p->height / SCALE_TICK);
    const double right = p->left + p->width;
    struct pseg_ticks ticks;
    pseg_round_ticks(&ticks, low, high, room < MOST_TICKS ? room : MOST_TICKS);
    for (int i = 0; i < ticks.n; i++) {
        const double y = pseg_sharp(pseg_position(&axis, ticks.at[i]));
        pseg_draw_line(cr, right, y, right + 4, y, &pen);
        pseg_draw_text(cr, ticks.text[i], right + 7, y + 4, 0, PSEG_SMALL_TEXT, PSEG_BLACK);
    }
}

void pseg_draw_heat_scale(cairo_t *cr, const struct pseg_panel *p, double low, double high,
                          const char *name)
{
    double steps[SCALE_STEPS];
    const struct pseg_ticks none = {0};
    for (int i = 0; i < SCALE_STEPS; i++)
        steps[i] = high - (i + 0.5) / SCALE_STEPS * (high - low);
    pseg_draw_heat_map(cr, p, steps, SCALE_STEPS, 1, low, high);
    pseg_draw_panel(cr, p, &none);
    draw_ticks(cr, p, low, high);
    pseg_draw_text(cr, name, p->left, p->top - 8, 0, PSEG_SMALL_TEXT, PSEG_BLACK);
}
