/* A picture made of characters, and how it becomes bytes for a terminal. */
#ifndef LIVE_VIEW_CANVAS_H
#define LIVE_VIEW_CANVAS_H

#include <stddef.h>
#include <stdint.h>

enum { CANVAS_WIDEST = 320, CANVAS_TALLEST = 100, CANVAS_RAMP = 40 };

/* Inks, and grounds; then the ramp from dark to light, CANVAS_RAMP of them. */
enum canvas_colour {
    INK_GROUND,
    INK_TEXT,
    INK_DIM,
    INK_TITLE,
    INK_CURVE,
    INK_PEAK,
    INK_MARK,
    INK_WARNING,
    INK_RAMP,
    N_INKS = INK_RAMP + CANVAS_RAMP
};

/* Characters beyond ASCII that the picture uses; all of them are one column wide. */
enum canvas_glyph {
    GLYPH_DOT = 0xb7,
    GLYPH_LINE = 0x2500,   /* horizontal */
    GLYPH_TICK = 0x2575,   /* vertical, upper half */
    GLYPH_UPPER = 0x2580,  /* upper half in ink, lower half in ground */
    GLYPH_EIGHTH = 0x2581, /* lowest of eight, from here on */
    GLYPH_SHADE = 0x2591,
    GLYPH_MARK = 0x25bc
};

struct canvas_cell {
    uint16_t glyph;
    uint8_t ink, ground; /* enum canvas_colour */
};

struct canvas {
    int columns, rows;
    int utf8, colours; /* as live_terminal_utf8 and _colours */
    char ink[N_INKS][24], ground[N_INKS][24];
    struct canvas_cell cells[CANVAS_TALLEST][CANVAS_WIDEST];
    char bytes[CANVAS_TALLEST * (CANVAS_WIDEST * 48 + 16) + 64];
};

/* colours: 0: shapes alone, 256, or 1 << 24 */
void canvas_init(struct canvas *c, int utf8, int colours);

/* Empty, of a size that is cut where it is beyond all bounds. */
void canvas_clear(struct canvas *c, int columns, int rows);

/* Outside the canvas nothing happens. */
void canvas_put(struct canvas *c, int row, int column, int glyph, int ink, int ground);

/* UTF-8 text, cut at `end`; returns the column after it. */
int canvas_text(struct canvas *c, int row, int column, int end, int ink, const char *text);

/* The picture as c->bytes; returns how many. erase: whatever else is on the screen goes first. */
size_t canvas_encode(struct canvas *c, int erase);

#endif
