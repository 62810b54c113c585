#include "live_view_paint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NARROWEST = 40, LOWEST = 10, WIDE = 60, MARGIN = 6 };

static const double shown = 4; /* [s] at least, from the left to the right */

static const float range = 2 * 58;     /* [half dB] from dark to light */
static const float quietest = 2 * 84;  /* [half dB] as light as this is silence never drawn */
static const float fading = 0.5f;      /* [half dB] a redraw */
static const float shrinking = 0.985f; /* a redraw */

/* Where the plots are. One column is `slots` slots of the history, counted from time 0, so that
 * what has been drawn moves in whole columns and keeps its shape. */
struct layout {
    int left, width;     /* [columns] */
    int spectrum, score; /* [rows] */
    int slots;
    long first; /* number of the leftmost column; negative: before time 0 */
};

static struct layout lay_out(const struct canvas *c, const struct history *h)
{
    struct layout l = {.left = c->columns >= WIDE ? MARGIN : 0};
    const int rest = c->rows - 5; /* title, marks, time, two lines of figures */
    l.width = c->columns - l.left;
    l.score = rest * 3 / 8 > 2 ? rest * 3 / 8 : 2;
    l.spectrum = rest - l.score;
    l.slots = (int)ceil(shown / (h->slot * l.width) - 1e-9);
    l.slots = l.slots > HISTORY_SLOTS / l.width ? HISTORY_SLOTS / l.width : l.slots;
    l.first = (h->newest < 0 ? 0 : h->newest / l.slots) - l.width + 1;
    return l;
}

/* All that fell into column x. boundaries: how many; lost, heard: whether any */
static struct history_slot column_of(const struct layout *l, const struct history *h, int x)
{
    struct history_slot sum = {.score = -INFINITY};
    int boundaries = 0;
    for (long s = (l->first + x) * l->slots, end = s + l->slots; s < end; s++) {
        const struct history_slot *slot = history_at(h, s);
        if (!slot)
            continue;
        sum.score = fmaxf(sum.score, slot->score);
        boundaries += slot->boundaries;
        sum.lost |= slot->lost;
        sum.heard |= slot->heard;
    }
    sum.boundaries = (uint8_t)(boundaries < UINT8_MAX ? boundaries : UINT8_MAX);
    return sum;
}

/* -------------------------------------------------------------------------------- spectrum -- */

/* Mean level of a band [half dB] over what was heard in column x, which is something. */
static float band_level(const struct layout *l, const struct history *h, int x, int band)
{
    int sum = 0, n = 0;
    for (long s = (l->first + x) * l->slots, end = s + l->slots; s < end; s++) {
        const struct history_slot *slot = history_at(h, s);
        if (!slot || !slot->heard)
            continue;
        sum += history_levels(h, s)[band];
        n++;
    }
    return n ? (float)sum / (float)n : 0;
}

/* Level [half dB] at a share of the height, between the two bands nearest to it. Band k lies at
 * (k + 1) / (n_bands + 1). */
static float level_at(const struct layout *l, const struct history *h, int x, double share)
{
    const double at = fmin(fmax(share * (h->n_bands + 1) - 1, 0), h->n_bands - 1);
    const int k = (int)at, next = k + 1 < h->n_bands ? k + 1 : k;
    const float low = band_level(l, h, x, k), high = band_level(l, h, x, next);
    return low + (float)(at - k) * (high - low);
}

/* The light that follows the loudest band in sight. */
static void follow_loudness(struct view_ranges *ranges, const struct layout *l,
                            const struct history *h)
{
    float loudest = quietest;
    for (int x = 0; x < l->width; x++)
        for (int band = 0; band < h->n_bands; band++)
            loudest = fmaxf(loudest, band_level(l, h, x, band));
    ranges->loudest = fmaxf(loudest, ranges->loudest - fading);
}

static int shade_of(const struct view_ranges *ranges, float level)
{
    const float share = 1 - (ranges->loudest - level) / range;
    return (int)lroundf(fminf(fmaxf(share, 0), 1) * (CANVAS_RAMP - 1));
}

/* Two pixels in a cell where the terminal can, one where it has colours but no blocks, and a
 * character as dense as the sound is loud where it has neither. */
static void paint_cell(struct canvas *c, int row, int column, int upper, int lower)
{
    static const char dense[] = " .:-=+*#%@";
    const int mean = (upper + lower) / 2;
    if (c->colours && c->utf8)
        canvas_put(c, row, column, upper == lower ? ' ' : GLYPH_UPPER, INK_RAMP + upper,
                   INK_RAMP + lower);
    else if (c->colours)
        canvas_put(c, row, column, ' ', INK_TEXT, INK_RAMP + mean);
    else
        canvas_put(c, row, column, dense[mean * 10 / CANVAS_RAMP], INK_TEXT, INK_GROUND);
}

static void paint_spectrum(struct canvas *c, const struct view_ranges *ranges,
                           const struct layout *l, const struct history *h)
{
    const double pixels = 2.0 * l->spectrum;
    for (int x = 0; x < l->width; x++) {
        const struct history_slot column = column_of(l, h, x);
        for (int y = 0; y < l->spectrum; y++) {
            const double share = (pixels - 2 * y - 0.5) / pixels;
            if (column.heard)
                paint_cell(c, 1 + y, l->left + x, shade_of(ranges, level_at(l, h, x, share)),
                           shade_of(ranges, level_at(l, h, x, share - 1 / pixels)));
            else if (column.lost)
                canvas_put(c, 1 + y, l->left + x, GLYPH_SHADE, INK_WARNING, INK_GROUND);
        }
    }
}

static double to_mel(double hz)
{
    return 1127.0 * log(1.0 + hz / 700.0);
}

