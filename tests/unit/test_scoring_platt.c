/* Scores that become probabilities: the fit, its candidates, its place in a model, and how reliable
 * they are, against tests/golden/make_platt.py. */
#include "platt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "golden.h"
#include "network.h"
#include "random.h"
#include "reliability.h"
#include "synth.h"
#include "toy.h"
#include "tune.h"

enum { MOST = 400, N = 16000 };

static struct pseg_candidate room[MOST];

static struct pseg_candidates make(const float *score, const int *boundary, size_t n)
{
    struct pseg_candidates list = {room, n, MOST, 0};
    for (size_t i = 0; i < n; i++) {
        room[i] = (struct pseg_candidate){(double)i, score[i], boundary[i]};
        list.n_boundaries += boundary[i];
    }
    return list;
}

static const double *find(const struct golden *g, const char *set, const char *what, int rows,
                          int cols)
{
    char name[32];
    snprintf(name, sizeof name, "%s.%s", set, what);
    return golden_values(g, name, rows, cols);
}

static struct pseg_candidates read_candidates(const struct golden *g, const char *set, int n)
{
    const double *score = find(g, set, "score", 1, n), *boundary = find(g, set, "boundary", 1, n);
    static float scores[MOST];
    static int boundaries[MOST];
    for (int i = 0; i < n; i++) {
        scores[i] = (float)score[i];
        boundaries[i] = (int)boundary[i];
    }
    return make(scores, boundaries, (size_t)n);
}

static const struct {
    const char *name;
    int n;
} sets[] = {{"soft", 240}, {"close", 160}};

/* -------------------------------------------------------------------------------- the fit -- */

static void the_fit_is_the_most_likely_one(void **state)
{
    (void)state;
    struct golden g;
    golden_read(&g, "platt.txt");
    for (int i = 0; i < 2; i++) {
        struct pseg_platt fit;
        struct pseg_error error;
        const struct pseg_candidates list = read_candidates(&g, sets[i].name, sets[i].n);
        const double *expected = find(&g, sets[i].name, "fit", 1, 2);
        assert_int_equal(pseg_platt_fit(&fit, &list, &error), 0);
        check_near(fit.a, expected[0], 1e-6, "a", i);
        check_near(fit.c, expected[1], 1e-6, "c", i);
    }
    golden_free(&g);
}

static void what_a_threshold_parts_perfectly_has_a_finite_fit(void **state)
{
    (void)state;
    struct pseg_platt fit;
    struct pseg_error error;
    const float score[] = {0.1f, 0.2f, 0.3f, 0.7f, 0.8f, 0.9f, 1, 0};
    const int boundary[] = {0, 0, 0, 1, 1, 1, 1, 0};
    for (size_t n = 6; n <= 8; n++) { /* with 1 and 0 themselves, too */
        const struct pseg_candidates list = make(score, boundary, n);
        assert_int_equal(pseg_platt_fit(&fit, &list, &error), 0);
        assert_true(fit.a > 0 && fit.a < 100 && fabs(fit.c) < 100);
        assert_true(pseg_platt_apply(1, &fit) > 0.6 && pseg_platt_apply(0, &fit) < 0.4);
    }
}

static void refuse(const float *score, const int *boundary, size_t n, const char *sentence)
{
    struct pseg_platt fit = {7, 8};
    struct pseg_error error;
    const struct pseg_candidates list = make(score, boundary, n);
    assert_int_equal(pseg_platt_fit(&fit, &list, &error), -1);
    assert_string_equal(error.text, sentence);
    assert_true(fit.a == 7 && fit.c == 8);
}

static void what_says_nothing_is_refused(void **state)
{
    (void)state;
    const float score[] = {0.1f, 0.2f, 0.8f, 0.9f}, same[] = {0.5f, 0.5f, 0.5f, 0.5f};
    const int none[4] = {0}, all[] = {1, 1, 1, 1}, wrong[] = {1, 1, 0, 0}, mixed[] = {0, 1, 0, 1};
    refuse(score, none, 0, "no probability can be fitted: of 0 candidates none is a boundary");
    refuse(score, none, 4, "no probability can be fitted: of 4 candidates none is a boundary");
    refuse(score, all, 4, "no probability can be fitted: of 4 candidates every one is a boundary");
    refuse(same, mixed, 4, "no probability can be fitted: all candidates score the same");
    refuse(score, wrong, 4,
           "no probability can be fitted: boundaries score no higher than the rest");
}

