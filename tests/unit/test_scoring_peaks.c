/* Peaks found once, chosen many times: the same boundaries as detectors that were set up so. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "peaks.h"
#include "stream.h"
#include "synth.h"
#include "toy.h"

enum { N = 16000 };

/* The detector's own events as label times; *n of them. */
static void detect(struct pseg_times *t, const float *x, const struct pseg_model *model)
{
    void *memory;
    struct pseg *d = toy_detector(&memory, model);
    struct stream s;
    t->n = 0;
    stream_make(&s, N);
    stream_whole(&s, d, x, N);
    for (size_t i = 0; i < s.n; i++)
        if (s.events[i].at < N) /* a boundary at the very end parts nothing */
            assert_int_equal(pseg_times_add(t, (double)s.events[i].at / 16000), 0);
    stream_free(&s);
    free(memory);
}

static float height(const struct pseg_peaks *peaks, uint32_t part)
{
    return peaks->n ? peaks->at[(peaks->n - 1) * part / 4].score : 0;
}

static void compare_settings(const float *x, struct pseg_model *model)
{
    struct pseg_error error;
    struct pseg_peaks peaks;
    struct pseg_times chosen = {0}, detected = {0};
    const int gaps[] = {1, 2, 5, 20}, offsets[] = {-700, -160, 0, 120, 400};
    assert_int_equal(pseg_find_peaks(&peaks, x, N, model, &error), 0);
    assert_true(peaks.n > 3);
    for (int i = 0; i < 5 * 4 * 5; i++) {
        struct pseg_config *c = &model->config;
        c->offset = offsets[i % 5] < c->window ? offsets[i % 5] : c->window - 1;
        c->min_gap = gaps[i / 5 % 4];
        c->threshold = height(&peaks, (uint32_t)i / 20);
        c->refine = i % 3 == 0;
        detect(&detected, x, model);
        assert_int_equal(pseg_choose_peaks(&chosen, &peaks, c), 0);
        assert_int_equal(chosen.n, detected.n);
        for (size_t k = 0; k < chosen.n; k++)
            assert_true(chosen.at[k] == detected.at[k]);
    }
    pseg_peaks_free(&peaks);
    pseg_times_free(&chosen);
    pseg_times_free(&detected);
}

static void choosing_equals_detecting_for_any_setting(void **state)
{
    (void)state;
    static float x[N];
    synth_speech(x, N, 5);
    for (int i = 0; i < TOY_N_SCORES; i++) {
        const struct pseg_config config = toy_config_of(i);
        struct toy_model toy;
        toy_model_make(&toy, &config, 1);
        compare_settings(x, &toy.model);
        toy_model_free(&toy);
    }
}

/* Whatever the model says of it, and for a hop of any size. */
static void a_peak_has_its_frame_and_a_place_around_it(void **state)
{
    (void)state;
    static float x[N];
    synth_speech(x, N, 6);
    for (int hop = 100; hop <= 200; hop += 33) {
        struct pseg_config config = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
        struct toy_model toy;
        struct pseg_peaks peaks;
        struct stream s;
        struct pseg_error error;
        void *memory;
        int moved = 0;
        config.hop = hop;
        config.offset = 0;
        toy_model_make(&toy, &config, 1);
        assert_int_equal(pseg_find_peaks(&peaks, x, N, &toy.model, &error), 0);
        stream_make(&s, N);
        stream_whole(&s, toy_detector(&memory, &toy.model), x, N);
        assert_int_equal(peaks.n, s.n);
        for (size_t i = 0; i < s.n; i++) {
            assert_int_equal(peaks.at[i].frame * (uint64_t)hop, s.events[i].at);
            assert_true(peaks.at[i].score == s.events[i].score);
            assert_in_range(peaks.at[i].shift + hop / 2, 0, hop - 1);
            moved += peaks.at[i].shift != 0;
        }
        assert_true(moved > 5);
        stream_free(&s);
        pseg_peaks_free(&peaks);
        free(memory);
        toy_model_free(&toy);
    }
}

