#include "axes.h"

#include <cairo.h>
#include <stdio.h>

enum {
    TICK = 5,
    TEXT_GAP = 4,
    NAME_DISTANCE = 54, /* of an upright name, unless the ticks' texts need more */
    TICK_SPACING = 18,  /* least, of round ticks of y */
    MOST_TICKS = 6,
};

static const struct pseg_pen border = {PSEG_GREY, 1, 1, {0, 0}};
static const struct pseg_pen grid = {PSEG_PALE, 1, 1, {0, 0}};

/* ------------------------------------------------------------------------------------ axes -- */

void pseg_add_tick(struct pseg_ticks *ticks, double at, const char *text)
{
    if (ticks->n == PSEG_MAX_TICKS)
        return;
    ticks->at[ticks->n] = at;
    snprintf(ticks->text[ticks->n], PSEG_TICK_TEXT, "%s", text);
    ticks->n++;
}

/* The smallest of 1, 2, 5 times a power of ten that is at least x */
static double round_up(double x, int *exponent)
{
    static const double factors[] = {1, 2, 5};
    *exponent = (int)floor(log10(x));
    for (int i = 0; i < 3; i++)
        if (factors[i] * pow(10, *exponent) >= x * (1 - 1e-9))
            return factors[i] * pow(10, *exponent);
    ++*exponent;
    return pow(10, *exponent);
}

static double first_multiple(double low, double step)
{
    return ceil(low / step - 1e-6);
}

static double count_multiples(double low, double high, double step)
{
    return floor(high / step + 1e-6) - first_multiple(low, step) + 1;
}

/* Just as many digits as the step needs; very large and very small numbers with an exponent. */
static void write_tick(char *text, double at, int exponent)
{
    const int magnitude = at == 0 ? exponent : (int)floor(log10(fabs(at)));
    if (exponent < -6 || magnitude >= 7)
        snprintf(text, PSEG_TICK_TEXT, "%.*g", magnitude - exponent + 1, at);
    else
        snprintf(text, PSEG_TICK_TEXT, "%.*f", exponent < 0 ? -exponent : 0, at);
}

void pseg_round_ticks(struct pseg_ticks *ticks, double low, double high, int most)
{
    int exponent;
    ticks->n = 0;
    most = most > PSEG_MAX_TICKS ? PSEG_MAX_TICKS : most;
    if (!(low < high) || !isfinite(high - low) || most < 1)
        return;
    double step = round_up((high - low) / (most + 1), &exponent);
    while (count_multiples(low, high, step) > most)
        step = round_up(1.5 * step, &exponent);
    const int n = (int)count_multiples(low, high, step);
    for (int i = 0; i < n; i++) {
        const double at = (first_multiple(low, step) + i) * step;
        ticks->at[i] = at == 0 ? 0 : at; /* no "-0" */
        write_tick(ticks->text[i], ticks->at[i], exponent);
    }
    ticks->n = n;
}

void pseg_set_range(struct pseg_axis *axis, double low, double high)
{
    const double margin = (high - low) / 20;
    axis->low = low - margin;
    axis->high = high + margin;
}

/* ---------------------------------------------------------------------------------- panels -- */

void pseg_place_panel(struct pseg_panel *p, double left, double top, double width, double height)
{
    p->left = left;
    p->top = top;
    p->width = width;
    p->height = height;
    p->x.from = left;
    p->x.to = left + width;
    p->y.from = top + height;
    p->y.to = top;
}

static int holds(const struct pseg_axis *axis, double value)
{
    const double slack = 1e-6 * (axis->high - axis->low);
    return value >= axis->low - slack && value <= axis->high + slack;
}

void pseg_draw_panel(cairo_t *cr, const struct pseg_panel *p, const struct pseg_ticks *y)
{
    for (int i = 0; i < y->n; i++) {
        const double at = pseg_sharp(pseg_position(&p->y, y->at[i]));
        if (at > p->top + 2 && at < p->top + p->height - 2)
            pseg_draw_line(cr, p->left, at, p->left + p->width, at, &grid);
    }
    pseg_take_pen(cr, &border);
    cairo_rectangle(cr, pseg_sharp(p->left), pseg_sharp(p->top), floor(p->width), floor(p->height));
    cairo_stroke(cr);
}

