/* Kinds of units and saturation of gates as pictures (001 figures 1 to 4 and 8). */
#include <stdlib.h>
#include <string.h>

#include "heat_map.h"
#include "inspect_units.h"
#include "plot_file.h"
#include "quantile.h"

enum {
    WIDTH = 1000,
    LEFT = 82,
    RIGHT = 24,
    HEAD = 76,
    GAP = 44, /* between panels, with a title */
    FOOT = 56
};

/* An open picture of that height, with a title; NULL: told. */
static struct pseg_picture *open_picture(const struct units *u, const char *file, const char *what,
                                         int width, int height, struct pseg_error *error)
{
    char path[INSPECT_PATH], title[200];
    inspect_path(path, &u->in, file);
    struct pseg_picture *picture = pseg_picture_open(path, width, height, error);
    snprintf(title, sizeof title, "%s  |  %.100s, %zu frames", what, inspect_model_name(&u->in),
             u->layer[0].activity.n);
    if (picture)
        pseg_draw_fitting_text(pseg_picture_cairo(picture), title, LEFT, 26, width - LEFT - RIGHT,
                               PSEG_TITLE_TEXT, PSEG_BLACK);
    return picture;
}

/* ----------------------------------------------------------------------------------- density -- */

enum { BINS = UNITS_BINS, DENSITY = 240, SCALE = 14, SCALE_ROOM = 74 };

struct place {
    double mean;
    int unit;
};

static int by_mean(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return (x->mean > y->mean) - (x->mean < y->mean);
}

/* image[BINS][units]: the highest values at the top, units by their means. high: of the colours */
static int make_image(double *image, double *high, const struct unit_layer *l)
{
    const size_t units = (size_t)l->activity.units;
    struct place *place = malloc(units * sizeof *place);
    if (!place)
        return -1;
    for (size_t j = 0; j < units; j++)
        place[j] = (struct place){l->unit[j].mean, (int)j};
    qsort(place, units, sizeof *place, by_mean);
    memcpy(image, l->density, units * BINS * sizeof *image);
    pseg_sort(image, units * BINS);
    *high = fmax(pseg_quantile(image, units * BINS, 0.99), 1e-3);
    for (size_t b = 0; b < BINS; b++)
        for (size_t j = 0; j < units; j++)
            image[b * units + j] = l->density[(size_t)place[j].unit * BINS + BINS - 1 - b];
    free(place);
    return 0;
}

static int draw_layer_density(cairo_t *cr, const struct unit_layer *l, double top)
{
    const struct pseg_ticks none = {0};
    struct pseg_panel p = {.y = {-l->limit, l->limit, 0, 0}}, scale = {0};
    struct pseg_ticks ticks;
    double high = 1;
    double *image = malloc((size_t)l->activity.units * BINS * sizeof *image);
    if (!image || make_image(image, &high, l)) {
        free(image);
        return -1;
    }
    pseg_place_panel(&p, LEFT, top, WIDTH - LEFT - RIGHT - SCALE - SCALE_ROOM, DENSITY);
    pseg_draw_heat_map(cr, &p, image, BINS, (size_t)l->activity.units, 0, high);
    pseg_draw_panel(cr, &p, &none);
    pseg_round_ticks(&ticks, -l->limit, l->limit, 6);
    pseg_draw_y_axis(cr, &p, &ticks, l->activity.has_memory ? "memory" : "state");
    pseg_draw_text(cr, l->activity.name, LEFT, top - 8, 0, PSEG_TEXT, PSEG_BLACK);
    pseg_place_panel(&scale, WIDTH - RIGHT - SCALE_ROOM + 12, top, SCALE, DENSITY);
    pseg_draw_heat_scale(cr, &scale, 0, high, "share");
    free(image);
    return 0;
}

