#include "tune.h"

#include <math.h>
#include <stdlib.h>

#include "quantile.h"

static const double UNBIASED = 0.0005; /* [s] that the median may be off */
static const double PRUDENCE = 0.5;    /* points of the R-value that a surer threshold may cost */

const char *const pseg_goal_names[PSEG_N_GOALS] = {"mean", "strict", "lenient"};

int pseg_count_all(struct pseg_counts *counts, const struct pseg_peaks *peaks,
                   const struct pseg_times *const *refs, size_t n, const struct pseg_config *c)
{
    struct pseg_times times = {0};
    int result = 0;
    *counts = (struct pseg_counts){0};
    for (size_t i = 0; i < n && !result; i++) {
        result = pseg_choose_peaks(&times, &peaks[i], c);
        pseg_count(counts, refs[i], &times, PSEG_TOLERANCE);
    }
    pseg_times_free(&times);
    return result;
}

struct search {
    const struct pseg_peaks *peaks;       /* [n] */
    const struct pseg_times *const *refs; /* [n] */
    size_t n;
    struct pseg_config config;
    float *scores; /* [n_scores] of all peaks, ascending */
    long n_scores;
    struct pseg_point best[PSEG_N_GOALS];
    long rank[PSEG_N_GOALS]; /* of the best threshold among scores */
};

static int compare(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static int pool_scores(struct search *s)
{
    size_t total = 0;
    for (size_t i = 0; i < s->n; i++)
        total += s->peaks[i].n;
    s->scores = malloc((total + 1) * sizeof *s->scores);
    if (!s->scores)
        return -1;
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->peaks[i].n; k++)
            s->scores[s->n_scores++] = s->peaks[i].at[k].score;
    qsort(s->scores, total, sizeof *s->scores, compare);
    return 0;
}

float pseg_part_scores(float low, float high)
{
    for (int digits = 3; digits < 9; digits++) {
        char text[32];
        snprintf(text, sizeof text, "%.*g", digits, (double)low);
        const float rounded = strtof(text, NULL);
        if (rounded >= low && rounded < high)
            return rounded;
    }
    return low;
}

/* The threshold between the peaks up to `rank` and those above. */
static float threshold_at(const struct search *s, long rank)
{
    return pseg_part_scores(s->scores[rank],
                            rank + 1 < s->n_scores ? s->scores[rank + 1] : INFINITY);
}

static void keep_if_better(struct search *s, const struct pseg_point *point, long rank)
{
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        if (point->value[goal] > s->best[goal].value[goal]) {
            s->best[goal] = *point;
            s->rank[goal] = rank;
        }
}

static int try_point(struct search *s, long rank, int offset)
{
    struct pseg_point p = {.offset = offset, .blend = s->config.blend};
    if (rank < 0 || rank >= s->n_scores || offset >= s->config.window)
        return 0;
    s->config.threshold = p.threshold = threshold_at(s, rank);
    s->config.offset = offset;
    if (pseg_count_all(&p.counts, s->peaks, s->refs, s->n, &s->config))
        return -1;
    p.value[PSEG_GOAL_STRICT] = pseg_strict(&p.counts).r_value;
    p.value[PSEG_GOAL_LENIENT] = pseg_lenient(&p.counts).r_value;
    p.value[PSEG_GOAL_MEAN] = (p.value[PSEG_GOAL_STRICT] + p.value[PSEG_GOAL_LENIENT]) / 2;
    keep_if_better(s, &p, rank);
    return 0;
}

/* (2 n_rank + 1) x (2 n_offset + 1) points around one. */
static int try_around(struct search *s, long rank, int n_rank, double rank_step, int offset,
                      int n_offset, int offset_step)
{
    for (int j = -n_offset; j <= n_offset; j++)
        for (int i = -n_rank; i <= n_rank; i++)
            if (try_point(s, rank + lround(i * rank_step), offset + j * offset_step))
                return -1;
    return 0;
}

static int refine(struct search *s, double rank_step, int n_offset, int offset_step)
{
    struct pseg_point from[PSEG_N_GOALS];
    long rank[PSEG_N_GOALS];
    for (int goal = 0; goal < PSEG_N_GOALS; goal++) {
        from[goal] = s->best[goal];
        rank[goal] = s->rank[goal];
    }
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        if (try_around(s, rank[goal], 8, rank_step, from[goal].offset, n_offset, offset_step))
            return -1;
    return 0;
}

/* ------------------------------------------------------------------------------------ bias -- */

