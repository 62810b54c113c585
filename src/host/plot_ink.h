/* Ink on paper: colours, lines, texts and legends, at positions of the picture. Positions and
 * lengths are in units of the picture, which are the pixels of a PNG: x to the right, y down. */
#ifndef PSEG_PLOT_INK_H
#define PSEG_PLOT_INK_H

typedef struct _cairo cairo_t; /* as cairo.h has it */

/* Okabe and Ito's colours, which stay apart for colour-blind eyes, and two greys. */
enum pseg_ink {
    PSEG_BLACK,
    PSEG_ORANGE,
    PSEG_SKY,
    PSEG_GREEN,
    PSEG_BLUE,
    PSEG_VERMILLION,
    PSEG_PURPLE,
    PSEG_GREY,
    PSEG_PALE,
    PSEG_WHITE,
    PSEG_N_INKS
};

struct pseg_pen {
    enum pseg_ink ink;
    double width;
    double alpha;   /* 0 .. 1 */
    double dash[2]; /* drawn, left out; {0, 0}: a solid line */
};

/* Colour, width and dashes of what is stroked or filled next. */
void pseg_take_pen(cairo_t *cr, const struct pseg_pen *pen);
void pseg_take_ink(cairo_t *cr, enum pseg_ink ink, double alpha);

/* A line from one position to another. */
void pseg_draw_line(cairo_t *cr, double x0, double y0, double x1, double y1,
                    const struct pseg_pen *pen);

enum { PSEG_TEXT = 12, PSEG_SMALL_TEXT = 11, PSEG_TITLE_TEXT = 14 };

/* All texts: bytes that are no UTF-8 and control characters are drawn as '?'. */
double pseg_text_width(cairo_t *cr, const char *text, double size);

/* The text's baseline is at y; align 0: it starts at x, 0.5: is centred there, 1: ends there. */
void pseg_draw_text(cairo_t *cr, const char *text, double x, double y, double align, double size,
                    enum pseg_ink ink);

/* As pseg_draw_text from the left, with the text's middle left out where it is wider than room. */
void pseg_draw_fitting_text(cairo_t *cr, const char *text, double x, double y, double room,
                            double size, enum pseg_ink ink);

/* For the i-th of n curves, n <= PSEG_MOST_SERIES: seven colours, then the same dashed, then
 * dotted; the first one is the widest, so that curves on top of each other are all seen. */
enum { PSEG_MOST_SERIES = 21 };
struct pseg_pen pseg_series_pen(int i, int n);

struct pseg_legend {
    const char *text;
    struct pseg_pen pen;
};

double pseg_legend_width(cairo_t *cr, const struct pseg_legend *entries, int n);

/* Entries side by side, a piece of line before each text, ending at `right`, around y. */
void pseg_draw_legend(cairo_t *cr, double right, double y, const struct pseg_legend *entries,
                      int n);

/* The same on a white ground, for use on top of curves. */
void pseg_draw_boxed_legend(cairo_t *cr, double right, double y, const struct pseg_legend *entries,
                            int n);

/* Entries below each other, a line of PSEG_KEY_LINE each, the first one's middle at y; texts are
 * shortened where they are wider than room. */
enum { PSEG_KEY_LINE = 24, PSEG_KEY_SAMPLE = 36 /* width before a text */ };
void pseg_draw_key(cairo_t *cr, double left, double y, double room,
                   const struct pseg_legend *entries, int n);

#endif