/* ---------------------------------------------------------------------------- candidates -- */

/* Above any threshold there are as many boundaries as strict counting finds pairs, or a few less
 * where a chain of neighbours would have to move on. */
static void boundaries_are_those_of_strict_counting(void **state)
{
    (void)state;
    struct pseg_random r;
    struct pseg_config c = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    c.offset = 137;
    pseg_random_seed(&r, 5, 0);
    for (int round = 0; round < 50; round++) {
        struct pseg_peak at[60];
        struct pseg_peaks peaks = {at, 60, 60, 60 * 3 * 160};
        struct pseg_times ref = {0};
        struct pseg_candidates list = {0};
        for (size_t i = 0; i < 60; i++)
            at[i] = (struct pseg_peak){3 * i + pseg_random_below(&r, 2),
                                       (float)pseg_random_uniform(&r), 0};
        for (int i = 1; i < 30; i++)
            pseg_times_add(&ref, 0.06 * i + 0.05 * pseg_random_uniform(&r));
        assert_int_equal(pseg_add_candidates(&list, &peaks, &ref, &c), 0);
        for (int step = 0; step < 10; step++) {
            struct pseg_counts counts;
            const struct pseg_times *refs[] = {&ref};
            c.threshold = (float)step / 10;
            assert_int_equal(pseg_count_all(&counts, &peaks, refs, 1, &c), 0);
            long n = 0, hits = 0;
            for (size_t i = 0; i < list.n && list.at[i].score > c.threshold; i++, n++)
                hits += list.at[i].is_boundary;
            assert_int_equal(n, counts.n_hyp);
            assert_in_range(counts.hits - hits, 0, 2);
        }
        pseg_candidates_free(&list);
        pseg_times_free(&ref);
    }
}

static void a_reference_belongs_to_the_highest_near_it(void **state)
{
    (void)state;
    struct pseg_config c = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    struct pseg_peak at[] = {{10, 0.3f, 0}, {12, 0.9f, 0}, {30, 0.5f, 0}, {40, 0.6f, 0},
                             {60, 0.8f, 0}, {63, 0.2f, 0}, {70, 0.7f, 0}};
    struct pseg_peaks peaks = {at, 7, 7, 100 * 160};
    /* 0.12 takes 0.105, though 0.1 is nearer to it; 0.6 leaves 0.618 to 0.63 */
    double refs[] = {0.105, 0.318, 0.38, 0.42, 0.598, 0.618};
    const struct pseg_times ref = {.at = refs, .n = 6};
    struct pseg_candidates list = {0};
    c.offset = 0;
    assert_int_equal(pseg_add_candidates(&list, &peaks, &ref, &c), 0);
    const float scores[] = {0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.3f, 0.2f};
    const int boundary[] = {1, 1, 0, 1, 1, 0, 1};
    assert_int_equal(list.n, 7);
    assert_int_equal(list.n_boundaries, 5);
    for (int i = 0; i < 7; i++) {
        assert_true(list.at[i].score == scores[i]);
        assert_int_equal(list.at[i].is_boundary, boundary[i]);
    }
    pseg_candidates_free(&list);
}

/* ------------------------------------------------------------------------------- the model -- */

static struct pseg_peaks peaks_of(const struct pseg_model *model, const float *x)
{
    struct pseg_peaks peaks;
    struct pseg_error error;
    assert_int_equal(pseg_find_peaks(&peaks, x, N, model, &error), 0);
    return peaks;
}