static int draw_density(const struct units *u, struct pseg_error *error)
{
    const int height = HEAD + u->n_layers * (DENSITY + GAP) - GAP + FOOT;
    struct pseg_picture *picture =
        open_picture(u, "density.png", "What each unit holds, and how often", WIDTH, height, error);
    if (!picture)
        return -1;
    cairo_t *cr = pseg_picture_cairo(picture);
    int failed = 0;
    for (int i = 0; i < u->n_layers && !failed; i++)
        failed = draw_layer_density(cr, &u->layer[i], HEAD + i * (DENSITY + GAP));
    pseg_draw_text(cr, "units, by their means; the darkest share is that or more",
                   LEFT + (WIDTH - LEFT - RIGHT - SCALE_ROOM) / 2, height - 22, 0.5, PSEG_TEXT,
                   PSEG_BLACK);
    if (!failed)
        return pseg_picture_commit(picture, error);
    pseg_picture_abandon(picture);
    return pseg_fail(error, "out of memory for a picture of units");
}

/* ------------------------------------------------------------------------------------- kinds -- */

enum { BAR = 26, BAR_GAP = 12, BARS_LEFT = 170, KINDS = PSEG_N_UNIT_TYPES };

static const enum pseg_ink type_inks[PSEG_N_UNIT_TYPES] = {
    PSEG_PALE, PSEG_VERMILLION, PSEG_BLUE, PSEG_GREEN, PSEG_ORANGE, PSEG_PURPLE};
static const enum pseg_ink polarity_inks[PSEG_N_POLARITIES] = {PSEG_SKY, PSEG_ORANGE, PSEG_PALE};

static int is_dark(enum pseg_ink ink)
{
    return ink == PSEG_BLUE || ink == PSEG_GREEN || ink == PSEG_VERMILLION;
}

/* counts[n] side by side; numbers in them where there is room. */
static void draw_bar(cairo_t *cr, double y, const int *counts, const enum pseg_ink *inks, int n,
                     int units)
{
    const double room = WIDTH - BARS_LEFT - RIGHT;
    double at = BARS_LEFT;
    for (int k = 0; k < n; k++) {
        const double width = room * counts[k] / units;
        const struct pseg_pen pen = {inks[k], BAR, 1, {0, 0}};
        char text[16];
        snprintf(text, sizeof text, "%d", counts[k]);
        if (counts[k])
            pseg_draw_line(cr, at, y, at + width, y, &pen);
        if (counts[k] && width > pseg_text_width(cr, text, PSEG_SMALL_TEXT) + 4)
            pseg_draw_text(cr, text, at + width / 2, y + 4, 0.5, PSEG_SMALL_TEXT,
                           is_dark(inks[k]) ? PSEG_WHITE : PSEG_BLACK);
        at += width;
    }
}

static void draw_bars(cairo_t *cr, const struct units *u, double y)
{
    for (int i = 0; i < u->n_layers; i++, y += 2 * (BAR + BAR_GAP) + BAR_GAP) {
        const struct unit_layer *l = &u->layer[i];
        int types[PSEG_N_UNIT_TYPES], polarities[PSEG_N_POLARITIES];
        char text[48];
        for (int k = 0; k < PSEG_N_UNIT_TYPES; k++)
            types[k] = units_of_type(l, (enum pseg_unit_type)k);
        for (int k = 0; k < PSEG_N_POLARITIES; k++)
            polarities[k] = units_of_polarity(l, (enum pseg_polarity)k);
        snprintf(text, sizeof text, "%s: kind", l->activity.name);
        pseg_draw_text(cr, text, BARS_LEFT - 10, y + 4, 1, PSEG_TEXT, PSEG_BLACK);
        draw_bar(cr, y, types, type_inks, PSEG_N_UNIT_TYPES, l->activity.units);
        snprintf(text, sizeof text, "%s: polarity", l->activity.name);
        pseg_draw_text(cr, text, BARS_LEFT - 10, y + BAR + BAR_GAP + 4, 1, PSEG_TEXT, PSEG_BLACK);
        draw_bar(cr, y + BAR + BAR_GAP, polarities, polarity_inks, PSEG_N_POLARITIES,
                 l->activity.units);
    }
}

static void draw_legend(cairo_t *cr, double y, const char *what, const char *const *names,
                        const enum pseg_ink *inks, int n)
{
    struct pseg_legend entries[KINDS];
    for (int k = 0; k < n; k++)
        entries[k] = (struct pseg_legend){names[k], {inks[k], 10, 1, {0, 0}}};
    pseg_draw_legend(cr, WIDTH - RIGHT, y, entries, n);
    pseg_draw_text(cr, what, WIDTH - RIGHT - pseg_legend_width(cr, entries, n) - 14, y + 4, 1,
                   PSEG_TEXT, PSEG_BLACK);
}

