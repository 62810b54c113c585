/* Tuning finds what an exhaustive search finds. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "quantile.h"
#include "random.h"
#include "toy.h"
#include "tune.h"

enum { FILES = 3, MOST = 60, LENGTH = 60 * 1600 };

struct labelled {
    struct pseg_peak peaks_at[FILES][MOST];
    double refs_at[FILES][MOST];
    struct pseg_peaks peaks[FILES];
    struct pseg_times times[FILES];
    const struct pseg_times *refs[FILES];
};

/* A reference each 100 ms or so, a high peak `late` samples after most of them, low peaks between:
 * heights overlap, so that there is a best threshold. */
static void make_labelled(struct labelled *l, int late, uint64_t seed)
{
    struct pseg_random r;
    pseg_random_seed(&r, seed, 0);
    for (int f = 0; f < FILES; f++) {
        size_t n = 0;
        for (int i = 0; i < MOST / 2; i++) {
            const uint64_t frame = 10 * (uint64_t)(i + 1);
            const double jitter = 40 * pseg_random_normal(&r);
            l->refs_at[f][i] = round((double)frame * 160 - late + jitter) / 16000;
            l->peaks_at[f][n++] =
                (struct pseg_peak){frame, (float)exp(2 + pseg_random_normal(&r)), 0};
            l->peaks_at[f][n++] =
                (struct pseg_peak){frame + 4, (float)exp(pseg_random_normal(&r)), 0};
        }
        l->peaks[f] = (struct pseg_peaks){l->peaks_at[f], n, n, LENGTH};
        l->times[f] = (struct pseg_times){.at = l->refs_at[f], .n = MOST / 2};
        l->refs[f] = &l->times[f];
    }
}

static double value_of(const struct labelled *l, const struct pseg_config *c, int goal)
{
    struct pseg_counts counts;
    assert_int_equal(pseg_count_all(&counts, l->peaks, l->refs, FILES, c), 0);
    const double strict = pseg_strict(&counts).r_value, lenient = pseg_lenient(&counts).r_value;
    const double values[] = {(strict + lenient) / 2, strict, lenient};
    return values[goal];
}

/* Every threshold that differs in effect. */
static double best_of_all(const struct labelled *l, struct pseg_config c, int goal)
{
    double best = -INFINITY;
    for (int f = 0; f < FILES; f++)
        for (size_t i = 0; i < l->peaks[f].n; i++) {
            c.threshold = l->peaks[f].at[i].score;
            best = fmax(best, value_of(l, &c, goal));
        }
    return best;
}

static struct pseg_config config(void)
{
    struct pseg_config c = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    c.offset = 0;
    return c;
}

/* With as few peaks as here the finest grid holds all thresholds near the optimum. */
static void the_best_threshold_is_found(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct labelled l;
        struct pseg_point best[PSEG_N_GOALS];
        struct pseg_error error;
        const struct pseg_config c = config();
        make_labelled(&l, 0, seed);
        assert_int_equal(pseg_tune(best, l.peaks, l.refs, FILES, &c, 0, &error), 0);
        for (int goal = 0; goal < PSEG_N_GOALS; goal++) {
            assert_int_equal(best[goal].offset, 0);
            check_near(best[goal].value[goal], best_of_all(&l, c, goal), 1e-12, "best", goal);
        }
    }
}

static void a_point_gives_what_it_promises(void **state)
{
    (void)state;
    struct labelled l;
    struct pseg_point best[PSEG_N_GOALS];
    struct pseg_error error;
    struct pseg_config c = config();
    make_labelled(&l, 200, 3);
    c.min_gap = 3;
    assert_int_equal(pseg_tune(best, l.peaks, l.refs, FILES, &c, 1, &error), 0);
    for (int goal = 0; goal < PSEG_N_GOALS; goal++) {
        c.threshold = best[goal].threshold;
        c.offset = best[goal].offset;
        for (int k = 0; k < PSEG_N_GOALS; k++)
            check_near(best[goal].value[k], value_of(&l, &c, k), 0, pseg_goal_names[k], goal);
        assert_true(best[goal].value[goal] >= best[(goal + 1) % PSEG_N_GOALS].value[goal]);
    }
}

static const int delays[] = {-300, 0, 160, 480}; /* [samples] */

/* Tunes, with a free offset, to peaks that come so late. */
static void tune_late(struct pseg_point best[PSEG_N_GOALS], struct labelled *l, int delay)
{
    const struct pseg_config c = config();
    struct pseg_error error;
    make_labelled(l, delay, 7);
    assert_int_equal(pseg_tune(best, l->peaks, l->refs, FILES, &c, 1, &error), 0);
}

/* Peaks that come late by a known time: the offset takes it out, to the width of the plateau that
 * +-20 ms leave when the jitter is 2.5 ms. */