void pseg_draw_y_axis(cairo_t *cr, const struct pseg_panel *p, const struct pseg_ticks *ticks,
                      const char *name)
{
    double last = INFINITY, widest = NAME_DISTANCE - TICK - 3 * TEXT_GAP;
    for (int i = 0; i < ticks->n; i++) {
        const double at = pseg_position(&p->y, ticks->at[i]);
        const double width = pseg_text_width(cr, ticks->text[i], PSEG_SMALL_TEXT);
        /* texts stay within the panel's height: the next panel has some of its own */
        const double baseline = fmin(fmax(at + 4, p->top + 8), p->top + p->height);
        if (!holds(&p->y, ticks->at[i]) || last - baseline < PSEG_SMALL_TEXT + 1)
            continue;
        last = baseline;
        widest = width > widest ? width : widest;
        pseg_draw_line(cr, p->left - TICK, pseg_sharp(at), p->left, pseg_sharp(at), &border);
        pseg_draw_text(cr, ticks->text[i], p->left - TICK - TEXT_GAP, baseline, 1, PSEG_SMALL_TEXT,
                       PSEG_BLACK);
    }
    if (pseg_text_width(cr, name, PSEG_TEXT) > p->height)
        return;
    cairo_save(cr);
    cairo_translate(cr, p->left - TICK - 3 * TEXT_GAP - widest, p->top + p->height / 2);
    cairo_rotate(cr, -acos(0));
    pseg_draw_text(cr, name, 0, 0, 0.5, PSEG_TEXT, PSEG_BLACK);
    cairo_restore(cr);
}

void pseg_draw_round_panel(cairo_t *cr, const struct pseg_panel *p, const char *name)
{
    struct pseg_ticks ticks;
    pseg_round_ticks(&ticks, p->y.low, p->y.high, (int)fmin(MOST_TICKS, p->height / TICK_SPACING));
    pseg_draw_panel(cr, p, &ticks);
    pseg_draw_y_axis(cr, p, &ticks, name);
}

void pseg_draw_x_axis(cairo_t *cr, const struct pseg_panel *p, const struct pseg_ticks *ticks,
                      const char *name)
{
    const double bottom = p->top + p->height, baseline = bottom + TICK + PSEG_SMALL_TEXT + 2;
    double free_from = -INFINITY;
    for (int i = 0; i < ticks->n; i++) {
        const double at = pseg_position(&p->x, ticks->at[i]);
        const double half = pseg_text_width(cr, ticks->text[i], PSEG_SMALL_TEXT) / 2;
        if (!holds(&p->x, ticks->at[i]))
            continue;
        pseg_draw_line(cr, pseg_sharp(at), bottom, pseg_sharp(at), bottom + TICK, &border);
        if (at - half < free_from)
            continue;
        pseg_draw_text(cr, ticks->text[i], at, baseline, 0.5, PSEG_SMALL_TEXT, PSEG_BLACK);
        free_from = at + half + 2 * TEXT_GAP;
    }
    pseg_draw_text(cr, name, p->left + p->width / 2, baseline + PSEG_TEXT + 5, 0.5, PSEG_TEXT,
                   PSEG_BLACK);
}

void pseg_clip(cairo_t *cr, const struct pseg_panel *p)
{
    cairo_save(cr);
    cairo_rectangle(cr, p->left, p->top, p->width, p->height);
    cairo_clip(cr);
}

void pseg_unclip(cairo_t *cr)
{
    cairo_restore(cr);
}

/* ---------------------------------------------------------------------------------- curves -- */

static void line_to(cairo_t *cr, const struct pseg_panel *p, double x, double y)
{
    cairo_line_to(cr, pseg_position(&p->x, x), pseg_position(&p->y, y));
}

void pseg_draw_curve(cairo_t *cr, const struct pseg_panel *p, const double *x, const double *y,
                     size_t n, const struct pseg_pen *pen)
{
    cairo_new_path(cr);
    for (size_t i = 0; i < n; i++)
        line_to(cr, p, x[i], y[i]);
    pseg_take_pen(cr, pen);
    cairo_stroke(cr);
}

void pseg_draw_band(cairo_t *cr, const struct pseg_panel *p, const double *x, const double *low,
                    const double *high, size_t n, const struct pseg_pen *pen)
{
    cairo_new_path(cr);
    for (size_t i = 0; i < n; i++)
        line_to(cr, p, x[i], high[i]);
    for (size_t i = n; i-- > 0;)
        line_to(cr, p, x[i], low[i]);
    if (n)
        cairo_close_path(cr);
    pseg_take_pen(cr, pen);
    cairo_fill_preserve(cr);
    cairo_stroke(cr);
}

void pseg_draw_dot(cairo_t *cr, const struct pseg_panel *p, double x, double y,
                   const struct pseg_pen *pen)
{
    enum { RADIUS = 3 };
    cairo_new_path(cr);
    cairo_arc(cr, pseg_position(&p->x, x), pseg_position(&p->y, y), RADIUS, 0, 4 * acos(0));
    pseg_take_ink(cr, pen->ink, 1);
    cairo_fill_preserve(cr);
    pseg_take_pen(cr, &(struct pseg_pen){PSEG_WHITE, 1, 1, {0, 0}});
    cairo_stroke(cr);
}