static void compare_folded(struct toy_model *toy, const struct pseg_platt *fit, float threshold,
                           const float *x)
{
    struct pseg_model folded = toy->model;
    struct pseg_error error;
    struct pseg_times before = {0}, after = {0};
    float *weights = malloc(folded.n_weights * sizeof *weights);
    assert_non_null(weights);
    memcpy(weights, folded.weights, folded.n_weights * sizeof *weights);
    folded.weights = weights;
    toy->model.config.threshold = folded.config.threshold = threshold;
    toy->model.config.refine = folded.config.refine = 0; /* other scores, another parabola */
    assert_int_equal(pseg_platt_fold(&folded.config, weights, fit, &error), 0);
    struct pseg_peaks raw = peaks_of(&toy->model, x), calibrated = peaks_of(&folded, x);
    assert_int_equal(raw.n, calibrated.n);
    for (size_t i = 0; i < raw.n; i++) {
        assert_int_equal(raw.at[i].frame, calibrated.at[i].frame);
        check_near(calibrated.at[i].score, pseg_platt_apply(raw.at[i].score, fit), 1e-5, "score",
                   (long)i);
    }
    assert_int_equal(pseg_choose_peaks(&before, &raw, &toy->model.config), 0);
    assert_int_equal(pseg_choose_peaks(&after, &calibrated, &folded.config), 0);
    assert_int_equal(before.n, after.n);
    for (size_t i = 0; i < before.n; i++)
        assert_true(before.at[i] == after.at[i]);
    pseg_peaks_free(&raw);
    pseg_peaks_free(&calibrated);
    pseg_times_free(&before);
    pseg_times_free(&after);
    free(weights);
}

/* Two of the toys have readouts: of gates alone, and of the state as well. */
static void a_folded_fit_leaves_every_boundary_where_it_is(void **state)
{
    (void)state;
    const struct pseg_platt fits[] = {{1, 0}, {0.4, 1.5}, {1.7, -0.8}, {0.9, 3}};
    float *x = malloc(N * sizeof *x);
    assert_non_null(x);
    synth_speech(x, N, 3);
    for (int index = 6; index <= 7; index++) {
        struct toy_model toy;
        const struct pseg_config c = toy_config_of(index);
        toy_model_make(&toy, &c, 11);
        struct pseg_peaks raw = peaks_of(&toy.model, x);
        assert_true(raw.n > 8);
        for (size_t i = 0; i < 4; i++)
            for (size_t k = 0; k < raw.n; k += raw.n / 8) /* a little above one of the scores */
                compare_folded(&toy, &fits[i], nextafterf(raw.at[k].score, 2) * 1.0001f, x);
        pseg_peaks_free(&raw);
        toy_model_free(&toy);
    }
    free(x);
}

static void thresholds_keep_their_side(void **state)
{
    (void)state;
    const struct pseg_platt up = {1.3, 6}, down = {0.7, -3};
    assert_true(pseg_platt_threshold(-1e6f, &up) == -1e6f); /* all stays all, none stays none */
    assert_true(pseg_platt_threshold(0, &up) == 0 && pseg_platt_threshold(1, &down) == 1);
    assert_true(pseg_platt_threshold(0.9999999f, &up) < 1); /* else certainty would not exceed it */
    check_near(pseg_platt_threshold(0.5f, &down), 1 / (1 + exp(3)), 1e-7, "threshold", 0);
    for (float p = 0.05f; p < 1; p += 0.05f)
        assert_true(pseg_platt_threshold(p, &down) < pseg_platt_threshold(p + 0.01f, &down));
}

/* Next to 1 floats are 6e-8 apart: their log odds still differ, and 1 itself is no infinity. */
static void log_odds_tell_apart_what_is_near_certainty(void **state)
{
    (void)state;
    float p = 1;
    double last = pseg_log_odds(p);
    assert_true(isfinite(last) && isfinite(pseg_log_odds(0)) && pseg_log_odds(0) < -100);
    for (int i = 0; i < 100; i++) {
        p = nextafterf(p, 0);
        assert_true(pseg_log_odds(p) < last);
        last = pseg_log_odds(p);
    }
    check_near(pseg_log_odds(0.5f), 0, 0, "log odds", 0);
    check_near(pseg_log_odds(1e-30f), -30 * log(10), 1e-6, "log odds", 1);
}

