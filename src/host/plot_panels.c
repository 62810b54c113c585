#include "plot_panels.h"

#include <math.h>
#include <stdlib.h>

#include "cell.h"
#include "plot_spectrum.h"

enum {
    SPACING = 4,       /* boundaries closer than this on average are crowded */
    COUNT_COLUMN = 6,  /* width of a column of their count */
    TICK_SPACING = 18, /* least, of the y axes */
    MOST_TICKS = 6,
    LEGEND_SPACE = 24, /* above the gates */
};

const struct pseg_pen pseg_mark_pens[PSEG_N_MARK_KINDS] = {
    [PSEG_MARK_DETECTED] = {PSEG_VERMILLION, 1.3, 0.95, {0, 0}},
    [PSEG_MARK_HIT] = {PSEG_GREEN, 1.5, 0.95, {0, 0}},
    [PSEG_MARK_FALSE_ALARM] = {PSEG_VERMILLION, 1.5, 0.95, {7, 3}},
    [PSEG_MARK_FOUND] = {PSEG_BLACK, 0.7, 0.6, {0, 0}},
    [PSEG_MARK_MISS] = {PSEG_BLUE, 1.5, 0.95, {2, 2}},
};
const struct pseg_pen pseg_threshold_pen = {PSEG_BLACK, 1.2, 1, {7, 4}};

static const struct pseg_pen wave_pen = {PSEG_GREY, 0.8, 1, {0, 0}};
static const struct pseg_pen halo_pen = {PSEG_WHITE, 3.4, 0.6, {0, 0}}; /* on dark ground */
static const struct pseg_pen score_pen = {PSEG_BLACK, 1, 1, {0, 0}};
static const struct pseg_pen score_band_pen = {PSEG_GREY, 0.8, 0.6, {0, 0}};
static const struct pseg_pen gate_pens[] = {
    {PSEG_BLUE, 1.5, 1, {0, 0}},
    {PSEG_ORANGE, 1.5, 1, {0, 0}},
    {PSEG_PURPLE, 1.5, 1, {0, 0}},
    {PSEG_SKY, 1.5, 1, {0, 0}},
};

/* The waveform's axis reaches at least as far: -60 dB of full scale is silence to the eye. */
static const double quietest_peak = 1e-3;

static int is_detected(enum pseg_mark_kind kind)
{
    return kind == PSEG_MARK_DETECTED || kind == PSEG_MARK_HIT || kind == PSEG_MARK_FALSE_ALARM;
}

static void make_points(struct pseg_scene *s, const struct pseg_bins *b)
{
    for (size_t k = 0; k < b->n; k++) {
        s->x[k] = pseg_bins_time(b, k);
        s->low[k] = b->low[k];
        s->high[k] = b->high[k];
    }
}

static void find_range(double *low, double *high, const double *x, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        *low = fmin(*low, x[k]);
        *high = fmax(*high, x[k]);
    }
}

/* A twentieth more at both ends. */
static void set_range(struct pseg_axis *axis, double low, double high)
{
    const double margin = (high - low) / 20;
    axis->low = low - margin;
    axis->high = high + margin;
}

static void draw_background(struct pseg_scene *s, const struct pseg_panel *p, const char *name)
{
    struct pseg_ticks ticks;
    const int most = (int)fmin(MOST_TICKS, p->height / TICK_SPACING);
    pseg_round_ticks(&ticks, p->y.low, p->y.high, most);
    pseg_draw_panel(s->cr, p, &ticks);
    pseg_draw_y_axis(s->cr, p, &ticks, name);
}

/* A curve where each bin is one item; else the band from the least to the largest. */
static void draw_points(struct pseg_scene *s, const struct pseg_panel *p, const struct pseg_bins *b,
                        const struct pseg_pen *pen)
{
    pseg_clip(s->cr, p);
    if (b->per_bin == 1)
        pseg_draw_curve(s->cr, p, s->x, s->low, b->n, pen);
    else
        pseg_draw_band(s->cr, p, s->x, s->low, s->high, b->n, pen);
    pseg_unclip(s->cr);
}

static int draw_wave(struct pseg_scene *s, struct pseg_panel *p)
{
    const struct pseg_bins *b = &s->record->wave;
    double low = 0, high = 0;
    make_points(s, b);
    find_range(&low, &high, s->low, b->n);
    find_range(&low, &high, s->high, b->n);
    const double peak = fmax(fmax(-low, high), quietest_peak);
    set_range(&p->y, -peak, peak);
    draw_background(s, p, "waveform");
    draw_points(s, p, b, &wave_pen);
    return 0;
}

static int draw_bands(struct pseg_scene *s, struct pseg_panel *p)
{
    static const struct pseg_ticks no_ticks = {.n = 0};
    const struct pseg_config *c = &s->model->config;
    struct pseg_ticks ticks;
    p->y.low = 0;
    p->y.high = 1;
    pseg_mel_ticks(&ticks, c->low_hz, c->high_hz);
    if (s->record->bands.n && pseg_draw_spectrum(s->cr, p, &s->record->bands))
        return -1;
    pseg_draw_panel(s->cr, p, &no_ticks);
    pseg_draw_y_axis(s->cr, p, &ticks, "frequency [Hz]");
    return 0;
}

