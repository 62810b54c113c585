#include "plot_pages.h"

#include <cairo.h>
#include <stdlib.h>

#include "plot_boundaries.h"
#include "plot_file.h"

enum {
    CELL_WIDTH = 600,  /* least */
    CELL_HEIGHT = 170, /* with which a dozen of boundaries a second can be told apart */
    HEAD = 44,
    LEGEND = 22, /* more, where the page is too narrow for title and legend side by side */
    WIDE = 1000, /* enough for both */
    MARGIN = 12
};

struct pseg_pages {
    struct pseg_pages_setup setup;
    struct pseg_picture *picture;
    int columns, rows, height;
    size_t pages; /* begun */
    size_t drawn; /* recordings, on all of them */
};

static int head_of(const struct pseg_pages *p)
{
    return p->setup.width < WIDE ? HEAD + LEGEND : HEAD;
}

static size_t per_page(const struct pseg_pages *p)
{
    return (size_t)p->columns * (size_t)p->rows;
}

/* No more rows than the recordings need. */
static void lay_out(struct pseg_pages *p)
{
    const struct pseg_pages_setup *s = &p->setup;
    const int room = (s->height - head_of(p) - MARGIN) / CELL_HEIGHT;
    p->columns = s->width > CELL_WIDTH ? s->width / CELL_WIDTH : 1;
    const size_t needed = (s->total + (size_t)p->columns - 1) / (size_t)p->columns;
    p->rows = room < 1 ? 1 : room;
    p->rows = needed < (size_t)p->rows ? (int)(needed ? needed : 1) : p->rows;
    p->height = head_of(p) + MARGIN + p->rows * CELL_HEIGHT;
}

struct pseg_pages *pseg_pages_open(const struct pseg_pages_setup *setup, struct pseg_error *error)
{
    struct pseg_pages *p = calloc(1, sizeof *p);
    if (!p) {
        pseg_fail(error, "out of memory for %s", setup->output);
        return NULL;
    }
    p->setup = *setup;
    p->pages = 1;
    lay_out(p);
    p->picture = pseg_picture_open(setup->output, setup->width, p->height, error);
    if (p->picture)
        return p;
    free(p);
    return NULL;
}

size_t pseg_pages_room(const struct pseg_pages *p)
{
    return pseg_picture_has_pages(p->picture) ? p->setup.total : per_page(p);
}

/* When the page is full, or the last: only then it is known what is on it. */
static void draw_head(const struct pseg_pages *p)
{
    const size_t first = (p->pages - 1) * per_page(p) + 1;
    if (p->drawn < first)
        return;
    const struct pseg_pages_setup *s = &p->setup;
    cairo_t *cr = pseg_picture_cairo(p->picture);
    struct pseg_legend entries[6];
    char text[1200];
    int n = 0;
    if (s->unlabelled)
        entries[n++] = (struct pseg_legend){"boundary", pseg_mark_pens[PSEG_MARK_DETECTED]};
    if (s->labelled) {
        entries[n++] = (struct pseg_legend){"hit", pseg_mark_pens[PSEG_MARK_HIT]};
        entries[n++] = (struct pseg_legend){"miss", pseg_mark_pens[PSEG_MARK_MISS]};
        entries[n++] = (struct pseg_legend){"false alarm", pseg_mark_pens[PSEG_MARK_FALSE_ALARM]};
        entries[n++] = (struct pseg_legend){"reference", pseg_mark_pens[PSEG_MARK_FOUND]};
    }
    entries[n++] = (struct pseg_legend){"threshold", pseg_threshold_pen};
    const int below = head_of(p) > HEAD;
    snprintf(text, sizeof text, "%s  |  %zu to %zu of %zu%s", s->title, first, p->drawn, s->total,
             below ? "" : "  |  time [s], frequency [Hz], score");
    const double left = 2 * MARGIN, right = s->width - 2 * MARGIN;
    const double taken = below ? 0 : pseg_legend_width(cr, entries, n) + 30;
    pseg_draw_fitting_text(cr, text, left, 26, right - left - taken, PSEG_TITLE_TEXT, PSEG_BLACK);
    pseg_draw_legend(cr, right, 21.5 + below * LEGEND, entries, n);
}

static void turn_page(struct pseg_pages *p)
{
    if (p->drawn < p->pages * per_page(p))
        return;
    draw_head(p);
    pseg_picture_next_page(p->picture);
    p->pages++;
}

int pseg_pages_add(struct pseg_pages *p, const struct pseg_plot *plot,
                   const struct pseg_model *model, struct pseg_error *error)
{
    cairo_t *cr = pseg_picture_cairo(p->picture);
    struct pseg_plot cell = *plot;
    cell.width = (p->setup.width - 2 * MARGIN) / p->columns;
    cell.height = CELL_HEIGHT;
    const int place = (int)(p->drawn % per_page(p));
    turn_page(p);
    cairo_save(cr);
    cairo_translate(cr, MARGIN + place % p->columns * cell.width,
                    head_of(p) + place / p->columns * CELL_HEIGHT);
    const int result = pseg_draw_recording(cr, &cell, 1, model, error);
    cairo_restore(cr);
    p->drawn += result >= 0;
    return result;
}

int pseg_pages_commit(struct pseg_pages *p, struct pseg_error *error)
{
    struct pseg_picture *picture = p->picture;
    draw_head(p);
    free(p);
    return pseg_picture_commit(picture, error);
}

void pseg_pages_abandon(struct pseg_pages *p)
{
    pseg_picture_abandon(p->picture);
    free(p);
}