static void a_fit_that_cannot_be_folded_changes_nothing(void **state)
{
    (void)state;
    const struct pseg_platt fit = {2, 1}, steep = {1e7, 0};
    struct pseg_error error;
    for (int index = 4; index <= 6; index += 2) {
        struct toy_model toy;
        struct pseg_config c = toy_config_of(index), was = c;
        toy_model_make(&toy, &c, 1);
        float *w = malloc(toy.model.n_weights * sizeof *w);
        assert_non_null(w);
        memcpy(w, toy.model.weights, toy.model.n_weights * sizeof *w);
        assert_int_equal(pseg_platt_fold(&c, w, index == 4 ? &fit : &steep, &error), -1);
        assert_non_null(strstr(error.text, index == 4 ? "it has no readout" : "none may exceed"));
        assert_memory_equal(w, toy.model.weights, toy.model.n_weights * sizeof *w);
        assert_memory_equal(&c, &was, sizeof c);
        free(w);
        toy_model_free(&toy);
    }
}

/* ------------------------------------------------------------------------------ reliability -- */

static void reliability_is_that_of_the_definition(void **state)
{
    (void)state;
    struct golden g;
    golden_read(&g, "platt.txt");
    for (int i = 0; i < 2; i++) {
        struct pseg_reliability r;
        struct pseg_error error;
        const struct pseg_candidates list = read_candidates(&g, sets[i].name, sets[i].n);
        assert_int_equal(pseg_reliability_of(&r, &list, &error), 0);
        const double *bins = find(&g, sets[i].name, "bins", r.n_bins, 5);
        const double *expected = find(&g, sets[i].name, "error", 1, 2);
        for (int k = 0; k < r.n_bins; k++, bins += 5) {
            const struct pseg_reliability_bin *b = &r.bin[k];
            assert_int_equal(b->n, (int)bins[0]);
            check_near(b->predicted, bins[1], 1e-9, "predicted", k);
            check_near(b->observed, bins[2], 1e-9, "observed", k);
            check_near(b->low, bins[3], 1e-7, "low", k);
            check_near(b->high, bins[4], 1e-7, "high", k);
        }
        check_near(r.error, expected[0], 1e-9, "error", i);
        check_near(r.chance, expected[1], 1e-9, "chance", i);
    }
    golden_free(&g);
}

static void few_candidates_have_few_bins(void **state)
{
    (void)state;
    struct pseg_reliability r;
    struct pseg_error error;
    const float score[] = {0.75f, 0.25f, 0.25f, 0.25f};
    const int boundary[] = {1, 0, 1, 0};
    struct pseg_candidates list = make(score, boundary, 0);
    assert_int_equal(pseg_reliability_of(&r, &list, &error), 0);
    assert_true(r.n_bins == 0 && r.error == 0);
    list = make(score, boundary, 4);
    assert_int_equal(pseg_reliability_of(&r, &list, &error), 0);
    assert_int_equal(r.n_bins, 2);
    assert_true(r.bin[0].n == 3 && r.bin[1].n == 1);
    check_near(r.error, 0.75 * (1.0 / 3 - 0.25) + 0.25 * 0.25, 1e-12, "error", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fit_is_the_most_likely_one),
        cmocka_unit_test(what_a_threshold_parts_perfectly_has_a_finite_fit),
        cmocka_unit_test(what_says_nothing_is_refused),
        cmocka_unit_test(boundaries_are_those_of_strict_counting),
        cmocka_unit_test(a_reference_belongs_to_the_highest_near_it),
        cmocka_unit_test(a_folded_fit_leaves_every_boundary_where_it_is),
        cmocka_unit_test(thresholds_keep_their_side),
        cmocka_unit_test(log_odds_tell_apart_what_is_near_certainty),
        cmocka_unit_test(a_fit_that_cannot_be_folded_changes_nothing),
        cmocka_unit_test(reliability_is_that_of_the_definition),
        cmocka_unit_test(few_candidates_have_few_bins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
