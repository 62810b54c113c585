/* A tutor learns where labelled lessons have their boundaries, and finds those of others. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "synth.h"
#include "tutor.h"

enum { D = 6, FRAMES = 240, LESSONS = 45, SPACING = 12 };

struct classroom {
    struct pseg_lesson lesson[LESSONS];
    float bands[LESSONS][FRAMES * D];
    struct pseg_mark marks[LESSONS][FRAMES];
};

/* Segments of 6 to 18 frames, each with a spectrum of its own, and a little noise. */
static void speak(struct pseg_lesson *lesson, float *bands, struct pseg_mark *marks, uint32_t seed)
{
    struct rng rng = {seed};
    float spectrum[D];
    int next = 0, n = 0;
    for (int t = 0; t < FRAMES; t++) {
        if (t == next) {
            if (t)
                marks[n++] = (struct pseg_mark){(float)t - 0.5f, 1};
            next += SPACING + (int)(6 * rng_uniform(&rng));
            for (int j = 0; j < D; j++)
                spectrum[j] = 12 + 4 * rng_uniform(&rng);
        }
        for (int j = 0; j < D; j++)
            bands[t * D + j] = spectrum[j] + 0.3f * rng_uniform(&rng);
    }
    *lesson = (struct pseg_lesson){bands, FRAMES, marks, n};
}

static struct classroom *gather(void)
{
    struct classroom *c = malloc(sizeof *c);
    assert_non_null(c);
    for (uint32_t i = 0; i < LESSONS; i++)
        speak(&c->lesson[i], c->bands[i], c->marks[i], i + 1);
    return c;
}

static float highest_beside(const float *odds, double at)
{
    const int t = (int)at;
    return fmaxf(odds[t], odds[t + 1]);
}

static void a_tutor_finds_the_boundaries_of_a_lesson_it_never_heard(void **state)
{
    struct classroom *c = gather();
    struct pseg_tutor tutor;
    struct pseg_error error;
    float odds[FRAMES], at_marks = 0, between = 0;
    (void)state;
    assert_int_equal(pseg_tutor_init(&tutor, c->lesson, LESSONS - 1, D, 1, NULL, NULL, &error), 0);
    const struct pseg_lesson *other = &c->lesson[LESSONS - 1];
    pseg_tutor_judge(odds, &tutor, other->bands, FRAMES);
    for (int k = 0; k < other->n_marks; k++) {
        const double at = other->marks[k].at;
        at_marks += highest_beside(odds, at) / (float)other->n_marks;
        if (at + 5 < FRAMES)
            between += highest_beside(odds, at + 4) / (float)other->n_marks;
    }
    assert_true(at_marks > between + 1);
    pseg_tutor_free(&tutor);
    free(c);
}

static void the_same_seed_makes_the_same_tutor(void **state)
{
    struct classroom *c = gather();
    struct pseg_tutor a, b, other;
    struct pseg_error error;
    (void)state;
    assert_int_equal(pseg_tutor_init(&a, c->lesson, 8, D, 1, NULL, NULL, &error), 0);
    assert_int_equal(pseg_tutor_init(&b, c->lesson, 8, D, 1, NULL, NULL, &error), 0);
    assert_int_equal(pseg_tutor_init(&other, c->lesson, 8, D, 2, NULL, NULL, &error), 0);
    const size_t bytes = a.net.n_parameters * sizeof(float);
    assert_memory_equal(a.parameters, b.parameters, bytes);
    assert_memory_not_equal(a.parameters, other.parameters, bytes);
    pseg_tutor_free(&a);
    pseg_tutor_free(&b);
    pseg_tutor_free(&other);
    free(c);
}

/* More frames than are judged at once: where they are cut is not heard. */
static void a_long_recording_is_judged_like_its_parts(void **state)
{
    enum { LONG = 4500, CUT = 1800, BESIDE = 8 };
    struct classroom *c = gather();
    struct pseg_tutor tutor;
    struct pseg_error error;
    float *bands = malloc(LONG * D * sizeof *bands), *odds = malloc(LONG * sizeof *odds);
    float *part = malloc(LONG * sizeof *part);
    (void)state;
    assert_int_equal(pseg_tutor_init(&tutor, c->lesson, 8, D, 1, NULL, NULL, &error), 0);
    for (int i = 0; i < LONG * D; i++)
        bands[i] = c->bands[i / (FRAMES * D) % LESSONS][i % (FRAMES * D)];
    pseg_tutor_judge(odds, &tutor, bands, LONG);
    pseg_tutor_judge(part, &tutor, bands + CUT * D, 500);
    for (int t = BESIDE; t < 500 - BESIDE; t++)
        check_near(part[t], odds[CUT + t], 1e-4, "odds", t);
    pseg_tutor_free(&tutor);
    free(bands);
    free(odds);
    free(part);
    free(c);
}

