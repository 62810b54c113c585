#include "plot_boundaries.h"

#include <math.h>

enum {
    SPACING = 4,       /* boundaries closer than this on average are crowded */
    COUNT_COLUMN = 6,  /* least width of a column of their count */
    COUNT_HANDFUL = 5, /* boundaries in a column on average, at least */
};

const struct pseg_pen pseg_mark_pens[PSEG_N_MARK_KINDS] = {
    [PSEG_MARK_DETECTED] = {PSEG_VERMILLION, 1.3, 0.95, {0, 0}},
    [PSEG_MARK_HIT] = {PSEG_GREEN, 1.5, 0.95, {0, 0}},
    [PSEG_MARK_FALSE_ALARM] = {PSEG_VERMILLION, 1.5, 0.95, {7, 3}},
    [PSEG_MARK_FOUND] = {PSEG_BLACK, 0.7, 0.6, {0, 0}},
    [PSEG_MARK_MISS] = {PSEG_BLUE, 1.5, 0.95, {2, 2}},
};
static const struct pseg_pen halo_pen = {PSEG_WHITE, 3.4, 0.6, {0, 0}}; /* on dark ground */

int pseg_is_detected(enum pseg_mark_kind kind)
{
    return kind == PSEG_MARK_DETECTED || kind == PSEG_MARK_HIT || kind == PSEG_MARK_FALSE_ALARM;
}

static size_t count_kind(const struct pseg_record *r, enum pseg_mark_kind kind)
{
    return pseg_marks_count(&r->marks, kind, r->start, r->end);
}

/* Boundaries to be shown, of which a reference's that was found is none of its own. */
static size_t count_lines(const struct pseg_record *r)
{
    size_t lines = 0;
    for (int kind = 0; kind < PSEG_N_MARK_KINDS; kind++)
        lines += kind == PSEG_MARK_FOUND ? 0 : count_kind(r, (enum pseg_mark_kind)kind);
    return lines;
}

int pseg_is_crowded(const struct pseg_record *r, int width)
{
    return count_lines(r) * SPACING > (size_t)width;
}

/* s->high[n] = boundaries of one kind per second, in columns of equal width */
static void count_marks(struct pseg_scene *s, const struct pseg_panel *p, size_t n,
                        enum pseg_mark_kind kind)
{
    const struct pseg_marks *m = &s->record->marks;
    const double column = (p->x.high - p->x.low) / (double)n;
    for (size_t k = 0; k < n; k++) {
        s->x[k] = p->x.low + ((double)k + 0.5) * column;
        s->high[k] = 0;
    }
    for (size_t i = 0; i < m->n; i++) {
        const double at = (m->mark[i].at - p->x.low) / column;
        if (m->mark[i].kind == kind && at >= 0 && at < (double)n)
            s->high[(size_t)at] += 1 / column;
    }
}

/* Wide enough for a handful of boundaries each, or the curve would show chance alone. */
static size_t count_columns(const struct pseg_scene *s, const struct pseg_panel *p)
{
    const double most = p->width / COUNT_COLUMN, lines = (double)count_lines(s->record);
    return (size_t)fmax(1, fmin(most, lines / COUNT_HANDFUL));
}

int pseg_draw_counts(struct pseg_scene *s, struct pseg_panel *p)
{
    const size_t n = count_columns(s, p);
    double high = 1;
    for (int kind = 0; kind < PSEG_N_MARK_KINDS; kind++) {
        count_marks(s, p, n, (enum pseg_mark_kind)kind);
        for (size_t k = 0; k < n; k++)
            high = fmax(high, s->high[k]);
    }
    pseg_set_range(&p->y, 0, high);
    pseg_draw_round_panel(s->cr, p, pseg_name_axis(s, "boundaries / s"));
    for (int kind = 0; kind < PSEG_N_MARK_KINDS; kind++)
        if (kind != PSEG_MARK_FOUND && count_kind(s->record, (enum pseg_mark_kind)kind)) {
            count_marks(s, p, n, (enum pseg_mark_kind)kind);
            pseg_draw_curve(s->cr, p, s->x, s->high, n, &pseg_mark_pens[kind]);
        }
    return 0;
}

static void draw_halo(const struct pseg_scene *s, double x)
{
    for (int k = 0; k < s->n_panels; k++) {
        const struct pseg_panel *p = &s->panels[k].panel;
        if (s->panels[k].draw == pseg_draw_bands)
            pseg_draw_line(s->cr, x, p->top, x, p->top + p->height, &halo_pen);
    }
}

static void draw_mark_lines(const struct pseg_scene *s, enum pseg_mark_kind kind)
{
    const struct pseg_panel *first = &s->panels[0].panel;
    const struct pseg_panel *last = &s->panels[s->n_panels - 1].panel;
    for (size_t i = 0; i < s->record->marks.n; i++) {
        const struct pseg_mark *m = &s->record->marks.mark[i];
        if (m->kind != kind || m->at < s->record->start || m->at > s->record->end)
            continue;
        const double x = pseg_sharp(pseg_position(&first->x, m->at));
        const double bottom = last->top + last->height;
        draw_halo(s, x);
        pseg_draw_line(s->cr, x, first->top, x, bottom, &pseg_mark_pens[kind]);
    }
}

void pseg_draw_marks(const struct pseg_scene *s)
{
    static const enum pseg_mark_kind order[PSEG_N_MARK_KINDS] = {
        PSEG_MARK_FOUND, PSEG_MARK_DETECTED, PSEG_MARK_HIT, PSEG_MARK_FALSE_ALARM, PSEG_MARK_MISS};
    for (int i = 0; !s->crowded && i < PSEG_N_MARK_KINDS; i++)
        draw_mark_lines(s, order[i]);
    for (int k = 0; !s->crowded && k < s->n_panels; k++)
        for (size_t i = 0; s->panels[k].draw == pseg_draw_score && i < s->record->marks.n; i++) {
            const struct pseg_mark *m = &s->record->marks.mark[i];
            if (pseg_is_detected(m->kind) && m->at >= s->record->start && m->at <= s->record->end)
                pseg_draw_dot(s->cr, &s->panels[k].panel, m->at, m->score,
                              &pseg_mark_pens[m->kind]);
        }
}
