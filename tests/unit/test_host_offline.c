/* Features that need the whole recording, and models that are fed with them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "offline.h"
#include "stream.h"
#include "synth.h"
#include "toy.h"
#include "whole.h"

enum { FRAMES = 40, D = 3, N = 16000 };

static const struct pseg_config cepstra = {.n_ceps = D, .n_mel = 8};

static struct pseg_config with(int deltas, int cmvn)
{
    struct pseg_config c = cepstra;
    c.deltas = deltas;
    c.cmvn = cmvn;
    return c;
}

/* The slope of a parabola a t^2 + b t over -2 .. 2 is its derivative 2 a t + b, and that one's
 * slope is 2 a, away from the ends. */
static void differences_are_derivatives(void **state)
{
    float x[FRAMES][3 * D];
    const struct pseg_config c = with(2, 0);
    (void)state;
    for (int t = 0; t < FRAMES; t++)
        for (int j = 0; j < D; j++)
            x[t][j] = (float)((0.5 - 0.25 * j) * t * t + j * t - 3);
    pseg_complete_features(x[0], FRAMES, 3 * D, &c);
    for (int t = 4; t < FRAMES - 4; t++)
        for (int j = 0; j < D; j++) {
            check_near(x[t][D + j], (1 - 0.5 * j) * t + j, 1e-4, "slope at frame", t);
            check_near(x[t][2 * D + j], 1 - 0.5 * j, 1e-4, "slope of slopes at frame", t);
        }
}

/* At the ends the outer frames are repeated: (1 (x1 - x0) + 2 (x2 - x0)) / 10 at frame 0. */
static void end_frames_are_repeated(void **state)
{
    float x[5][2] = {{1, 0}, {3, 0}, {4, 0}, {0, 0}, {7, 0}};
    struct pseg_config c = with(1, 0);
    (void)state;
    c.n_ceps = 1;
    pseg_complete_features(x[0], 5, 2, &c);
    check_near(x[0][1], ((3 - 1) + 2 * (4 - 1)) / 10.0, 1e-6, "slope at frame", 0);
    check_near(x[1][1], ((4 - 1) + 2 * (0 - 1)) / 10.0, 1e-6, "slope at frame", 1);
    check_near(x[2][1], ((0 - 3) + 2 * (7 - 1)) / 10.0, 1e-6, "slope at frame", 2);
    check_near(x[4][1], ((7 - 0) + 2 * (7 - 4)) / 10.0, 1e-6, "slope at frame", 4);
}

static void every_column_gets_mean_0_and_variance_1(void **state)
{
    float x[FRAMES][2 * D + 1];
    struct rng rng = {3};
    const struct pseg_config c = with(1, 1);
    (void)state;
    for (int t = 0; t < FRAMES; t++) {
        for (int j = 0; j < D; j++)
            x[t][j] = 100 + 7 * (float)j * rng_uniform(&rng); /* the first one is constant */
        x[t][2 * D] = 99;
    }
    pseg_complete_features(x[0], FRAMES, 2 * D + 1, &c);
    for (int j = 0; j < 2 * D; j++) {
        double sum = 0, squares = 0;
        for (int t = 0; t < FRAMES; t++) {
            sum += x[t][j] / FRAMES;
            squares += (double)x[t][j] * x[t][j] / FRAMES;
        }
        check_near(sum, 0, 1e-5, "mean of column", j);
        check_near(squares, j % D ? 1 : 0, 1e-4, "variance of column", j);
    }
    for (int t = 0; t < FRAMES; t++)
        assert_true(x[t][2 * D] == 99); /* what lies beside is not touched */
}

/* ------------------------------------------------------------------------ whole recordings -- */

struct events {
    struct pseg_event at[200];
    size_t n;
};

static int keep(void *user, const struct pseg_event *event)
{
    struct events *e = user;
    assert_true(e->n < 200);
    e->at[e->n++] = *event;
    return 0;
}

/* Field by field: what lies between them is nobody's. */
static void check_same(const struct pseg_event *a, const struct pseg_event *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_true(a[i].at == b[i].at && a[i].decided == b[i].decided &&
                    memcmp(&a[i].score, &b[i].score, sizeof a[i].score) == 0);
}

