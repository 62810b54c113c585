/* The edges of a stream: its end, bad samples, audio with nothing in it, wrong arguments. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "stream.h"
#include "synth.h"
#include "toy.h"

#define LENGTH 16000

struct fixture {
    struct toy_model toy[TOY_N_MODELS];
    void *memory[TOY_N_MODELS];
    struct pseg *d[TOY_N_MODELS];
    float audio[LENGTH];
};

static int setup(void **state)
{
    struct fixture *f = malloc(sizeof *f);
    assert_non_null(f);
    for (int m = 0; m < TOY_N_MODELS; m++) {
        const struct pseg_config config = toy_config_of(m);
        toy_model_make(&f->toy[m], &config, (uint32_t)m);
        f->d[m] = toy_detector(&f->memory[m], &f->toy[m].model);
    }
    synth_speech(f->audio, LENGTH, 6);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    for (int m = 0; m < TOY_N_MODELS; m++) {
        free(f->memory[m]);
        toy_model_free(&f->toy[m]);
    }
    free(f);
    return 0;
}

static void after_a_flush_only_a_reset_is_valid(void **state)
{
    const struct fixture *f = *state;
    struct stream s;
    size_t made, used;
    stream_make(&s, LENGTH);
    for (int m = 0; m < TOY_N_MODELS; m++) {
        stream_whole(&s, f->d[m], f->audio, LENGTH);
        made = used = 99;
        assert_int_equal(pseg_process(f->d[m], s.events, 50, &made, f->audio, 100, &used),
                         PSEG_E_FLUSHED);
        assert_true(made == 0 && used == 0);
        made = 99;
        assert_int_equal(pseg_flush(f->d[m], s.events, 50, &made), PSEG_E_FLUSHED);
        assert_int_equal(made, 0);
        pseg_reset(f->d[m]);
        assert_int_equal(pseg_process(f->d[m], s.events, 50, &made, f->audio, 100, &used), PSEG_OK);
        assert_int_equal(used, 100);
    }
    stream_free(&s);
}

static void a_flush_without_enough_room_can_be_repeated(void **state)
{
    const struct fixture *f = *state;
    struct pseg_event events[PSEG_FLUSH_EVENTS];
    size_t made;
    pseg_reset(f->d[0]);
    assert_int_equal(pseg_flush(f->d[0], events, PSEG_FLUSH_EVENTS - 1, &made), PSEG_E_ROOM);
    assert_int_equal(pseg_flush(f->d[0], events, PSEG_FLUSH_EVENTS, &made), PSEG_OK);
}

/* audio[at] is bad: what is before it counts, and it can be stepped over. */
static void try_bad_sample(struct pseg *d, const float *clean, size_t at, float bad)
{
    struct stream expected, actual;
    float audio[LENGTH];
    size_t made, used;
    memcpy(audio, clean, sizeof audio);
    audio[at] = bad;
    stream_make(&expected, LENGTH);
    stream_make(&actual, LENGTH);
    pseg_reset(d);
    assert_int_equal(
        pseg_process(d, expected.events, expected.capacity, &expected.n, clean, at, &used),
        PSEG_OK);
    pseg_reset(d);
    assert_int_equal(
        pseg_process(d, actual.events, actual.capacity, &actual.n, audio, LENGTH, &used),
        PSEG_E_SAMPLE);
    assert_int_equal(used, at);
    stream_check_same(&expected, &actual, "before a bad sample");
    assert_int_equal(
        pseg_process(d, actual.events, actual.capacity, &made, audio + at, LENGTH - at, &used),
        PSEG_E_SAMPLE);
    assert_true(made == 0 && used == 0);
    assert_int_equal(pseg_process(d, actual.events, actual.capacity, &made, audio + at + 1,
                                  LENGTH - at - 1, &used),
                     PSEG_OK);
    assert_int_equal(used, LENGTH - at - 1);
    stream_free(&expected);
    stream_free(&actual);
}

static void a_bad_sample_stops_right_before_it(void **state)
{
    const struct fixture *f = *state;
    const float bad[] = {NAN, INFINITY, -INFINITY, 1.1e6f, -1e30f};
    const size_t at[] = {0, 1, 399, 400, 401, 560, 7777, LENGTH - 1};
    for (int m = 0; m < TOY_N_MODELS; m++)
        for (size_t i = 0; i < COUNT(at); i++)
            try_bad_sample(f->d[m], f->audio, at[i], bad[(i + (size_t)m) % COUNT(bad)]);
}

static void the_loudest_sample_allowed_gives_finite_signals(void **state)
{
    const struct fixture *f = *state;
    float loud[LENGTH];
    struct stream s;
    struct rng rng = {31};
    for (int i = 0; i < LENGTH; i++)
        loud[i] = rng_below(&rng, 2) ? PSEG_MAX_SAMPLE : -PSEG_MAX_SAMPLE;
    stream_make(&s, LENGTH);
    for (int m = 0; m < TOY_N_MODELS; m++) {
        pseg_reset(f->d[m]);
        stream_whole(&s, f->d[m], loud, LENGTH);
        for (size_t i = 0; i < s.n; i++)
            assert_true(isfinite(s.events[i].score));
    }
    stream_free(&s);
}

/* Less than two frames hold no boundary, however little there is. */
static void audio_of_less_than_two_frames_has_no_events(void **state)
{
    const struct fixture *f = *state;
    struct stream s;
    stream_make(&s, 1000);
    for (int m = 0; m < TOY_N_MODELS; m++)
        for (size_t n = 0; n < 560; n += n < 2 || n > 395 ? 1 : 97) {
            pseg_reset(f->d[m]);
            stream_whole(&s, f->d[m], f->audio, n);
            assert_int_equal(s.n, 0);
        }
    stream_free(&s);
}

