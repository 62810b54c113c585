#include "plot.h"

#include <math.h>
#include <string.h>

#include "plot_boundaries.h"
#include "plot_file.h"

enum {
    LEFT = 78, /* room for the texts of the y axes */
    RIGHT = 30,
    TITLE_ROW = 34,
    LEGEND_ROW = 22, /* where the legend does not fit beside the title */
    LABEL_ROW = 15,  /* of two */
    BOTTOM = 46,     /* room for the time axis */
    GAP = 8,         /* between panels */
    TIME_TICK = 90   /* least width for a tick of the time axis */
};

static const double tolerance = 0.02; /* [s] of the strict counting */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* ----------------------------------------------------------------------- title and legend -- */

struct legend_text {
    char text[3][48];
};

static int make_legend(struct pseg_legend *entries, struct legend_text *texts,
                       const struct pseg_scene *s)
{
    static const struct {
        enum pseg_mark_kind kind;
        const char *format;
    } kinds[3] = {{PSEG_MARK_HIT, "hit (%zu)"},
                  {PSEG_MARK_MISS, "miss (%zu)"},
                  {PSEG_MARK_FALSE_ALARM, "false alarm (%zu)"}};
    const struct pseg_record *r = s->record;
    int n = 0;
    if (!s->labels)
        entries[n++] = (struct pseg_legend){"boundary", pseg_mark_pens[PSEG_MARK_DETECTED]};
    for (int i = 0; s->labels && i < 3; i++) {
        snprintf(texts->text[i], sizeof texts->text[i], kinds[i].format,
                 pseg_marks_count(&r->marks, kinds[i].kind, r->start, r->end));
        entries[n++] = (struct pseg_legend){texts->text[i], pseg_mark_pens[kinds[i].kind]};
    }
    if (s->labels && !s->crowded)
        entries[n++] = (struct pseg_legend){"reference", pseg_mark_pens[PSEG_MARK_FOUND]};
    entries[n++] = (struct pseg_legend){"threshold", pseg_threshold_pen};
    return n;
}

static void make_title(char *title, size_t size, const struct pseg_scene *s)
{
    const struct pseg_record *r = s->record;
    const size_t n = pseg_marks_count(&r->marks, PSEG_MARK_DETECTED, r->start, r->end) +
                     pseg_marks_count(&r->marks, PSEG_MARK_HIT, r->start, r->end) +
                     pseg_marks_count(&r->marks, PSEG_MARK_FALSE_ALARM, r->start, r->end);
    snprintf(title, size, "%s  |  %s  |  %zu %s%s", base_name(s->plot->input), s->plot->model_name,
             n, n == 1 ? "boundary" : "boundaries", r->truncated ? "  |  truncated file" : "");
}

/* Returns the height used. */
static double draw_head(const struct pseg_scene *s)
{
    struct pseg_legend entries[5];
    struct legend_text texts;
    char title[1024];
    const double right = s->plot->width - RIGHT, room = right - LEFT;
    const int n = make_legend(entries, &texts, s);
    make_title(title, sizeof title, s);
    const double width = pseg_text_width(s->cr, title, PSEG_TITLE_TEXT);
    const int beside = width + 30 + pseg_legend_width(s->cr, entries, n) <= room;
    pseg_draw_legend(s->cr, right, beside ? 18.5 : TITLE_ROW + 4.5, entries, n);
    pseg_draw_fitting_text(s->cr, title, LEFT, 23, room, PSEG_TITLE_TEXT, PSEG_BLACK);
    return beside ? TITLE_ROW : TITLE_ROW + LEGEND_ROW;
}

/* ---------------------------------------------------------------------------------- labels -- */

/* The texts stand over the middle of their segments' visible parts, in the lower of two rows where
 * there is space, else in the upper one, else nowhere. */
