/* What phones units answer to, as pictures (001 figures 5 to 7). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heat_map.h"
#include "inspect_units.h"
#include "plot_file.h"
#include "sheet.h"

enum {
    WIDTH = 1200,
    LEFT = 82,
    RIGHT = 24,
    HEAD = 86,
    ROW = 14, /* height of a phone's */
    FOOT = 56,
    MAP = 700, /* width */
    SCALE = 14,
    BARS_LEFT = LEFT + MAP + 120,
    MOST_PHONES = 64
};

/* -------------------------------------------------------------------------- phones and units -- */

struct row {
    int phone;
    size_t frames;
    const char *name;
};

static int by_frames(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return (x->frames < y->frames) - (x->frames > y->frames);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct row *)a)->name, ((const struct row *)b)->name);
}

/* Into row[phones]: those with frames enough, at most the MOST_PHONES most frequent, by name. How
 * many. */
static int choose_rows(struct row *row, const struct units *u)
{
    const struct pseg_activity *a = &u->layer[0].activity;
    int n = 0, kept = 0;
    for (; n < (int)u->in.phones.n; n++)
        row[n] = (struct row){n, 0, u->in.phones.name[n]};
    for (size_t t = 0; t < a->n; t++)
        if (a->phone[t] >= 0)
            row[a->phone[t]].frames++;
    qsort(row, (size_t)n, sizeof *row, by_frames);
    while (kept < n && kept < MOST_PHONES && row[kept].frames >= PSEG_LEAST_FRAMES)
        kept++;
    qsort(row, (size_t)kept, sizeof *row, by_name);
    return kept;
}

/* Units stand beside those of the same phone: order[units]. */
static void order_units(int *order, const struct unit_layer *l, const struct row *row, int n_rows)
{
    int n = 0;
    for (int r = 0; r < n_rows; r++)
        for (int i = 0; i < l->activity.units; i++)
            if (l->by_lead[i].phone == row[r].phone)
                order[n++] = l->by_lead[i].unit;
    for (int i = 0; i < l->activity.units; i++) { /* of a phone that is not shown */
        int shown = 0;
        for (int r = 0; r < n_rows; r++)
            shown |= l->by_lead[i].phone == row[r].phone;
        if (!shown)
            order[n++] = l->by_lead[i].unit;
    }
}

/* ----------------------------------------------------------------------------------- the map -- */

static void draw_map(cairo_t *cr, struct pseg_panel *p, double *image, const int *order,
                     const struct unit_layer *l, const struct row *row, int n_rows)
{
    const struct pseg_ticks none = {0};
    const size_t units = (size_t)l->activity.units;
    struct pseg_panel scale = {0};
    double high = 0.1;
    for (int r = 0; r < n_rows; r++)
        for (size_t j = 0; j < units; j++) {
            const size_t from = (size_t)row[r].phone * units + (size_t)order[j];
            image[(size_t)r * units + j] = l->share[from];
            high = fmax(high, l->share[from]);
        }
    pseg_draw_heat_map(cr, p, image, (size_t)n_rows, units, 0, high);
    pseg_draw_panel(cr, p, &none);
    for (int r = 0; r < n_rows; r++)
        pseg_draw_text(cr, row[r].name, LEFT - 6, p->top + (r + 1) * ROW - 3, 1, PSEG_SMALL_TEXT,
                       PSEG_BLACK);
    pseg_place_panel(&scale, LEFT + MAP + 16, p->top, SCALE, fmin(p->height, 240));
    pseg_draw_heat_scale(cr, &scale, 0, high, "share");
    pseg_draw_text(cr, "units, beside those of the same phone", LEFT + MAP / 2,
                   p->top + p->height + 24, 0.5, PSEG_TEXT, PSEG_BLACK);
}

