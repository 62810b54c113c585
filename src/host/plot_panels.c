#include "plot_panels.h"

#include <math.h>
#include <stdlib.h>

#include "cell.h"
#include "plot_boundaries.h"
#include "plot_spectrum.h"

enum { LEGEND_SPACE = 24 }; /* above the gates */

const struct pseg_pen pseg_threshold_pen = {PSEG_BLACK, 1.2, 1, {7, 4}};
static const struct pseg_pen wave_pen = {PSEG_GREY, 0.8, 1, {0, 0}};
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

const char *pseg_name_axis(const struct pseg_scene *s, const char *name)
{
    return s->small ? "" : name;
}

static int draw_wave(struct pseg_scene *s, struct pseg_panel *p)
{
    const struct pseg_bins *b = &s->record->wave;
    double low = 0, high = 0;
    make_points(s, b);
    find_range(&low, &high, s->low, b->n);
    find_range(&low, &high, s->high, b->n);
    const double peak = fmax(fmax(-low, high), quietest_peak);
    pseg_set_range(&p->y, -peak, peak);
    pseg_draw_round_panel(s->cr, p, "waveform");
    draw_points(s, p, b, &wave_pen);
    return 0;
}

int pseg_draw_bands(struct pseg_scene *s, struct pseg_panel *p)
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
    pseg_draw_y_axis(s->cr, p, &ticks, pseg_name_axis(s, "frequency [Hz]"));
    return 0;
}

/* The curve, the dots on it, and the threshold; but not one so low that it is there to let every
 * peak pass. */
static void set_score_range(struct pseg_scene *s, struct pseg_axis *y)
{
    const struct pseg_record *r = s->record;
    const double threshold = s->model->config.threshold;
    double low = INFINITY, high = -INFINITY;
    find_range(&low, &high, s->low, r->score.n);
    find_range(&low, &high, s->high, r->score.n);
    for (size_t i = 0; i < r->marks.n; i++) {
        const struct pseg_mark *m = &r->marks.mark[i];
        const double score = m->score;
        if (pseg_is_detected(m->kind) && m->at >= r->start && m->at <= r->end)
            find_range(&low, &high, &score, 1);
    }
    if (!(low < high) || threshold > low - 3 * (high - low))
        find_range(&low, &high, &threshold, 1);
    pseg_set_range(y, low, high > low ? high : low + fmax(1, fabs(low)));
}

int pseg_draw_score(struct pseg_scene *s, struct pseg_panel *p)
{
    const struct pseg_bins *b = &s->record->score;
    make_points(s, b);
    set_score_range(s, &p->y);
    pseg_draw_round_panel(s->cr, p, pseg_name_axis(s, "score"));
    draw_points(s, p, b, b->per_bin == 1 ? &score_pen : &score_band_pen);
    const double at = pseg_position(&p->y, s->model->config.threshold);
    pseg_clip(s->cr, p);
    pseg_draw_line(s->cr, p->left, at, p->left + p->width, at, &pseg_threshold_pen);
    pseg_unclip(s->cr);
    return 0;
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
    pseg_set_range(&p->y, fmin(low, high - 0.01), fmax(high, low + 0.01));
    p->y.high += (p->y.high - p->y.low) * LEGEND_SPACE / p->height;
    pseg_draw_round_panel(s->cr, p, "mean of gates");
    pseg_clip(s->cr, p);
    for (int g = 0; g < b->channels; g++) {
        for (size_t k = 0; k < b->n; k++) {
            s->x[k] = pseg_bins_time(b, k);
            s->low[k] = pseg_bins_mean(b, k, g);
        }
        pseg_draw_curve(s->cr, p, s->x, s->low, b->n, &gate_pens[g]);
    }
    pseg_unclip(s->cr);
    return 0;
}

static void draw_gate_legend(const struct pseg_scene *s, const struct pseg_panel *p)
{
    const struct pseg_cell_kind *cell = &pseg_cells[s->model->config.cell];
    struct pseg_legend entries[4];
    const int n = s->record->gates.channels;
    for (int g = 0; g < n && g < 4; g++)
        entries[g] = (struct pseg_legend){cell->family->gates[g], gate_pens[g]};
    pseg_draw_boxed_legend(s->cr, p->left + p->width - 8, p->top + 12, entries, n);
}

void pseg_draw_panel_legends(const struct pseg_scene *s)
{
    for (int k = 0; k < s->n_panels; k++)
        if (s->panels[k].draw == draw_gates)
            draw_gate_legend(s, &s->panels[k].panel);
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
    s->crowded = pseg_is_crowded(r, s->plot->width);
    if (!s->small)
        add_panel(s, 1.2, draw_wave);
    add_panel(s, 2.4, pseg_draw_bands);
    if (!s->small || !s->crowded)
        add_panel(s, 1.8, pseg_draw_score);
    if (r->gates.channels && !s->small)
        add_panel(s, 1.5, draw_gates);
    if (s->crowded)
        add_panel(s, 1.3, pseg_draw_counts);
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