static void run(struct events *e, const struct pseg_model *model, const float *x, size_t n)
{
    struct pseg_error error;
    struct pseg *d = pseg_create_whole(model, &error);
    assert_non_null(d);
    e->n = 0;
    assert_int_equal(pseg_run_whole(d, model, x, n, keep, e, &error), 0);
    const size_t first = e->n;
    assert_int_equal(pseg_run_whole(d, model, x, n, keep, e, &error), 0); /* again, as fresh */
    assert_int_equal(e->n, 2 * first);
    check_same(e->at, e->at + first, first);
    e->n = first;
    pseg_destroy(d);
}

static void a_model_that_streams_gives_the_same_events(void **state)
{
    float x[N];
    (void)state;
    synth_speech(x, N, 5);
    for (int m = 0; m < TOY_N_MODELS; m++) {
        const struct pseg_config config = toy_config_of(m);
        struct toy_model toy;
        struct events e;
        struct stream s;
        void *memory;
        toy_model_make(&toy, &config, (uint32_t)m);
        run(&e, &toy.model, x, N);
        stream_make(&s, N);
        stream_whole(&s, toy_detector(&memory, &toy.model), x, N);
        assert_int_equal(e.n, s.n);
        check_same(e.at, s.events, s.n);
        stream_free(&s);
        free(memory);
        toy_model_free(&toy);
    }
}

static struct pseg_config offline_config(void)
{
    struct pseg_config c = toy_config(PSEG_TOPOLOGY_RPM4, PSEG_SCORE_BLEND);
    c.n_ceps = 5;
    c.deltas = 2;
    c.cmvn = 1;
    return c;
}

/* Normalised over the recording, speech is the same at any level and through any flat filter. */
static void an_offline_model_does_not_hear_the_level(void **state)
{
    const struct pseg_config config = offline_config();
    float x[N];
    struct rng rng = {1};
    struct toy_model toy;
    struct events loud, soft;
    (void)state;
    synth_speech(x, N, 5);
    for (int i = 0; i < N; i++)
        x[i] += 0.003f * rng_uniform(&rng);
    toy_model_make(&toy, &config, 2);
    toy.model.config.log_floor = 1e-6f; /* below all that there is: nothing is cut off */
    run(&loud, &toy.model, x, N);
    for (int i = 0; i < N; i++)
        x[i] *= 0.5f;
    run(&soft, &toy.model, x, N);
    assert_true(loud.n > 5);
    assert_int_equal(loud.n, soft.n);
    for (size_t i = 0; i < loud.n; i++) {
        assert_int_equal(loud.at[i].at, soft.at[i].at);
        check_near(loud.at[i].score, soft.at[i].score, 0.02, "score of event", (int)i);
    }
    toy_model_free(&toy);
}

static void an_offline_model_does_not_stream(void **state)
{
    const struct pseg_config config = offline_config();
    struct pseg_error error;
    struct toy_model toy;
    (void)state;
    toy_model_make(&toy, &config, 2);
    assert_null(pseg_create(&toy.model, &error));
    assert_non_null(strstr(error.text, "needs the whole recording"));
    toy_model_free(&toy);
}

static void bad_samples_and_short_recordings_are_told_or_empty(void **state)
{
    const struct pseg_config configs[2] = {offline_config(), toy_config_of(2)};
    float x[2000] = {0};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct pseg_error error;
        struct toy_model toy;
        struct events e = {.n = 0};
        toy_model_make(&toy, &configs[i], 2);
        struct pseg *d = pseg_create_whole(&toy.model, &error);
        assert_int_equal(pseg_run_whole(d, &toy.model, x, 0, keep, &e, &error), 0);
        assert_int_equal(pseg_run_whole(d, &toy.model, x, 399, keep, &e, &error), 0);
        assert_int_equal(e.n, 0);
        x[1500] = NAN;
        assert_int_equal(pseg_run_whole(d, &toy.model, x, 2000, keep, &e, &error), -1);
        assert_string_equal(error.text, pseg_strerror(PSEG_E_SAMPLE));
        x[1500] = 0;
        pseg_destroy(d);
        toy_model_free(&toy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_are_derivatives),
        cmocka_unit_test(end_frames_are_repeated),
        cmocka_unit_test(every_column_gets_mean_0_and_variance_1),
        cmocka_unit_test(a_model_that_streams_gives_the_same_events),
        cmocka_unit_test(an_offline_model_does_not_hear_the_level),
        cmocka_unit_test(an_offline_model_does_not_stream),
        cmocka_unit_test(bad_samples_and_short_recordings_are_told_or_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