static int draw_types(const struct units *u, struct pseg_error *error)
{
    enum { TOP = 100 };
    const int height = TOP + u->n_layers * (2 * (BAR + BAR_GAP) + BAR_GAP) + 8;
    struct pseg_picture *picture =
        open_picture(u, "types.png", "Kinds of units", WIDTH, height, error);
    if (!picture)
        return -1;
    cairo_t *cr = pseg_picture_cairo(picture);
    draw_legend(cr, 46, "kind:", pseg_unit_type_names, type_inks, PSEG_N_UNIT_TYPES);
    draw_legend(cr, 66, "polarity:", pseg_polarity_names, polarity_inks, PSEG_N_POLARITIES);
    draw_bars(cr, u, TOP + BAR / 2);
    return pseg_picture_commit(picture, error);
}

/* -------------------------------------------------------------------------------- saturation -- */

enum { SQUARE = 230, SQUARE_GAP = 84, ROW_GAP = 88 };

static void draw_saturation_of(cairo_t *cr, const struct unit_layer *l, int gate, double left,
                               double top)
{
    static const struct pseg_pen dot = {PSEG_BLUE, 1, 1, {0, 0}}, limit = {PSEG_GREY, 1, 1, {2, 3}};
    struct pseg_panel p = {.x = {-0.04, 1.04, 0, 0}, .y = {-0.04, 1.04, 0, 0}};
    struct pseg_ticks ticks;
    char text[80];
    pseg_place_panel(&p, left, top, SQUARE, SQUARE);
    pseg_draw_round_panel(cr, &p, "share above 0.9");
    pseg_draw_curve(cr, &p, (const double[]){0, 1}, (const double[]){1, 0}, 2, &limit);
    for (int j = 0; j < l->activity.units; j++)
        pseg_draw_dot(cr, &p, pseg_saturation(&l->activity, PSEG_CLOSED, gate, j),
                      pseg_saturation(&l->activity, PSEG_OPEN, gate, j), &dot);
    pseg_round_ticks(&ticks, 0, 1, 5);
    pseg_draw_x_axis(cr, &p, &ticks, "share below 0.1");
    snprintf(text, sizeof text, "%s, %s gate", l->activity.name, l->activity.gate_name[gate]);
    pseg_draw_text(cr, text, left, top - 22, 0, PSEG_TEXT, PSEG_BLACK);
    snprintf(text, sizeof text, "of %d prone to close %d, to open %d", l->activity.units,
             units_prone(l, PSEG_CLOSED, gate), units_prone(l, PSEG_OPEN, gate));
    pseg_draw_text(cr, text, left, top - 7, 0, PSEG_SMALL_TEXT, PSEG_BLACK);
}

static int draw_saturation(const struct units *u, struct pseg_error *error)
{
    const int gates = u->layer[0].activity.n_gates, columns = gates < 2 ? 2 : gates;
    const int height = HEAD + 20 + u->n_layers * (SQUARE + ROW_GAP) - ROW_GAP + FOOT;
    struct pseg_picture *picture =
        open_picture(u, "saturation.png", "Saturation of gates",
                     LEFT + columns * (SQUARE + SQUARE_GAP) - SQUARE_GAP + RIGHT, height, error);
    if (!picture)
        return -1;
    pseg_draw_text(pseg_picture_cairo(picture),
                   "shares of frames; a dot is a unit; prone: in more than half of the frames",
                   LEFT, 46, 0, PSEG_SMALL_TEXT, PSEG_BLACK);
    for (int i = 0; i < u->n_layers; i++)
        for (int g = 0; g < gates; g++)
            draw_saturation_of(pseg_picture_cairo(picture), &u->layer[i], g,
                               LEFT + g * (SQUARE + SQUARE_GAP),
                               HEAD + 20 + i * (SQUARE + ROW_GAP));
    return pseg_picture_commit(picture, error);
}

int units_draw(const struct units *u, struct pseg_error *error)
{
    return draw_density(u, error) || draw_types(u, error) || draw_saturation(u, error) ? -1 : 0;
}