static int draw_score(struct pseg_scene *s, struct pseg_panel *p)
{
    const struct pseg_bins *b = &s->record->score;
    const double threshold = s->model->config.threshold;
    double low = threshold, high = threshold;
    make_points(s, b);
    find_range(&low, &high, s->low, b->n);
    find_range(&low, &high, s->high, b->n);
    for (size_t i = 0; i < s->record->marks.n; i++) {
        const struct pseg_mark *m = &s->record->marks.mark[i];
        if (is_detected(m->kind) && m->at >= p->x.low && m->at <= p->x.high)
            high = fmax(high, m->score);
    }
    set_range(&p->y, low, high > low ? high : low + 1);
    draw_background(s, p, "score");
    draw_points(s, p, b, b->per_bin == 1 ? &score_pen : &score_band_pen);
    const double at = pseg_position(&p->y, threshold);
    pseg_draw_line(s->cr, p->left, at, p->left + p->width, at, &pseg_threshold_pen);
    return 0;
}

static void draw_gate_legend(struct pseg_scene *s, const struct pseg_panel *p)
{
    const struct pseg_cell_kind *cell = &pseg_cells[s->model->config.cell];
    struct pseg_legend entries[4];
    const int n = s->record->gates.channels;
    for (int g = 0; g < n && g < 4; g++)
        entries[g] = (struct pseg_legend){cell->gates[g], gate_pens[g]};
    pseg_draw_boxed_legend(s->cr, p->left + p->width - 8, p->top + 12, entries, n);
}

static int draw_gates(struct pseg_scene *s, struct pseg_panel *p)
{
    const struct pseg_bins *b = &s->record->gates;
    double low = 1, high = 0;
    for (size_t k = 0; k < b->n; k++)
        for (int g = 0; g < b->channels; g++) {
            low = fmin(low, pseg_bins_mean(b, k, g));
            high = fmax(high, pseg_bins_mean(b, k, g));
        }
    set_range(&p->y, fmin(low, high - 0.01), fmax(high, low + 0.01));
    p->y.high += (p->y.high - p->y.low) * LEGEND_SPACE / p->height;
    draw_background(s, p, "mean of gates");
    pseg_clip(s->cr, p);
    for (int g = 0; g < b->channels; g++) {
        for (size_t k = 0; k < b->n; k++) {
            s->x[k] = pseg_bins_time(b, k);
            s->low[k] = pseg_bins_mean(b, k, g);
        }
        pseg_draw_curve(s->cr, p, s->x, s->low, b->n, &gate_pens[g]);
    }
    pseg_unclip(s->cr);
    draw_gate_legend(s, p);
    return 0;
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

static int draw_counts(struct pseg_scene *s, struct pseg_panel *p)
{
    const size_t n = (size_t)(p->width / COUNT_COLUMN);
    double low = 0, high = 1;
    for (int kind = 0; kind < PSEG_N_MARK_KINDS; kind++) {
        count_marks(s, p, n, (enum pseg_mark_kind)kind);
        find_range(&low, &high, s->high, n);
    }
    set_range(&p->y, low, high);
    draw_background(s, p, "boundaries / s");
    for (int kind = 0; kind < PSEG_N_MARK_KINDS; kind++) {
        count_marks(s, p, n, (enum pseg_mark_kind)kind);
        if (pseg_marks_count(&s->record->marks, (enum pseg_mark_kind)kind, p->x.low, p->x.high) &&
            kind != PSEG_MARK_FOUND)
            pseg_draw_curve(s->cr, p, s->x, s->high, n, &pseg_mark_pens[kind]);
    }
    return 0;
}

static void add_panel(struct pseg_scene *s, double weight,
                      int (*draw)(struct pseg_scene *, struct pseg_panel *))
{
    s->panels[s->n_panels].weight = weight;
    s->panels[s->n_panels++].draw = draw;
}

int pseg_choose_panels(struct pseg_scene *s)
{
    const struct pseg_record *r = s->record;
    const size_t room = r->wave.room;
    size_t lines = 0;
    for (int kind = 0; kind < PSEG_N_MARK_KINDS; kind++)
        if (kind != PSEG_MARK_FOUND)
            lines += pseg_marks_count(&r->marks, (enum pseg_mark_kind)kind, r->start, r->end);
    s->crowded = lines * SPACING > (size_t)s->plot->width;
    add_panel(s, 1.2, draw_wave);
    add_panel(s, 2.4, draw_bands);
    add_panel(s, 1.8, draw_score);
    if (r->gates.channels)
        add_panel(s, 1.5, draw_gates);
    if (s->crowded)
        add_panel(s, 1.3, draw_counts);
    s->x = malloc(3 * room * sizeof *s->x);
    if (!s->x)
        return -1;
    s->low = s->x + room;
    s->high = s->low + room;
    return 0;
}

void pseg_scene_free(struct pseg_scene *s)
{
    free(s->x);
    s->x = NULL;
}

static void draw_halo(const struct pseg_scene *s, double x)
{
    for (int k = 0; k < s->n_panels; k++) {
        const struct pseg_panel *p = &s->panels[k].panel;
        if (s->panels[k].draw == draw_bands)
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
        for (size_t i = 0; s->panels[k].draw == draw_score && i < s->record->marks.n; i++) {
            const struct pseg_mark *m = &s->record->marks.mark[i];
            if (is_detected(m->kind) && m->at >= s->record->start && m->at <= s->record->end)
                pseg_draw_dot(s->cr, &s->panels[k].panel, m->at, m->score,
                              &pseg_mark_pens[m->kind]);
        }
}