static void draw_counts(cairo_t *cr, double top, const struct unit_layer *l, const struct row *row,
                        int n_rows)
{
    static const struct pseg_pen bar = {PSEG_BLUE, ROW - 4, 1, {0, 0}};
    const struct pseg_ticks none = {0};
    struct pseg_panel p = {0};
    struct pseg_ticks ticks;
    int most = 0;
    for (int r = 0; r < n_rows; r++) {
        const int n = units_responsible(l, row[r].phone);
        most = n > most ? n : most;
    }
    p.x.high = 1.05 * (most ? most : 1);
    pseg_place_panel(&p, BARS_LEFT, top, WIDTH - RIGHT - BARS_LEFT, n_rows * ROW);
    for (int r = 0; r < n_rows; r++) {
        const int n = units_responsible(l, row[r].phone);
        const double y = top + (r + 0.5) * ROW;
        if (n)
            pseg_draw_line(cr, p.left, y, pseg_position(&p.x, n), y, &bar);
        pseg_draw_text(cr, row[r].name, p.left - 6, y + 4, 1, PSEG_SMALL_TEXT, PSEG_BLACK);
    }
    if (!most)
        pseg_draw_text(cr, "none of any phone", p.left + p.width / 2, top + p.height / 2, 0.5,
                       PSEG_TEXT, PSEG_GREY);
    pseg_draw_panel(cr, &p, &none);
    pseg_round_ticks(&ticks, 0, p.x.high, most < 6 ? most + 1 : 6);
    pseg_draw_x_axis(cr, &p, &ticks, "units");
}

/* Which of all phones are shown. */
static void draw_choice(cairo_t *cr, size_t phones, int n_rows)
{
    char text[120];
    if (n_rows == MOST_PHONES)
        snprintf(text, sizeof text, "the %d most frequent of %zu phones", n_rows, phones);
    else
        snprintf(text, sizeof text, "%d of %zu phones: those of %d frames or more", n_rows, phones,
                 PSEG_LEAST_FRAMES);
    pseg_draw_text(cr, text, LEFT, HEAD - 8, 0, PSEG_SMALL_TEXT, PSEG_BLACK);
}

static void draw_head(cairo_t *cr, const struct units *u, const struct unit_layer *l)
{
    char text[240];
    snprintf(text, sizeof text, "Responsibility of units for phones  |  %s of %.100s",
             l->activity.name, inspect_model_name(&u->in));
    pseg_draw_fitting_text(cr, text, LEFT, 26, WIDTH - LEFT - RIGHT, PSEG_TITLE_TEXT, PSEG_BLACK);
    if (u->beyond > 0)
        snprintf(text, sizeof text, "share of a phone's frames in which a unit is beyond +-%g",
                 u->beyond);
    else
        snprintf(text, sizeof text,
                 "share of a phone's frames in which a unit is beyond the middle 90 %% of all its "
                 "values");
    pseg_draw_text(cr, text, LEFT, HEAD - 26, 0, PSEG_SMALL_TEXT, PSEG_BLACK);
    snprintf(text, sizeof text, "units over %.0f %%, as Tang et al. for %s", 100 * l->considerable,
             units_paper_cell(l));
    pseg_draw_text(cr, text, BARS_LEFT, HEAD - 8, 0, PSEG_SMALL_TEXT, PSEG_BLACK);
}

static int draw_layer(const struct units *u, const struct unit_layer *l, const struct row *row,
                      int n_rows, struct pseg_error *error)
{
    const size_t units = (size_t)l->activity.units;
    char file[64], path[INSPECT_PATH];
    double *image = malloc(units * (size_t)(n_rows + 1) * sizeof *image);
    int *order = malloc(units * sizeof *order);
    struct pseg_picture *picture = NULL;
    struct pseg_panel p = {0};
    snprintf(file, sizeof file, "responsibility-%s.png", l->activity.name);
    inspect_path(path, &u->in, file);
    if (!image || !order)
        pseg_fail(error, "out of memory for %s", path);
    else
        picture = pseg_picture_open(path, WIDTH, HEAD + n_rows * ROW + FOOT, error);
    if (picture) {
        cairo_t *cr = pseg_picture_cairo(picture);
        draw_head(cr, u, l);
        draw_choice(cr, u->in.phones.n, n_rows);
        order_units(order, l, row, n_rows);
        pseg_place_panel(&p, LEFT, HEAD, MAP, n_rows * ROW);
        draw_map(cr, &p, image, order, l, row, n_rows);
        draw_counts(cr, HEAD, l, row, n_rows);
    }
    free(image);
    free(order);
    return picture ? pseg_picture_commit(picture, error) : -1;
}

