/* Averages around events, against sums by hand and against what chance does. */
#include "triggered.h"

#include <math.h>
#include <stdlib.h>

#include "check.h"

enum { HALF = 3, LAGS = 2 * HALF + 1 };
static const double hop = 0.01;

static void add(struct pseg_triggered *a, const double *x, size_t n, double start, double *at,
                size_t n_events, uint64_t seed)
{
    const struct pseg_times events = {.at = at, .n = n_events};
    struct pseg_random random;
    pseg_random_seed(&random, seed, 0);
    pseg_triggered_add(a, x, n, start, &events, &random);
}

/* x[t] = t^2 at 0.5 s + t hop; the events are at frames 4 and 6.25, where the line between 36 and
 * 49 has 39.25. */
static void means_and_errors_are_those_of_the_values_around_events(void **state)
{
    double x[12], at[] = {0.5 + 4 * hop, 0.5 + 6.25 * hop};
    struct pseg_triggered a;
    (void)state;
    for (int t = 0; t < 12; t++)
        x[t] = t * t;
    assert_int_equal(pseg_triggered_init(&a, 0.03, hop), 0);
    add(&a, x, 12, 0.5, at, 2, 1);
    assert_int_equal(a.n, 2);
    assert_int_equal(a.n_chance, 2 * PSEG_CHANCE_DRAWS);
    for (int k = -HALF; k <= HALF; k++) {
        const struct pseg_triggered_point p = pseg_triggered_at(&a, (size_t)(k + HALF));
        const double first = (4 + k) * (4 + k);
        const double second = 0.75 * (6 + k) * (6 + k) + 0.25 * (7 + k) * (7 + k);
        check_near(p.lag, k * hop, 1e-12, "lag", k);
        check_near(p.mean, (first + second) / 2, 1e-12, "mean", k);
        /* of two values the deviation is |difference| / sqrt 2, the error that / sqrt 2 */
        check_near(p.error, fabs(first - second) / 2, 1e-9, "error", k);
    }
    pseg_triggered_free(&a);
}

static void events_without_signal_all_around_are_left_out(void **state)
{
    const double x[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    double at[] = {0, 2.99 * hop, 3 * hop, 6 * hop, 6.01 * hop, 9 * hop, 1e9};
    struct pseg_triggered a;
    (void)state;
    assert_int_equal(pseg_triggered_init(&a, 0.03, hop), 0);
    add(&a, x, 10, 0, at, COUNT(at), 1);
    assert_int_equal(a.n, 2);
    check_near(pseg_triggered_at(&a, 0).mean, 1.5, 1e-9, "first lag", 0);
    check_near(pseg_triggered_at(&a, LAGS - 1).mean, 7.5, 1e-9, "last lag", 0);
    add(&a, x, 6, 0, at, COUNT(at), 1); /* shorter than the lags reach */
    add(&a, x, 0, 0, at, COUNT(at), 1);
    assert_int_equal(a.n, 2);
    pseg_triggered_free(&a);
}

enum { LONG = 20000, EVENTS = 400 };

/* Noise, and `height` added 20 ms after each event. */
static void make_noise(double *x, double *at, double height, uint64_t seed)
{
    struct pseg_random random;
    pseg_random_seed(&random, seed, 1);
    for (int t = 0; t < LONG; t++)
        x[t] = 5 + pseg_random_normal(&random);
    for (int i = 0; i < EVENTS; i++) {
        const int frame = 20 + 49 * i;
        at[i] = frame * hop;
        x[frame + 2] += height;
    }
}

static struct pseg_triggered_point peak_of(const double *x, double *at, uint64_t seed)
{
    struct pseg_triggered a;
    assert_int_equal(pseg_triggered_init(&a, 0.15, hop), 0);
    add(&a, x, LONG, 0, at, EVENTS, seed);
    const struct pseg_triggered_point peak = pseg_triggered_peak(&a);
    pseg_triggered_free(&a);
    return peak;
}

static void noise_is_like_chance(void **state)
{
    double *x = malloc(LONG * sizeof *x), at[EVENTS];
    double sum = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        make_noise(x, at, 0, seed);
        const struct pseg_triggered_point peak = peak_of(x, at, seed);
        assert_true(fabs(pseg_triggered_z(&peak)) < PSEG_TRIGGERED_SURE);
        sum += fabs(pseg_triggered_z(&peak)) / 20;
        check_near(peak.chance, 5, 0.01, "mean of the noise", (long)seed);
        /* random times are between frames: of two values the mean deviates by less */
        check_near(peak.deviation, 0.82 / sqrt(EVENTS), 0.004, "deviation", (long)seed);
    }
    assert_true(sum > 1.7 && sum < 3.2); /* the farthest of 31 */
    free(x);
}

static void what_follows_events_is_found_where_it_is_and_how_large(void **state)
{
    double *x = malloc(LONG * sizeof *x), at[EVENTS];
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        make_noise(x, at, 1.5 * sign, 3);
        const struct pseg_triggered_point peak = peak_of(x, at, 3);
        check_near(peak.lag, 0.02, 1e-9, "lag of sign", sign);
        check_near(peak.mean, 5 + 1.5 * sign, 0.15, "peak of sign", sign);
        /* 1.5 on a deviation of 0.82 (with the spikes themselves a little more), 400 times */
        check_near(sign * pseg_triggered_z(&peak) / 35, 1, 0.1, "z of sign", sign);
    }
    free(x);
}

static void a_signal_that_never_moves_is_like_chance(void **state)
{
    double x[40], at[] = {0.1, 0.2, 0.3};
    struct pseg_triggered a;
    (void)state;
    for (int t = 0; t < 40; t++)
        x[t] = 0.1;
    assert_int_equal(pseg_triggered_init(&a, 0.03, hop), 0);
    add(&a, x, 40, 0, at, 3, 1);
    const struct pseg_triggered_point p = pseg_triggered_peak(&a);
    assert_true(pseg_triggered_z(&p) == 0 && p.error == 0);
    check_near(p.mean, 0.1, 1e-12, "mean", 0);
    pseg_triggered_free(&a);
}

static void what_is_decided_agrees_with_the_digit_that_is_told(void **state)
{
    (void)state;
    for (int i = -500; i <= 500; i++) {
        const struct pseg_triggered_point p = {.mean = 0.01 * i, .deviation = 1};
        char text[16];
        snprintf(text, sizeof text, "%.1f", pseg_triggered_told(&p));
        const double digits = strtod(text, NULL);
        assert_true(fabs(digits - 0.01 * i) < 0.051);
        assert_int_equal(pseg_triggered_is_sure(&p), digits >= 4 || digits <= -4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_and_errors_are_those_of_the_values_around_events),
        cmocka_unit_test(events_without_signal_all_around_are_left_out),
        cmocka_unit_test(noise_is_like_chance),
        cmocka_unit_test(what_follows_events_is_found_where_it_is_and_how_large),
        cmocka_unit_test(a_signal_that_never_moves_is_like_chance),
        cmocka_unit_test(what_is_decided_agrees_with_the_digit_that_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
