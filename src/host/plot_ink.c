#include "plot_ink.h"

#include <cairo.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_TEXT = 512 };

static const double inks[PSEG_N_INKS][3] = {
    [PSEG_BLACK] = {0.12, 0.12, 0.12},     [PSEG_ORANGE] = {0.902, 0.624, 0},
    [PSEG_SKY] = {0.337, 0.706, 0.914},    [PSEG_GREEN] = {0, 0.620, 0.451},
    [PSEG_BLUE] = {0, 0.447, 0.698},       [PSEG_VERMILLION] = {0.835, 0.369, 0},
    [PSEG_PURPLE] = {0.800, 0.475, 0.655}, [PSEG_GREY] = {0.42, 0.42, 0.42},
    [PSEG_PALE] = {0.88, 0.88, 0.88},      [PSEG_WHITE] = {1, 1, 1},
};

void pseg_take_ink(cairo_t *cr, enum pseg_ink ink, double alpha)
{
    cairo_set_source_rgba(cr, inks[ink][0], inks[ink][1], inks[ink][2], alpha);
}

void pseg_take_pen(cairo_t *cr, const struct pseg_pen *pen)
{
    pseg_take_ink(cr, pen->ink, pen->alpha);
    cairo_set_line_width(cr, pen->width);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(cr, pen->dash, pen->dash[0] > 0 ? 2 : 0, 0);
}

void pseg_draw_line(cairo_t *cr, double x0, double y0, double x1, double y1,
                    const struct pseg_pen *pen)
{
    pseg_take_pen(cr, pen);
    cairo_move_to(cr, x0, y0);
    cairo_line_to(cr, x1, y1);
    cairo_stroke(cr);
}

/* Length of the UTF-8 character that s starts with; 0 where it is none, or a control character.
 * Overlong forms and surrogates are none: cairo gives up on the whole picture at the first. */
static int character_length(const unsigned char *s)
{
    static const struct {
        unsigned char first, last, low, high; /* of the first byte; of the second */
        int length;
    } forms[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    if (s[0] < 0x80)
        return s[0] >= 0x20 && s[0] != 0x7f;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (s[0] < forms[i].first || s[0] > forms[i].last)
            continue;
        int good = s[1] >= forms[i].low && s[1] <= forms[i].high;
        for (int k = 2; good && k < forms[i].length; k++)
            good = (s[k] & 0xc0) == 0x80;
        return good ? forms[i].length : 0;
    }
    return 0;
}

/* clean[LONGEST_TEXT] = text with '?' for what cannot be drawn, cut where it is too long */
static void make_clean(char *clean, const char *text)
{
    size_t n = 0;
    for (const char *s = text; *s && n + 5 < LONGEST_TEXT;) {
        const int length = character_length((const unsigned char *)s);
        if (length)
            memcpy(clean + n, s, (size_t)length);
        else
            clean[n] = '?';
        n += (size_t)(length ? length : 1);
        s += length ? length : 1;
    }
    clean[n] = 0;
}

