#include "live_view_canvas.h"

#include <stdio.h>
#include <string.h>

struct rgb {
    int r, g, b;
};

/* Of Okabe and Ito where they have to differ for everybody: sky blue, orange, vermillion. */
static const struct rgb inks[INK_RAMP] = {
    [INK_GROUND] = {8, 7, 14},     [INK_TEXT] = {208, 208, 214},   [INK_DIM] = {118, 118, 130},
    [INK_TITLE] = {255, 255, 255}, [INK_CURVE] = {62, 92, 124},    [INK_PEAK] = {86, 180, 233},
    [INK_MARK] = {255, 206, 84},   [INK_WARNING] = {255, 120, 40},
};

/* After matplotlib's inferno: lightness grows evenly, so that it reads in grey as well. */
static const struct rgb ramp[] = {{8, 7, 14},     {27, 12, 65},   {74, 12, 107},  {120, 28, 109},
                                  {165, 44, 96},  {207, 68, 70},  {237, 105, 37}, {251, 155, 6},
                                  {247, 209, 61}, {252, 255, 164}};

/* The same of xterm's 256, chosen by eye: the nearest ones would leap between hues. */
static const uint8_t ramp_256[] = {232, 17, 53, 89, 125, 161, 166, 172, 208, 214, 220, 227, 229};

static const char *const plain_inks[INK_RAMP] = {
    [INK_GROUND] = "0", [INK_TEXT] = "0",   [INK_DIM] = "0",    [INK_TITLE] = "0;1",
    [INK_CURVE] = "0",  [INK_PEAK] = "0;1", [INK_MARK] = "0;1", [INK_WARNING] = "0;7",
};

static struct rgb colour_of(int ink)
{
    if (ink < INK_RAMP)
        return inks[ink];
    const int last = (int)(sizeof ramp / sizeof *ramp) - 1;
    const float x = (float)(ink - INK_RAMP) / (CANVAS_RAMP - 1) * (float)last;
    const int k = (int)x < last ? (int)x : last - 1;
    const float share = x - (float)k;
    const struct rgb a = ramp[k], b = ramp[k + 1];
    return (struct rgb){a.r + (int)(share * (float)(b.r - a.r)),
                        a.g + (int)(share * (float)(b.g - a.g)),
                        a.b + (int)(share * (float)(b.b - a.b))};
}

/* Among xterm's 256: the cube of 6 x 6 x 6, whose steps are 0, 95, 135, 175, 215, 255, or the
 * greys 8, 18, ... 238 for what is as good as grey. */
static int nearest_of_256(struct rgb c)
{
    const int v[] = {c.r, c.g, c.b};
    int step[3];
    for (int i = 0; i < 3; i++)
        step[i] = v[i] < 48 ? 0 : v[i] < 115 ? 1 : (v[i] - 35) / 40;
    const int grey = (c.r + c.g + c.b) / 3;
    if (c.b - c.r < 16 && c.r - c.b < 16 && c.g - c.r < 16 && c.r - c.g < 16 && grey < 243)
        return 232 + (grey < 8 ? 0 : (grey - 3) / 10);
    return 16 + 36 * step[0] + 6 * step[1] + step[2];
}

/* code: 38 for an ink, 48 for a ground */
static void write_colour(char text[24], int colours, int code, int ink)
{
    const struct rgb c = colour_of(ink);
    if (colours > 256)
        snprintf(text, 24, "\033[%d;2;%d;%d;%dm", code, c.r, c.g, c.b);
    else if (colours && ink < INK_RAMP)
        snprintf(text, 24, "\033[%d;5;%dm", code, nearest_of_256(c));
    else if (colours)
        snprintf(text, 24, "\033[%d;5;%dm", code,
                 ramp_256[(ink - INK_RAMP) * (int)sizeof ramp_256 / CANVAS_RAMP]);
    else if (code == 38)
        snprintf(text, 24, "\033[%sm", ink < INK_RAMP ? plain_inks[ink] : "0");
}

void canvas_init(struct canvas *c, int utf8, int colours)
{
    memset(c, 0, sizeof *c);
    c->utf8 = utf8;
    c->colours = colours;
    for (int i = 0; i < N_INKS; i++) {
        write_colour(c->ink[i], colours, 38, i);
        write_colour(c->ground[i], colours, 48, i);
    }
}