static int add_offsets(struct pseg_times *offsets, const struct search *s,
                       const struct pseg_config *c)
{
    struct pseg_times times = {0};
    int result = 0;
    offsets->n = 0;
    for (size_t i = 0; i < s->n && !result; i++)
        result = pseg_choose_peaks(&times, &s->peaks[i], c) ||
                 pseg_pair_offsets(offsets, s->refs[i], &times, PSEG_TOLERANCE);
    pseg_times_free(&times);
    return result ? -1 : 0;
}

/* How late boundaries are put in the median [s], 0 where none is right. */
static int median_offset(double *median, const struct search *s, const struct pseg_point *p)
{
    struct pseg_times offsets = {0};
    struct pseg_config c = s->config;
    c.threshold = p->threshold;
    c.offset = p->offset;
    const int result = add_offsets(&offsets, s, &c);
    *median = 0;
    if (!result && offsets.n) {
        pseg_sort(offsets.at, offsets.n);
        *median = pseg_quantile(offsets.at, offsets.n, 0.5);
    }
    pseg_times_free(&offsets);
    return result;
}

/* Moves the point of the mean until its boundaries are neither late nor early by more than
 * UNBIASED, no further, and finds the threshold that fits the place: whoever reads times wants them
 * true. */
static int straighten(struct search *s, double rank_step)
{
    const enum pseg_goal goal = PSEG_GOAL_MEAN;
    for (int round = 0; round < 4; round++) {
        double late;
        const long rank = s->rank[goal];
        const int offset = s->best[goal].offset;
        if (median_offset(&late, s, &s->best[goal]))
            return -1;
        const double excess = copysign(fmax(fabs(late) - UNBIASED, 0), late);
        const int moved = offset - (int)copysign(ceil(fabs(excess) * s->config.rate), excess);
        if (moved == offset || moved >= s->config.window)
            return 0;
        s->best[goal].value[goal] = -INFINITY;
        if (try_around(s, rank, 16, rank_step, moved, 0, 0))
            return -1;
    }
    return 0;
}

/* ------------------------------------------------------------------------------- prudence -- */

static int climb(struct search *s)
{
    const enum pseg_goal goal = PSEG_GOAL_MEAN;
    const double least = s->best[goal].value[goal] - PRUDENCE;
    const long step = s->n_scores / 800 + 1;
    struct pseg_point top = s->best[goal];
    const int offset = top.offset;
    for (long rank = s->rank[goal] + step; rank < s->n_scores; rank += step) {
        s->best[goal].value[goal] = -INFINITY;
        if (try_point(s, rank, offset))
            return -1;
        if (s->best[goal].value[goal] >= least)
            top = s->best[goal];
    }
    s->best[goal] = top;
    return 0;
}

/* Coarse: 201 quantiles; offsets up to 3.5 hops around the middle. A network may answer
 * some frames late, so the middle is half a window less the three frames that are usual. */
static int search(struct search *s, int free_offset)
{
    const struct pseg_config c = s->config;
    const int middle = free_offset ? c.window / 2 - 3 * c.hop / 2 : c.offset;
    const int n = free_offset ? 7 : 0;
    const double coarse = (double)(s->n_scores - 1) / 200;
    if (try_around(s, (s->n_scores - 1) / 2, 100, coarse, middle, n, c.hop / 2))
        return -1;
    if (refine(s, coarse / 4, free_offset ? 3 : 0, c.hop / 8) ||
        refine(s, coarse / 32, free_offset ? 3 : 0, c.hop / 32))
        return -1;
    if (free_offset && straighten(s, coarse / 32))
        return -1;
    return c.score == PSEG_SCORE_READOUT ? climb(s) : 0;
}

int pseg_tune(struct pseg_point best[PSEG_N_GOALS], const struct pseg_peaks *peaks,
              const struct pseg_times *const *refs, size_t n, const struct pseg_config *c,
              int free_offset, struct pseg_error *error)
{
    struct search s = {.peaks = peaks, .refs = refs, .n = n, .config = *c};
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        s.best[goal].value[goal] = -INFINITY;
    int result = pool_scores(&s) ? pseg_fail(error, "out of memory for tuning") : 0;
    if (!result && !s.n_scores)
        result = pseg_fail(error, "nothing to tune: the score has no peak in any recording");
    if (!result && search(&s, free_offset))
        result = pseg_fail(error, "out of memory for tuning");
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        best[goal] = s.best[goal];
    free(s.scores);
    return result;
}