static void choose_font(cairo_t *cr, double size)
{
    cairo_select_font_face(cr, "sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, size);
}

double pseg_text_width(cairo_t *cr, const char *text, double size)
{
    char clean[LONGEST_TEXT];
    cairo_text_extents_t extents;
    make_clean(clean, text);
    choose_font(cr, size);
    cairo_text_extents(cr, clean, &extents);
    return extents.x_advance;
}

void pseg_draw_text(cairo_t *cr, const char *text, double x, double y, double align, double size,
                    enum pseg_ink ink)
{
    char clean[LONGEST_TEXT];
    make_clean(clean, text);
    const double width = pseg_text_width(cr, clean, size);
    pseg_take_ink(cr, ink, 1);
    cairo_move_to(cr, x - align * width, y);
    cairo_show_text(cr, clean);
    cairo_new_path(cr);
}

static int continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Takes one character from the middle of the text, whose two halves are `left` and `right`. */
static void shorten(char *left, const char **right)
{
    size_t n = strlen(left);
    if (n > strlen(*right)) {
        do
            n--;
        while (n && continues(left[n]));
        left[n] = 0;
    } else if (**right) {
        do
            (*right)++;
        while (continues(**right));
    }
}

void pseg_draw_fitting_text(cairo_t *cr, const char *text, double x, double y, double room,
                            double size, enum pseg_ink ink)
{
    char clean[LONGEST_TEXT], left[LONGEST_TEXT], shown[2 * LONGEST_TEXT];
    make_clean(clean, text);
    size_t half = strlen(clean) / 2;
    while (continues(clean[half]))
        half++;
    memcpy(left, clean, half);
    left[half] = 0;
    const char *right = clean + half;
    strcpy(shown, clean);
    while (pseg_text_width(cr, shown, size) > room && (*left || *right)) {
        shorten(left, &right);
        snprintf(shown, sizeof shown, "%s...%s", left, right);
    }
    pseg_draw_text(cr, shown, x, y, 0, size, ink);
}

struct pseg_pen pseg_series_pen(int i, int n)
{
    static const enum pseg_ink order[] = {PSEG_BLUE,   PSEG_VERMILLION, PSEG_GREEN, PSEG_ORANGE,
                                          PSEG_PURPLE, PSEG_SKY,        PSEG_BLACK};
    static const double dashes[][2] = {{0, 0}, {7, 4}, {2, 3}};
    enum { INKS = sizeof order / sizeof *order };
    const double *dash = dashes[i / INKS];
    const double width = n < 2 ? 2 : 1.4 + 2.2 * (n - 1 - i) / (n - 1);
    return (struct pseg_pen){order[i % INKS], width, 1, {dash[0], dash[1]}};
}

enum { SAMPLE = 24, SAMPLE_GAP = 6, BETWEEN = 18 };

double pseg_legend_width(cairo_t *cr, const struct pseg_legend *entries, int n)
{
    double width = 0;
    for (int i = 0; i < n; i++)
        width += SAMPLE + SAMPLE_GAP + pseg_text_width(cr, entries[i].text, PSEG_TEXT) +
                 (i ? BETWEEN : 0);
    return width;
}

void pseg_draw_legend(cairo_t *cr, double right, double y, const struct pseg_legend *entries, int n)
{
    double x = right - pseg_legend_width(cr, entries, n);
    for (int i = 0; i < n; i++) {
        pseg_draw_line(cr, x, y, x + SAMPLE, y, &entries[i].pen);
        x += SAMPLE + SAMPLE_GAP;
        pseg_draw_text(cr, entries[i].text, x, y + 4, 0, PSEG_TEXT, PSEG_BLACK);
        x += pseg_text_width(cr, entries[i].text, PSEG_TEXT) + BETWEEN;
    }
}

void pseg_draw_boxed_legend(cairo_t *cr, double right, double y, const struct pseg_legend *entries,
                            int n)
{
    enum { MARGIN = 6 };
    const double width = pseg_legend_width(cr, entries, n);
    pseg_take_ink(cr, PSEG_WHITE, 0.85);
    cairo_rectangle(cr, right - width - MARGIN, y - 9, width + 2 * MARGIN, 18);
    cairo_fill(cr);
    pseg_draw_legend(cr, right, y, entries, n);
}

void pseg_draw_key(cairo_t *cr, double left, double y, double room,
                   const struct pseg_legend *entries, int n)
{
    for (int i = 0; i < n; i++, y += PSEG_KEY_LINE) {
        pseg_draw_line(cr, left, y, left + PSEG_KEY_SAMPLE - 8, y, &entries[i].pen);
        pseg_draw_fitting_text(cr, entries[i].text, left + PSEG_KEY_SAMPLE, y + 4,
                               room - PSEG_KEY_SAMPLE, PSEG_TEXT, PSEG_BLACK);
    }
}