/* Boundaries at the start, at the end and beyond are none; two on one sample are one. */
static void boundaries_lie_inside_and_ascend(void **state)
{
    (void)state;
    struct pseg_peak at[] = {{1, 1, 0}, {2, 1, 0}, {3, 1, 0}, {9, 1, 0}, {10, 1, 0}, {11, 1, 0}};
    const struct pseg_peaks peaks = {at, 6, 6, 1600};
    struct pseg_config c = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    struct pseg_times t = {0};
    c.threshold = 0;
    c.offset = -160;
    assert_int_equal(pseg_choose_peaks(&t, &peaks, &c), 0);
    assert_int_equal(t.n, 4); /* samples 160, 320, 1280, 1440 of 1600 */
    assert_true(t.at[0] == 160 / 16000.0 && t.at[3] == 1440 / 16000.0);
    c.rate = 48000; /* three samples of the model are one of the labels: 0.01 s is 480 */
    c.hop = 1;
    c.offset = 0;
    assert_int_equal(pseg_choose_peaks(&t, &peaks, &c), 0);
    const double expected[] = {1, 3, 4}; /* 1/3, 2/3, 1, 3, 10/3, 11/3 of a sample */
    assert_int_equal(t.n, 3);
    for (int i = 0; i < 3; i++)
        assert_true(t.at[i] == expected[i] / 16000);
    pseg_times_free(&t);
}

static void the_gap_counts_from_the_last_one_kept(void **state)
{
    (void)state;
    struct pseg_peak at[] = {{10, 1, 0}, {13, 9, 0}, {15, 1, 0}, {19, 1, 0}, {20, 1, 0}};
    const struct pseg_peaks peaks = {at, 5, 5, 16000};
    struct pseg_config c = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    struct pseg_times t = {0};
    c.threshold = 0;
    c.offset = 0;
    c.min_gap = 5;
    assert_int_equal(pseg_choose_peaks(&t, &peaks, &c), 0);
    assert_int_equal(t.n, 3); /* frames 10, 15, 20 */
    assert_true(t.at[1] == 15 * 160 / 16000.0 && t.at[2] == 20 * 160 / 16000.0);
    pseg_times_free(&t);
}

static void periodic_peaks_fill_the_recording(void **state)
{
    (void)state;
    struct pseg_peaks peaks;
    struct pseg_error error;
    struct pseg_times t = {0};
    struct pseg_config c = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    c.hop = 640; /* 40 ms */
    c.threshold = 0;
    c.offset = 0;
    assert_int_equal(pseg_periodic_peaks(&peaks, 16000, 640, &error), 0);
    assert_int_equal(pseg_choose_peaks(&t, &peaks, &c), 0);
    assert_int_equal(t.n, 24); /* 0.04 to 0.96; 1.00 is the end */
    for (int i = 0; i < 24; i++)
        assert_true(t.at[i] == (i + 1) * 640 / 16000.0);
    pseg_peaks_free(&peaks);
    assert_int_equal(pseg_periodic_peaks(&peaks, 640, 640, &error), 0);
    assert_int_equal(peaks.n, 0);
    pseg_peaks_free(&peaks);
    pseg_times_free(&t);
}

static void bad_audio_leaves_no_peaks(void **state)
{
    (void)state;
    static float x[N];
    const struct pseg_config config = toy_config_of(0);
    struct toy_model toy;
    struct pseg_peaks peaks;
    struct pseg_error error;
    synth_speech(x, N, 5);
    x[N / 2] = NAN;
    toy_model_make(&toy, &config, 1);
    assert_int_equal(pseg_find_peaks(&peaks, x, N, &toy.model, &error), -1);
    assert_string_equal(error.text, pseg_strerror(PSEG_E_SAMPLE));
    assert_null(peaks.at);
    assert_int_equal(peaks.n, 0);
    toy_model_free(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choosing_equals_detecting_for_any_setting),
        cmocka_unit_test(a_peak_has_its_frame_and_a_place_around_it),
        cmocka_unit_test(boundaries_lie_inside_and_ascend),
        cmocka_unit_test(the_gap_counts_from_the_last_one_kept),
        cmocka_unit_test(periodic_peaks_fill_the_recording),
        cmocka_unit_test(bad_audio_leaves_no_peaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