static int stop_at_half(void *user, double done)
{
    double *last = user;
    assert_true(done >= *last && done < 1);
    *last = done;
    return done >= 0.5;
}

static void it_says_why_it_learned_nothing(void **state)
{
    struct classroom *c = gather();
    struct pseg_tutor tutor;
    struct pseg_error error;
    double done = 0;
    (void)state;
    assert_int_equal(pseg_tutor_init(&tutor, c->lesson, 0, D, 1, NULL, NULL, &error), -1);
    assert_string_equal(error.text, "there are no labelled recordings for a tutor to learn from");
    struct pseg_lesson brief = c->lesson[0];
    brief.frames = 100;
    assert_int_equal(pseg_tutor_init(&tutor, &brief, 1, D, 1, NULL, NULL, &error), -1);
    assert_string_equal(error.text,
                        "the labelled recordings are too few or too short to learn from");
    assert_int_equal(pseg_tutor_init(&tutor, c->lesson, LESSONS, D, 1, stop_at_half, &done, &error),
                     -1);
    assert_string_equal(error.text, "interrupted while the tutor learned");
    assert_true(done >= 0.5);
    free(c);
}

/* ----------------------------------------------------------------------------------- takes -- */

/* Where a lesson has a ridge, a take has one, and its target is there. */
static void targets_stay_with_what_they_mark(void **state)
{
    enum { N = 120 };
    float bands[FRAMES * D] = {0}, take[N * D], targets[N];
    const struct pseg_mark mark = {90.5f, 0.8f};
    const struct pseg_lesson lesson = {bands, FRAMES, &mark, 1};
    struct pseg_random r;
    int seen = 0;
    (void)state;
    for (int j = 0; j < 2 * D; j++)
        bands[90 * D + j] = 12; /* above all that is drawn for the others */
    pseg_random_seed(&r, 3, 4);
    for (int i = 0; i < 200; i++) {
        int loudest = 0, likeliest = 0;
        pseg_draw_take(take, targets, N, D, &lesson, &r);
        for (int t = 0; t < N; t++) {
            loudest = take[t * D + 2] > take[loudest * D + 2] ? t : loudest;
            likeliest = targets[t] > targets[likeliest] ? t : likeliest;
            assert_true(targets[t] >= 0 && targets[t] <= 0.8f);
        }
        if (targets[likeliest] < 0.5f) /* the take is of another stretch */
            continue;
        assert_in_range(likeliest - loudest + 2, 1, 3);
        seen++;
    }
    assert_true(seen > 50);
}

static void takes_differ_in_pace_level_and_floor(void **state)
{
    enum { N = 120 };
    struct classroom *c = gather();
    float take[N * D], targets[N], low = 1e9f, high = -1e9f;
    struct pseg_random r;
    int fewest = N, most = 0;
    (void)state;
    pseg_random_seed(&r, 1, 1);
    for (int i = 0; i < 50; i++) {
        int n = 0;
        float sum = 0;
        pseg_draw_take(take, targets, N, D, &c->lesson[i % LESSONS], &r);
        for (int t = 1; t + 1 < N; t++)
            n += targets[t] >= targets[t - 1] && targets[t] > targets[t + 1];
        for (int k = 0; k < N * D; k++)
            sum += take[k] / (N * D);
        assert_true(isfinite(sum));
        fewest = n < fewest ? n : fewest;
        most = n > most ? n : most;
        low = fminf(low, sum);
        high = fmaxf(high, sum);
    }
    assert_true(fewest <= 7 && most >= 9); /* 120 frames of segments of 15, at any pace */
    assert_true(high - low > 2);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tutor_finds_the_boundaries_of_a_lesson_it_never_heard),
        cmocka_unit_test(the_same_seed_makes_the_same_tutor),
        cmocka_unit_test(a_long_recording_is_judged_like_its_parts),
        cmocka_unit_test(it_says_why_it_learned_nothing),
        cmocka_unit_test(targets_stay_with_what_they_mark),
        cmocka_unit_test(takes_differ_in_pace_level_and_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