static void the_offset_takes_out_a_delay(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(delays); i++) {
        struct labelled l;
        struct pseg_point best[PSEG_N_GOALS];
        struct pseg_config c = config();
        tune_late(best, &l, delays[i]);
        assert_true(abs(best[PSEG_GOAL_STRICT].offset + delays[i]) <= 280);
        c.offset = -delays[i];
        assert_true(best[PSEG_GOAL_STRICT].value[PSEG_GOAL_STRICT] >=
                    best_of_all(&l, c, PSEG_GOAL_STRICT) - 1);
    }
}

/* Within the tolerance R-values hardly care where boundaries lie; the median of the mean's point
 * does. */
static void the_point_of_the_mean_is_neither_late_nor_early(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(delays); i++) {
        struct labelled l;
        struct pseg_point best[PSEG_N_GOALS];
        struct pseg_times chosen = {0}, offsets = {0};
        struct pseg_config c = config();
        tune_late(best, &l, delays[i]);
        c.threshold = best[PSEG_GOAL_MEAN].threshold;
        c.offset = best[PSEG_GOAL_MEAN].offset;
        for (int f = 0; f < FILES; f++) {
            assert_int_equal(pseg_choose_peaks(&chosen, &l.peaks[f], &c), 0);
            assert_int_equal(pseg_pair_offsets(&offsets, l.refs[f], &chosen, PSEG_TOLERANCE), 0);
        }
        pseg_sort(offsets.at, offsets.n);
        assert_true(fabs(pseg_quantile(offsets.at, offsets.n, 0.5)) <= 0.0016);
        pseg_times_free(&chosen);
        pseg_times_free(&offsets);
    }
}

/* The threshold goes up as far as the R-value stays, at the same offset, and no further. */
static void prudence_raises_the_threshold_and_costs_little(void **state)
{
    int raised = 0;
    (void)state;
    for (uint32_t seed = 1; seed < 9; seed++) {
        struct labelled l;
        struct pseg_point best[PSEG_N_GOALS];
        struct pseg_config c = config();
        struct pseg_error error;
        make_labelled(&l, 0, seed);
        assert_int_equal(pseg_tune(best, l.peaks, l.refs, FILES, &c, 1, &error), 0);
        const struct pseg_point was = best[PSEG_GOAL_MEAN];
        const double least = was.value[PSEG_GOAL_MEAN] - 0.5;
        c.score = PSEG_SCORE_READOUT;
        assert_int_equal(pseg_tune(best, l.peaks, l.refs, FILES, &c, 1, &error), 0);
        const struct pseg_point p = best[PSEG_GOAL_MEAN];
        assert_true(p.threshold >= was.threshold && p.offset == was.offset);
        raised += p.threshold > was.threshold;
        c.offset = p.offset;
        c.threshold = p.threshold;
        check_near(p.value[PSEG_GOAL_MEAN], value_of(&l, &c, PSEG_GOAL_MEAN), 0, "mean", seed);
        assert_true(p.value[PSEG_GOAL_MEAN] >= least);
        for (int f = 0; f < FILES; f++)
            for (size_t i = 0; i < l.peaks[f].n; i++) {
                c.threshold = l.peaks[f].at[i].score;
                if (c.threshold > p.threshold)
                    assert_true(value_of(&l, &c, PSEG_GOAL_MEAN) < least);
            }
    }
    assert_true(raised > 0);
}

/* Heights that agree in five digits: a threshold rounder than that would part the wrong ones. */
static void heights_that_are_nearly_equal_are_told_apart(void **state)
{
    (void)state;
    struct labelled l;
    struct pseg_point best[PSEG_N_GOALS];
    struct pseg_error error;
    const struct pseg_config c = config();
    make_labelled(&l, 0, 1);
    for (int f = 0; f < FILES; f++)
        for (int i = 0; i < MOST; i++) /* even ones belong to a reference */
            l.peaks_at[f][i].score = 1.7f + (i % 2 ? 0 : 1e-4f) + 1e-6f * (float)(i / 2);
    assert_int_equal(pseg_tune(best, l.peaks, l.refs, FILES, &c, 0, &error), 0);
    assert_int_equal(best[0].counts.n_hyp, best[0].counts.n_ref);
    assert_true(best[0].threshold >= 1.7f + 29e-6f && best[0].threshold < 1.7001f);
}

static void no_peak_is_an_error(void **state)
{
    (void)state;
    struct pseg_peaks none = {NULL, 0, 0, LENGTH};
    const struct pseg_times ref = {0}, *refs[] = {&ref};
    struct pseg_point best[PSEG_N_GOALS];
    struct pseg_error error;
    const struct pseg_config c = config();
    assert_int_equal(pseg_tune(best, &none, refs, 1, &c, 1, &error), -1);
    assert_string_equal(error.text, "nothing to tune: the score has no peak in any recording");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_threshold_is_found),
        cmocka_unit_test(a_point_gives_what_it_promises),
        cmocka_unit_test(the_offset_takes_out_a_delay),
        cmocka_unit_test(the_point_of_the_mean_is_neither_late_nor_early),
        cmocka_unit_test(prudence_raises_the_threshold_and_costs_little),
        cmocka_unit_test(heights_that_are_nearly_equal_are_told_apart),
        cmocka_unit_test(no_peak_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
