#include "plot.h"

#include <math.h>
#include <string.h>

#include "plot_boundaries.h"
#include "plot_file.h"

enum {
    LEGEND_ROW = 22, /* where the legend does not fit beside the title */
    LABEL_ROW = 15,  /* of two */
    TIME_TICK = 90   /* least width for a tick of the time axis */
};

/* Room around the panels and between them. */
static const struct layout {
    int left, right; /* left: for the texts of the y axes */
    int title, bottom, gap;
    const char *time;
} alone = {78, 30, 34, 46, 8, "time [s]"}, one_of_many = {48, 12, 20, 24, 4, ""};

static const struct layout *layout_of(const struct pseg_scene *s)
{
    return s->small ? &one_of_many : &alone;
}

static const double tolerance = 0.02; /* [s] of the strict counting */

static const char *name_of(const struct pseg_plot *plot)
{
    const char *slash = strrchr(plot->input, '/');
    if (plot->name)
        return plot->name;
    return slash && slash[1] ? slash + 1 : plot->input;
}

/* ----------------------------------------------------------------------- title and legend -- */

static size_t count(const struct pseg_record *r, enum pseg_mark_kind kind)
{
    return pseg_marks_count(&r->marks, kind, r->start, r->end);
}

static size_t count_detected(const struct pseg_record *r)
{
    return count(r, PSEG_MARK_DETECTED) + count(r, PSEG_MARK_HIT) + count(r, PSEG_MARK_FALSE_ALARM);
}

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
        snprintf(texts->text[i], sizeof texts->text[i], kinds[i].format, count(r, kinds[i].kind));
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
    const size_t n = count_detected(r);
    snprintf(title, size, "%s  |  %s  |  %zu %s%s", name_of(s->plot), s->plot->model_name, n,
             n == 1 ? "boundary" : "boundaries", r->truncated ? "  |  truncated file" : "");
}

/* Returns the height used. */
static double draw_head(const struct pseg_scene *s)
{
    struct pseg_legend entries[5];
    struct legend_text texts;
    char title[1024];
    const struct layout *l = layout_of(s);
    const double right = s->plot->width - l->right, room = right - l->left;
    const int n = make_legend(entries, &texts, s);
    make_title(title, sizeof title, s);
    const double width = pseg_text_width(s->cr, title, PSEG_TITLE_TEXT);
    const int beside = width + 30 + pseg_legend_width(s->cr, entries, n) <= room;
    pseg_draw_legend(s->cr, right, beside ? 18.5 : l->title + 4.5, entries, n);
    pseg_draw_fitting_text(s->cr, title, l->left, 23, room, PSEG_TITLE_TEXT, PSEG_BLACK);
    return beside ? l->title : l->title + LEGEND_ROW;
}

/* The page has the legend; each recording its counts. */
static double draw_small_head(const struct pseg_scene *s)
{
    char title[1024];
    const struct layout *l = layout_of(s);
    const struct pseg_record *r = s->record;
    int n = snprintf(title, sizeof title, "%s%s  |  ", name_of(s->plot),
                     r->truncated ? ", truncated" : "");
    n = n < (int)sizeof title ? n : (int)sizeof title - 1;
    if (s->labels)
        snprintf(title + n, sizeof title - (size_t)n, "%zu hit, %zu missed, %zu false",
                 count(r, PSEG_MARK_HIT), count(r, PSEG_MARK_MISS),
                 count(r, PSEG_MARK_FALSE_ALARM));
    else
        snprintf(title + n, sizeof title - (size_t)n, "%zu %s", count_detected(r),
                 count_detected(r) == 1 ? "boundary" : "boundaries");
    pseg_draw_fitting_text(s->cr, title, l->left, 14, s->plot->width - l->left - l->right,
                           PSEG_TEXT, PSEG_BLACK);
    return l->title;
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
    const struct layout *l = layout_of(s);
    const double height = s->plot->height - l->bottom - top - l->gap * (s->n_panels - 1);
    double weights = 0;
    for (int i = 0; i < s->n_panels; i++)
        weights += s->panels[i].weight;
    for (int i = 0; i < s->n_panels; i++) {
        struct pseg_panel *p = &s->panels[i].panel;
        const double share = floor(height * s->panels[i].weight / weights);
        pseg_place_panel(p, l->left, top, s->plot->width - l->left - l->right, share);
        p->x.low = s->record->start;
        p->x.high = s->record->end;
        top += share + l->gap;
    }
}

static int draw(struct pseg_scene *s, struct pseg_error *error)
{
    struct pseg_ticks seconds;
    if (pseg_choose_panels(s))
        return pseg_fail(error, "out of memory for the picture");
    const double top = s->small ? draw_small_head(s) : draw_head(s);
    const int with_texts = s->labels && !s->crowded && !s->small;
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
    pseg_draw_x_axis(s->cr, last, &seconds, layout_of(s)->time);
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

int pseg_draw_recording(cairo_t *cr, const struct pseg_plot *plot, int small,
                        const struct pseg_model *model, struct pseg_error *error)
{
    struct pseg_record record;
    struct pseg_tier labels = {0};
    /* before the audio: what is wrong with the labels shows at once */
    if (plot->labels && pseg_read_tier(&labels, plot->labels, plot->tier, error)) {
        pseg_tier_free(&labels);
        return -1;
    }
    int result = pseg_record_run(&record, plot, model, error);
    if (!result && plot->labels)
        result = add_reference(&record, &labels, error);
    if (!result) {
        struct pseg_scene scene = {.cr = cr,
                                   .plot = plot,
                                   .model = model,
                                   .record = &record,
                                   .labels = plot->labels ? &labels : NULL,
                                   .small = small};
        result = draw(&scene, error) ? -1 : record.truncated;
        pseg_scene_free(&scene);
    }
    pseg_tier_free(&labels);
    pseg_record_free(&record);
    return result;
}

int pseg_plot(const struct pseg_plot *plot, const struct pseg_model *model,
              struct pseg_error *error)
{
    struct pseg_picture *picture =
        pseg_picture_open(plot->output, plot->width, plot->height, error);
    if (!picture)
        return -1;
    const int result = pseg_draw_recording(pseg_picture_cairo(picture), plot, 0, model, error);
    if (result >= 0)
        return pseg_picture_commit(picture, error) ? -1 : result;
    pseg_picture_abandon(picture);
    return -1;
}