void canvas_clear(struct canvas *c, int columns, int rows)
{
    c->columns = columns < CANVAS_WIDEST ? columns : CANVAS_WIDEST;
    c->rows = rows < CANVAS_TALLEST ? rows : CANVAS_TALLEST;
    for (int row = 0; row < c->rows; row++)
        for (int column = 0; column < c->columns; column++)
            c->cells[row][column] = (struct canvas_cell){' ', INK_TEXT, INK_GROUND};
}

void canvas_put(struct canvas *c, int row, int column, int glyph, int ink, int ground)
{
    if (row >= 0 && row < c->rows && column >= 0 && column < c->columns)
        c->cells[row][column] =
            (struct canvas_cell){(uint16_t)glyph, (uint8_t)ink, (uint8_t)ground};
}

/* The next character of *text, '?' for one that is no UTF-8, that is a control, or that might not
 * be one column wide. */
static int next_character(const char **text)
{
    const unsigned char *s = (const unsigned char *)*text;
    const int more = s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
    int code = more ? s[0] & (0x3f >> more) : s[0];
    for (*text += 1; more && (**text & 0xc0) == 0x80 && *text - (const char *)s <= more; *text += 1)
        code = code << 6 | (**text & 0x3f);
    const int whole = *text - (const char *)s == more + 1;
    const int narrow = (code >= 0x20 && code < 0x7f) || (code >= 0xa1 && code < 0x300) ||
                       (code >= 0x370 && code < 0x483) || (code >= 0x48a && code < 0x530);
    return whole && narrow && !(more == 0 && s[0] > 0x7e) ? code : '?';
}

int canvas_text(struct canvas *c, int row, int column, int end, int ink, const char *text)
{
    for (; *text && column < end; column++)
        canvas_put(c, row, column, next_character(&text), ink, INK_GROUND);
    return column;
}

/* ----------------------------------------------------------------------------------- bytes -- */

static int to_ascii(int glyph)
{
    if (glyph >= GLYPH_EIGHTH && glyph < GLYPH_EIGHTH + 8)
        return "..::||##"[glyph - GLYPH_EIGHTH];
    switch (glyph) {
    case GLYPH_DOT:
    case GLYPH_LINE:
        return '-';
    case GLYPH_TICK:
        return '|';
    case GLYPH_SHADE:
        return 'x';
    case GLYPH_MARK:
        return 'v';
    default:
        return glyph < 0x7f ? glyph : '?';
    }
}

static char *write_glyph(char *to, int glyph)
{
    if (glyph < 0x80) {
        *to++ = (char)glyph;
    } else if (glyph < 0x800) {
        *to++ = (char)(0xc0 | glyph >> 6);
        *to++ = (char)(0x80 | (glyph & 0x3f));
    } else {
        *to++ = (char)(0xe0 | glyph >> 12);
        *to++ = (char)(0x80 | (glyph >> 6 & 0x3f));
        *to++ = (char)(0x80 | (glyph & 0x3f));
    }
    return to;
}

static char *append(char *to, const char *text)
{
    const size_t n = strlen(text);
    memcpy(to, text, n);
    return to + n;
}

/* Colours are told where they change, which a blank's ink does not count as. */
static char *write_row(char *to, const struct canvas *c, int row)
{
    int ink = -1, ground = -1;
    for (int column = 0; column < c->columns; column++) {
        const struct canvas_cell *cell = &c->cells[row][column];
        if (cell->ink != ink && (cell->glyph != ' ' || ink < 0))
            to = append(to, c->ink[ink = cell->ink]);
        if (cell->ground != ground)
            to = append(to, c->ground[ground = cell->ground]);
        to = write_glyph(to, c->utf8 ? cell->glyph : to_ascii(cell->glyph));
    }
    return to;
}

size_t canvas_encode(struct canvas *c, int erase)
{
    char *to = append(c->bytes, "\033[?2026h");
    if (erase)
        to = append(to, "\033[0m\033[2J");
    for (int row = 0; row < c->rows; row++) {
        to += sprintf(to, "\033[%d;1H", row + 1);
        to = write_row(to, c, row);
    }
    to = append(to, "\033[0m\033[?2026l");
    return (size_t)(to - c->bytes);
}
