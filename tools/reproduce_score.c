#include "reproduce_score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sweep.h"

const char *const condition_names[N_CONDITIONS] = {"clean", "noisy"};
const char *const measure_names[N_MEASURES] = {"strict", "lenient"};
const char *const protocol_names[N_PROTOCOLS] = {"tuned", "shifted", "fixed"};

static const enum pseg_goal goal_of[N_MEASURES] = {PSEG_GOAL_STRICT, PSEG_GOAL_LENIENT};

/* One row being scored. */
struct scoring {
    const struct row *row;
    const struct heard *heard;
    const struct data *data;
    struct pseg_peaks *peaks; /* [n] of the score in hand */
    struct pseg_error *error;
};

static int is_blend(const struct row *row)
{
    return row->score == ROW_BLEND_MEAN || row->score == ROW_BLEND_UNITS;
}

/* The peaks of the row's score with that w; how many, or -1. */
static long find_peaks(struct scoring *s, enum condition condition, double w)
{
    long total = 0;
    for (size_t i = 0; i < s->heard->n; i++) {
        const struct signals *signals = s->heard->signals[condition];
        if (s->row->score != ROW_PEAKS) {
            if (signals_peaks(&s->peaks[i], &signals[i], s->row->score, s->row->gate, w))
                return pseg_fail(s->error, "out of memory for the score's peaks");
        } else
            s->peaks[i] = s->heard->peaks[condition][i];
        total += (long)s->peaks[i].n;
    }
    return total;
}

static void keep_better(struct pseg_point best[PSEG_N_GOALS],
                        const struct pseg_point found[PSEG_N_GOALS], double w)
{
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        if (found[goal].value[goal] > best[goal].value[goal]) {
            best[goal] = found[goal];
            best[goal].blend = (float)w;
        }
}

/* Improves best[] by what the score with that w can do. Gates that never move make no peak. */
static int try_blend(struct pseg_point best[PSEG_N_GOALS], struct scoring *s,
                     enum condition condition, double w, int free_offset)
{
    struct pseg_point found[PSEG_N_GOALS];
    const long n = find_peaks(s, condition, w);
    if (n <= 0)
        return (int)n;
    if (pseg_tune(found, s->peaks, s->data->refs, s->heard->n, &s->heard->config, free_offset,
                  s->error))
        return -1;
    keep_better(best, found, w);
    return 0;
}

static int try_ratio(struct pseg_point best[PSEG_N_GOALS], struct scoring *s,
                     enum condition condition, double ratio)
{
    return try_blend(best, s, condition, ratio / (1 + ratio), 0);
}

/* Twice as fine around each goal's best w. */
static int refine(struct pseg_point best[PSEG_N_GOALS], struct scoring *s, enum condition condition,
                  double step)
{
    struct pseg_point from[PSEG_N_GOALS];
    memcpy(from, best, sizeof from);
    for (int goal = 0; goal < PSEG_N_GOALS; goal++) {
        const double w = from[goal].blend;
        for (int sign = -1; sign <= 1 && w > 0 && w < 1; sign += 2)
            if (try_ratio(best, s, condition, w / (1 - w) * pow(10, sign * step)))
                return -1;
    }
    return 0;
}

/* The best threshold for each goal, at the usual offset. E and the difference of the gates differ
 * in scale by an unknown factor, so that w is tried evenly in the logarithm of w / (1 - w). */
static int tune(struct pseg_point best[PSEG_N_GOALS], struct scoring *s, enum condition condition)
{
    memset(best, 0, PSEG_N_GOALS * sizeof *best);
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        best[goal].value[goal] = -INFINITY;
    if (!is_blend(s->row))
        return try_blend(best, s, condition, 0, 0);
    if (try_blend(best, s, condition, 0, 0) || try_blend(best, s, condition, 1, 0))
        return -1;
    for (int k = -2; k <= 14; k++)
        if (try_ratio(best, s, condition, pow(10, k / 4.0)))
            return -1;
    return refine(best, s, condition, 0.125) || refine(best, s, condition, 0.0625) ? -1 : 0;
}

static struct figure figure_of(const struct pseg_point *p, enum measure measure)
{
    const struct pseg_rates r =
        measure == STRICT ? pseg_strict(&p->counts) : pseg_lenient(&p->counts);
    return (struct figure){.r_value = r.r_value,
                           .precision = r.precision,
                           .recall = r.recall,
                           .threshold = p->threshold,
                           .blend = p->blend,
                           .offset = p->offset};
}

/* The same points with the offset free: that of each goal, starting from its w. The mean's has true
 * times (pseg_tune), even where the usual offset scores better. */