static void draw_labels(const struct pseg_scene *s, double top)
{
    const struct pseg_axis *x = &s->panels[0].panel.x;
    double taken[2] = {-INFINITY, -INFINITY}; /* rows are free to the right of this */
    for (size_t i = 0; i < s->labels->n; i++) {
        const struct pseg_label *label = &s->labels->label[i];
        const double start = fmax(label->start, x->low), end = fmin(label->end, x->high);
        const double width = pseg_text_width(s->cr, label->text, PSEG_SMALL_TEXT);
        const double middle = pseg_position(x, (start + end) / 2);
        const double left = middle - width / 2;
        if (start >= end || left < x->from || left + width > x->to)
            continue;
        const int row = left >= taken[1] ? 1 : 0;
        if (left < taken[row])
            continue;
        pseg_draw_text(s->cr, label->text, left, top + (row + 1) * LABEL_ROW - 4, 0,
                       PSEG_SMALL_TEXT, PSEG_BLACK);
        taken[row] = left + width + 4;
    }
}

/* ---------------------------------------------------------------------------------- layout -- */

/* Edges on whole pixels. */
static void place_panels(struct pseg_scene *s, double top)
{
    const double height = s->plot->height - BOTTOM - top - GAP * (s->n_panels - 1);
    double weights = 0;
    for (int i = 0; i < s->n_panels; i++)
        weights += s->panels[i].weight;
    for (int i = 0; i < s->n_panels; i++) {
        struct pseg_panel *p = &s->panels[i].panel;
        const double share = floor(height * s->panels[i].weight / weights);
        pseg_place_panel(p, LEFT, top, s->plot->width - LEFT - RIGHT, share);
        p->x.low = s->record->start;
        p->x.high = s->record->end;
        top += share + GAP;
    }
}

static int draw(struct pseg_scene *s, struct pseg_error *error)
{
    struct pseg_ticks seconds;
    if (pseg_choose_panels(s))
        return pseg_fail(error, "out of memory for the picture");
    const double top = draw_head(s);
    const int with_texts = s->labels && !s->crowded;
    place_panels(s, top + (with_texts ? 2 * LABEL_ROW : 0));
    for (int i = 0; i < s->n_panels; i++)
        if (s->panels[i].draw(s, &s->panels[i].panel))
            return pseg_fail(error, "out of memory for the picture");
    pseg_draw_marks(s);
    pseg_draw_panel_legends(s);
    if (with_texts)
        draw_labels(s, top);
    const struct pseg_panel *last = &s->panels[s->n_panels - 1].panel;
    pseg_round_ticks(&seconds, last->x.low, last->x.high, (int)(last->width / TIME_TICK));
    pseg_draw_x_axis(s->cr, last, &seconds, "time [s]");
    return 0;
}

/* ------------------------------------------------------------------------------ all of it -- */

/* The reference's boundaries become marks of the record. */
static int add_reference(struct pseg_record *r, const struct pseg_tier *labels,
                         struct pseg_error *error)
{
    struct pseg_times times = {0};
    const int failed =
        pseg_tile_boundaries(&times, labels) || pseg_marks_match(&r->marks, &times, tolerance);
    pseg_times_free(&times);
    return failed ? pseg_fail(error, "out of memory") : 0;
}

int pseg_plot(const struct pseg_plot *plot, const struct pseg_model *model,
              struct pseg_error *error)
{
    struct pseg_record record;
    struct pseg_tier labels = {0};
    /* before the audio: what is wrong with the labels shows at once */
    struct pseg_picture *picture =
        plot->labels && pseg_read_tier(&labels, plot->labels, plot->tier, error)
            ? NULL
            : pseg_picture_open(plot->output, plot->width, plot->height, error);
    if (!picture) {
        pseg_tier_free(&labels);
        return -1;
    }
    int result = pseg_record_run(&record, plot, model, error);
    if (!result && plot->labels)
        result = add_reference(&record, &labels, error);
    if (!result) {
        struct pseg_scene scene = {.cr = pseg_picture_cairo(picture),
                                   .plot = plot,
                                   .model = model,
                                   .record = &record,
                                   .labels = plot->labels ? &labels : NULL};
        result = draw(&scene, error);
        pseg_scene_free(&scene);
    }
    if (result)
        pseg_picture_abandon(picture);
    else
        result = pseg_picture_commit(picture, error) ? -1 : record.truncated;
    pseg_tier_free(&labels);
    pseg_record_free(&record);
    return result;
}
