/* Precision against recall: what is counted at one threshold after the other. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "sweep.h"
#include "synth.h"
#include "tune.h"

enum { N = 3, PEAKS = 40, POINTS = 21 };

static const struct pseg_config config = {
    .rate = 16000, .window = 400, .hop = 160, .min_gap = 1, .threshold = 99};

struct speech {
    struct pseg_peaks peaks[N];
    struct pseg_times refs[N];
    const struct pseg_times *ref[N];
};

/* A peak every 100 ms, of which every other one, on the whole the higher, is a boundary. */
static void make(struct speech *s)
{
    struct rng rng = {3};
    memset(s, 0, sizeof *s);
    for (int i = 0; i < N; i++) {
        for (uint64_t k = 1; k <= PEAKS; k++) {
            const float score = 0.5f * rng_uniform(&rng) + (k % 2 ? 0.3f : 0);
            assert_int_equal(pseg_peaks_add(&s->peaks[i], (struct pseg_peak){10 * k, score, 0}), 0);
            if (k % 2)
                assert_int_equal(pseg_times_add(&s->refs[i], 0.1 * (double)k), 0);
        }
        s->peaks[i].length = 16000 * 10;
        s->ref[i] = &s->refs[i];
    }
}

static void release(struct speech *s)
{
    for (int i = 0; i < N; i++) {
        pseg_peaks_free(&s->peaks[i]);
        pseg_times_free(&s->refs[i]);
    }
}

static void a_curve_goes_from_all_peaks_to_the_best_few(void **state)
{
    (void)state;
    struct speech s;
    struct pseg_sweep_point points[POINTS];
    struct pseg_error error;
    make(&s);
    assert_int_equal(pseg_sweep(points, POINTS, s.peaks, s.ref, N, &config, &error), 0);
    assert_int_equal(points[0].counts.n_hyp, N * PEAKS);
    assert_int_equal(points[0].counts.hits, N * PEAKS / 2);
    for (int i = 1; i < POINTS; i++) {
        assert_true(points[i].threshold > points[i - 1].threshold);
        assert_true(points[i].counts.n_hyp < points[i - 1].counts.n_hyp);
        assert_true(points[i].counts.hits <= points[i - 1].counts.hits);
    }
    assert_true(points[POINTS - 1].counts.n_hyp > 0);
    assert_int_equal(points[POINTS - 1].counts.hits, points[POINTS - 1].counts.n_hyp);
    release(&s);
}

/* Even quantiles: each step leaves out as many peaks, but for rounding. */
static void each_point_is_what_a_detector_of_that_threshold_finds(void **state)
{
    (void)state;
    struct speech s;
    struct pseg_sweep_point points[POINTS];
    struct pseg_error error;
    make(&s);
    assert_int_equal(pseg_sweep(points, POINTS, s.peaks, s.ref, N, &config, &error), 0);
    for (int i = 0; i < POINTS; i++) {
        struct pseg_config c = config;
        struct pseg_counts counts;
        c.threshold = points[i].threshold;
        assert_int_equal(pseg_count_all(&counts, s.peaks, s.ref, N, &c), 0);
        assert_memory_equal(&counts, &points[i].counts, sizeof counts);
        check_near(counts.n_hyp, N * PEAKS * (1 - (double)i / POINTS), 1.01, "found", i);
    }
    release(&s);
}

static void without_a_peak_there_is_no_curve(void **state)
{
    (void)state;
    struct pseg_peaks peaks = {0};
    const struct pseg_times none = {0}, *ref = &none;
    struct pseg_sweep_point points[POINTS];
    struct pseg_error error;
    assert_int_equal(pseg_sweep(points, POINTS, &peaks, &ref, 1, &config, &error), -1);
    assert_string_equal(error.text, "the score has no peak in any recording");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_curve_goes_from_all_peaks_to_the_best_few),
        cmocka_unit_test(each_point_is_what_a_detector_of_that_threshold_finds),
        cmocka_unit_test(without_a_peak_there_is_no_curve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