/* Octaves, as far as there is a row between them. */
static void paint_frequencies(struct canvas *c, const struct layout *l,
                              const struct view_figures *f)
{
    const double low = to_mel(f->low_hz), high = to_mel(f->high_hz);
    int last = 1 + l->spectrum + 1;
    for (double hz = 250; hz <= f->high_hz * 1.0001 && l->left; hz *= 2) {
        char text[16];
        const double share = (to_mel(hz) - low) / (high - low);
        const int row = 1 + (int)fmax(0, floor((1 - share) * l->spectrum));
        if (hz <= f->low_hz || last - row < 2)
            continue;
        snprintf(text, sizeof text, hz < 1000 ? "%3.0f" : "%2.0fk", hz < 1000 ? hz : hz / 1000);
        canvas_text(c, row, l->left - 4, l->left - 1, INK_DIM, text);
        last = row;
    }
}

/* ----------------------------------------------------------------------- marks, score, time -- */

/* A number where more boundaries than one are too close for columns of their own. */
static void paint_marks(struct canvas *c, int row, const struct layout *l, const struct history *h)
{
    for (int x = 0; x < l->width; x++) {
        const int n = column_of(l, h, x).boundaries;
        if (n)
            canvas_put(c, row, l->left + x,
                       n == 1   ? GLYPH_MARK
                       : n < 10 ? '0' + n
                                : '+',
                       INK_MARK, INK_GROUND);
    }
}

/* A bar `eighths` high from the lowest row up. */
static void paint_bar(struct canvas *c, int lowest, int column, int eighths, int ink)
{
    for (int row = lowest; eighths > 0; row--, eighths -= 8)
        canvas_put(c, row, column, GLYPH_EIGHTH + (eighths < 8 ? eighths : 8) - 1, ink, INK_GROUND);
}

static void paint_threshold(struct canvas *c, int row, const struct layout *l, float threshold)
{
    char text[32];
    for (int x = 0; x < l->width; x++)
        canvas_put(c, row, l->left + x, GLYPH_LINE, INK_DIM, INK_GROUND);
    snprintf(text, sizeof text, "%5.2g", (double)threshold);
    canvas_text(c, row, 0, l->left - 1, INK_DIM, text);
}

/* From 0, or from the lowest in sight where scores may be negative, to the highest. */
static void paint_score(struct canvas *c, int top, struct view_ranges *ranges,
                        const struct layout *l, const struct history *h, float threshold)
{
    float lowest = 0, highest = 0;
    for (int x = 0; x < l->width; x++) {
        const float score = column_of(l, h, x).score;
        if (isfinite(score) && threshold < 0)
            lowest = fminf(lowest, score);
        if (isfinite(score))
            highest = fmaxf(highest, score);
    }
    if (threshold < 3 * highest) /* beyond, a line would leave no room for the curve */
        highest = fmaxf(highest, 1.5f * threshold);
    ranges->highest = fmaxf(fmaxf(highest, ranges->highest * shrinking), lowest + 1e-6f);
    const float scale = (float)(8 * l->score) / (ranges->highest - lowest);
    const float line = (threshold - lowest) * scale / 8;
    if (line >= 0 && line < (float)l->score)
        paint_threshold(c, top + l->score - 1 - (int)line, l, threshold);
    for (int x = 0; x < l->width; x++) {
        const float score = column_of(l, h, x).score;
        if (score > lowest) /* never where there is none: that is minus infinity */
            paint_bar(c, top + l->score - 1, l->left + x, (int)lroundf((score - lowest) * scale),
                      score > threshold ? INK_PEAK : INK_CURVE);
    }
}

/* Every so many seconds that labels have room, at the column in which that second begins. */
static void paint_time(struct canvas *c, int row, const struct layout *l, const struct history *h)
{
    static const double steps[] = {0.5, 1, 2, 5, 10, 30, 60};
    const double column = l->slots * h->slot; /* [s] */
    size_t k = 0;
    while (k + 1 < sizeof steps / sizeof *steps && steps[k] < 9 * column)
        k++;
    const double from = fmax(0, (double)l->first * column);
    for (double t = ceil(from / steps[k]) * steps[k];; t += steps[k]) {
        char text[32];
        const int x = (int)((long)floor(t / column + 1e-6) - l->first);
        if (x >= l->width)
            break;
        snprintf(text, sizeof text, "%.*f s", steps[k] < 1, t);
        canvas_put(c, row, l->left + x, GLYPH_TICK, INK_DIM, INK_GROUND);
        if (x + 1 + (int)strlen(text) <= l->width)
            canvas_text(c, row, l->left + x + 1, c->columns, INK_DIM, text);
    }
}

static void paint_title(struct canvas *c, const char *title)
{
    static const char way_out[] = "Ctrl-C ends";
    const int end = c->columns - (int)sizeof way_out;
    const int column = canvas_text(c, 0, 0, end, INK_TITLE, "phoneseg live  ");
    canvas_text(c, 0, column, end, INK_TEXT, title);
    canvas_text(c, 0, end + 1, c->columns, INK_DIM, way_out);
}

void view_paint(struct canvas *c, struct view_ranges *ranges, const struct history *h,
                const struct view_figures *figures)
{
    if (c->columns < NARROWEST || c->rows < LOWEST) {
        view_paint_line(c, figures);
        return;
    }
    const struct layout l = lay_out(c, h);
    int row = 1 + l.spectrum;
    paint_title(c, figures->title);
    follow_loudness(ranges, &l, h);
    paint_spectrum(c, ranges, &l, h);
    paint_frequencies(c, &l, figures);
    paint_marks(c, row++, &l, h);
    paint_score(c, row, ranges, &l, h, figures->threshold);
    paint_time(c, row += l.score, &l, h);
    view_paint_figures(c, row + 1, figures);
}