static int shift(struct pseg_point best[PSEG_N_GOALS], struct scoring *s, enum condition condition)
{
    struct pseg_point from[PSEG_N_GOALS];
    memcpy(from, best, sizeof from);
    best[PSEG_GOAL_MEAN].value[PSEG_GOAL_MEAN] = -INFINITY;
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        if ((!goal || from[goal].blend != from[goal - 1].blend) &&
            try_blend(best, s, condition, from[goal].blend, 1))
            return -1;
    return 0;
}

static int count_at(struct pseg_point *p, struct scoring *s, enum condition condition)
{
    struct pseg_config c = s->heard->config;
    c.threshold = p->threshold;
    c.offset = p->offset;
    if (find_peaks(s, condition, p->blend) < 0)
        return -1;
    return pseg_count_all(&p->counts, s->peaks, s->data->refs, s->heard->n, &c)
               ? pseg_fail(s->error, "out of memory for counting boundaries")
               : 0;
}

static int score_tuned(struct figures *f, struct scoring *s)
{
    struct pseg_point best[PSEG_N_GOALS], once = {0};
    for (int condition = 0; condition < N_CONDITIONS; condition++) {
        if (tune(best, s, condition))
            return -1;
        for (int m = 0; m < N_MEASURES; m++)
            f->at[TUNED][condition][m] = figure_of(&best[goal_of[m]], m);
        if (shift(best, s, condition))
            return -1;
        for (int m = 0; m < N_MEASURES; m++)
            f->at[SHIFTED][condition][m] = figure_of(&best[goal_of[m]], m);
        if (condition == CLEAN)
            once = best[PSEG_GOAL_MEAN];
        if (count_at(&once, s, condition))
            return -1;
        for (int m = 0; m < N_MEASURES; m++)
            f->at[FIXED][condition][m] = figure_of(&once, m);
    }
    return 0;
}

/* A periodic predictor has nothing to tune. */
static int score_untuned(struct figures *f, struct scoring *s)
{
    struct pseg_point p = {.threshold = 0};
    for (int condition = 0; condition < N_CONDITIONS; condition++) {
        if (count_at(&p, s, condition))
            return -1;
        for (int protocol = 0; protocol < N_PROTOCOLS; protocol++)
            for (int m = 0; m < N_MEASURES; m++)
                f->at[protocol][condition][m] = figure_of(&p, m);
    }
    for (int m = 0; m < N_MEASURES; m++) {
        f->curve[m][0] = f->at[TUNED][CLEAN][m];
        f->n_curve[m] = 1;
    }
    return 0;
}

/* ----------------------------------------------------------------------------------- curves -- */

/* Thresholds at even quantiles of the peaks' scores. */
static int sweep(struct figure curve[CURVE_POINTS], struct scoring *s, enum measure measure,
                 struct pseg_point p)
{
    struct pseg_sweep_point points[CURVE_POINTS];
    if (find_peaks(s, CLEAN, p.blend) < 0 ||
        pseg_sweep(points, CURVE_POINTS, s->peaks, s->data->refs, s->heard->n, &s->heard->config,
                   s->error))
        return -1;
    for (int i = 0; i < CURVE_POINTS; i++) {
        p.threshold = points[i].threshold;
        p.counts = points[i].counts;
        curve[i] = figure_of(&p, measure);
    }
    return 0;
}

static int score_curves(struct figures *f, struct scoring *s)
{
    for (int m = 0; m < N_MEASURES; m++) {
        const struct figure *best = &f->at[TUNED][CLEAN][m];
        const struct pseg_point p = {.blend = (float)best->blend, .offset = (int)best->offset};
        if (sweep(f->curve[m], s, m, p))
            return -1;
        f->n_curve[m] = CURVE_POINTS;
    }
    return 0;
}

int score_row(struct figures *f, const struct row *row, const struct heard *h, const struct data *d,
              struct pseg_error *error)
{
    struct scoring s = {row, h, d, calloc(h->n + 1, sizeof *s.peaks), error};
    memset(f, 0, sizeof *f);
    if (!s.peaks)
        return pseg_fail(error, "out of memory for the peaks of %zu recordings", h->n);
    const int is_periodic = row->score == ROW_PEAKS && h->config.hop != 160;
    const int failed =
        is_periodic ? score_untuned(f, &s) : score_tuned(f, &s) || score_curves(f, &s);
    for (size_t i = 0; i < h->n && row->score != ROW_PEAKS; i++)
        pseg_peaks_free(&s.peaks[i]);
    free(s.peaks);
    return failed ? -1 : 0;
}