static void unchanging_features_have_no_transition(void **state)
{
    const struct fixture *f = *state;
    const float levels[] = {0, 0.25f, -1};
    float audio[LENGTH];
    struct stream s;
    stream_make(&s, LENGTH);
    for (size_t l = 0; l < COUNT(levels); l++) {
        for (int i = 0; i < LENGTH; i++)
            audio[i] = levels[l];
        pseg_reset(f->d[0]);
        stream_whole(&s, f->d[0], audio, LENGTH);
        for (size_t i = 0; i < s.n; i++) /* the step at the very start is heard, and only that */
            assert_true(levels[l] != 0 && s.events[i].at <= 960);
    }
    stream_free(&s);
}

/* 000 is silent on ends; here all frames count, also where there are fewer than the slope needs. */
static void a_rise_in_a_stream_shorter_than_the_slope_is_found(void **state)
{
    (void)state;
    struct pseg_config config = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    for (config.slope = 1; config.slope <= 8; config.slope++) {
        const size_t n = 400 + 5 * 160;
        float audio[400 + 5 * 160] = {0};
        struct toy_model toy;
        void *memory;
        struct stream s;
        struct rng rng = {17};
        for (size_t i = 560; i < n; i++)
            audio[i] = 0.1f * rng_uniform(&rng);
        toy_model_make(&toy, &config, 1);
        struct pseg *d = toy_detector(&memory, &toy.model);
        stream_make(&s, n);
        stream_whole(&s, d, audio, n);
        if (s.n != 1)
            fail_msg("%zu events with slope %d", s.n, (int)config.slope);
        stream_free(&s);
        free(memory);
        toy_model_free(&toy);
    }
}

/* An offset that moves the first peak to sample 0: one event less, and the others stay. */
static void the_first_sample_is_no_boundary(void **state)
{
    const struct fixture *f = *state;
    struct pseg_config config = toy_config_of(2);
    struct stream all, moved;
    struct toy_model toy;
    void *memory;
    stream_make(&all, LENGTH);
    stream_make(&moved, LENGTH);
    pseg_reset(f->d[2]);
    stream_whole(&all, f->d[2], f->audio, LENGTH);
    assert_true(all.n > 3);
    config.offset -= (int32_t)all.events[0].at;
    toy_model_make(&toy, &config, 2);
    stream_whole(&moved, toy_detector(&memory, &toy.model), f->audio, LENGTH);
    assert_int_equal(moved.n, all.n - 1);
    for (size_t i = 0; i < moved.n; i++)
        assert_int_equal(moved.events[i].at, all.events[i + 1].at - all.events[0].at);
    stream_free(&all);
    stream_free(&moved);
    free(memory);
    toy_model_free(&toy);
}

static void missing_arguments_are_refused_at_the_door(void **state)
{
    const struct fixture *f = *state;
    struct pseg *d = f->d[0];
    struct pseg_event events[PSEG_FLUSH_EVENTS];
    float x = 0;
    size_t made, used;
    pseg_reset(d);
    assert_int_equal(pseg_process(NULL, events, 1, &made, &x, 1, &used), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_process(d, NULL, 1, &made, &x, 1, &used), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_process(d, events, 1, NULL, &x, 1, &used), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_process(d, events, 1, &made, NULL, 1, &used), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_process(d, events, 1, &made, &x, 1, NULL), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_flush(NULL, events, PSEG_FLUSH_EVENTS, &made), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_flush(d, NULL, PSEG_FLUSH_EVENTS, &made), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_flush(d, events, PSEG_FLUSH_EVENTS, NULL), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_process(d, NULL, 0, &made, NULL, 0, &used), PSEG_OK);
    assert_int_equal(pseg_process(d, NULL, 0, &made, &x, 1, &used), PSEG_OK);
    assert_int_equal(used, 0); /* no room for events: nothing is taken */
}

static void init_wants_enough_aligned_memory(void **state)
{
    const struct fixture *f = *state;
    const struct pseg_model *model = &f->toy[5].model;
    const size_t size = pseg_size(model);
    struct pseg *d;
    char *memory;
    assert_int_equal(posix_memalign((void **)&memory, 16, size + 16), 0);
    assert_int_equal(pseg_init(NULL, memory, size, model), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_init(&d, NULL, size, model), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_init(&d, memory, size, NULL), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_init(&d, memory, size - 1, model), PSEG_E_MEMORY);
    assert_int_equal(pseg_init(&d, memory + 8, size, model), PSEG_E_MEMORY);
    assert_int_equal(pseg_init(&d, memory + 16, size, model), PSEG_OK);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after_a_flush_only_a_reset_is_valid),
        cmocka_unit_test(a_flush_without_enough_room_can_be_repeated),
        cmocka_unit_test(a_bad_sample_stops_right_before_it),
        cmocka_unit_test(the_loudest_sample_allowed_gives_finite_signals),
        cmocka_unit_test(audio_of_less_than_two_frames_has_no_events),
        cmocka_unit_test(unchanging_features_have_no_transition),
        cmocka_unit_test(a_rise_in_a_stream_shorter_than_the_slope_is_found),
        cmocka_unit_test(the_first_sample_is_no_boundary),
        cmocka_unit_test(missing_arguments_are_refused_at_the_door),
        cmocka_unit_test(init_wants_enough_aligned_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