/* ------------------------------------------------------------------------------- recognisers -- */

enum { RECOGNISERS = 5, VIEW = 400 /* frames */ };

/* The phone is heard in the part that is drawn. */
static int is_heard(const struct pseg_signals *s, size_t n, int phone)
{
    for (size_t t = 0; t < n; t++)
        if (s->phone[t] == phone)
            return 1;
    return 0;
}

static int add_recogniser(struct sheet *sheet, const struct units *u, int layer,
                          const struct pseg_recogniser *r)
{
    const struct pseg_signals *s = &u->shown;
    const struct pseg_signal_layer *from = &s->layer[u->place[layer]];
    const int percent = (int)lround(100 * r->share), next = (int)lround(100 * r->next_share);
    char title[96];
    snprintf(title, sizeof title, "%s, unit %d: %d %% of '%.8s', then %d %% of '%.8s'", from->name,
             r->unit + 1, percent, u->in.phones.name[r->phone], next, u->in.phones.name[r->next]);
    struct sheet_panel *p =
        sheet_add(sheet, title, u->layer[layer].activity.has_memory ? "memory" : "state", 1);
    if (!p)
        return -1;
    p->offset = s->time[0];
    for (size_t t = 0; t < sheet->n; t++) {
        p->curve[0][t] = (double)from->memory[t * (size_t)from->units + (size_t)r->unit];
        p->marked[t] = s->phone[t] == r->phone;
    }
    return 0;
}

static int draw_recognisers(const struct units *u, struct pseg_error *error)
{
    const struct pseg_signals *s = &u->shown;
    struct sheet sheet = {.n = s->n_frames < VIEW ? s->n_frames : VIEW,
                          .step = s->hop,
                          .reference = &s->ref,
                          .marked = "the unit's phone"};
    char path[INSPECT_PATH];
    int failed = 0;
    snprintf(sheet.title, sizeof sheet.title, "Units that answer to one phone  |  %.60s, %.80s",
             inspect_model_name(&u->in), s->name);
    for (int i = 0; i < u->n_layers && !failed; i++) {
        const struct unit_layer *l = &u->layer[i];
        int n = 0;
        for (int k = 0; k < l->activity.units && n < RECOGNISERS / u->n_layers + 1 && !failed; k++)
            if (l->by_lead[k].next >= 0 && l->by_lead[k].share > 0 &&
                is_heard(s, sheet.n, l->by_lead[k].phone)) {
                failed = add_recogniser(&sheet, u, i, &l->by_lead[k]);
                n++;
            }
    }
    inspect_path(path, &u->in, "recognisers.png");
    if (failed)
        failed = pseg_fail(error, "out of memory for %s", path);
    else if (sheet.n_panels)
        failed = sheet_draw(&sheet, path, error);
    sheet_free(&sheet);
    return failed;
}

int units_draw_responsibility(const struct units *u, struct pseg_error *error)
{
    struct row *row = malloc((u->in.phones.n + 1) * sizeof *row);
    if (!row)
        return pseg_fail(error, "out of memory for pictures of phones");
    const int n_rows = choose_rows(row, u);
    int failed = 0;
    for (int i = 0; i < u->n_layers && n_rows && !failed; i++)
        if (units_any_unusual(&u->layer[i], u->in.phones.n))
            failed = draw_layer(u, &u->layer[i], row, n_rows, error);
    free(row);
    return failed || draw_recognisers(u, error) ? -1 : 0;
}
