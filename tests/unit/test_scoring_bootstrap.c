/* Bootstrap intervals in cases whose answer is known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bootstrap.h"

/* n found of 100, with as many hypotheses: precision = recall = n / 100, over-segmentation 0. */
static struct pseg_counts found(long n)
{
    return (struct pseg_counts){100, 100, n, n, n};
}

/* R-value [%] of that: 1 - (1 - r) (1 + 1 / sqrt 2) / 2 */
static double r_value(double n)
{
    return 100 - (100 - n) * (1 + sqrt(0.5)) / 2;
}

static void equal_groups_leave_no_doubt(void **state)
{
    (void)state;
    struct pseg_counts groups[5];
    struct pseg_interval strict, lenient;
    struct pseg_error error;
    for (int i = 0; i < 5; i++)
        groups[i] = found(80);
    assert_int_equal(pseg_bootstrap(&strict, &lenient, groups, 5, 200, 1, &error), 0);
    assert_true(fabs(strict.low - r_value(80)) < 1e-9);
    assert_true(fabs(strict.high - r_value(80)) < 1e-9);
    assert_true(fabs(lenient.low - r_value(80)) < 1e-9);
}

/* Of two groups, a draw holds two, one or none of the better with probabilities 1/4, 1/2, 1/4:
 * both outer 2.5 % quantiles are the groups themselves. */
static void two_groups_span_the_interval(void **state)
{
    (void)state;
    const struct pseg_counts groups[] = {found(60), found(90)};
    struct pseg_interval strict, lenient;
    struct pseg_error error;
    assert_int_equal(pseg_bootstrap(&strict, &lenient, groups, 2, 1000, 1, &error), 0);
    assert_true(fabs(strict.low - r_value(60)) < 1e-9);
    assert_true(fabs(strict.high - r_value(90)) < 1e-9);
}

/* R is linear in the mean of the groups here, so the interval is theirs: mean +- 1.96 standard
 * errors. */
static void many_groups_give_the_normal_interval(void **state)
{
    (void)state;
    enum { GROUPS = 200, DRAWS = 4000 };
    struct pseg_counts groups[GROUPS];
    struct pseg_interval strict, lenient;
    struct pseg_error error;
    double sum = 0, squares = 0;
    for (int i = 0; i < GROUPS; i++) {
        const long n = 40 + i * 37 % 50;
        groups[i] = found(n);
        sum += r_value((double)n);
        squares += r_value((double)n) * r_value((double)n);
    }
    const double mean = sum / GROUPS;
    const double half = 1.959964 * sqrt((squares / GROUPS - mean * mean) / GROUPS);
    assert_int_equal(pseg_bootstrap(&strict, &lenient, groups, GROUPS, DRAWS, 1, &error), 0);
    assert_true(fabs(strict.low - (mean - half)) < 0.1 * half);
    assert_true(fabs(strict.high - (mean + half)) < 0.1 * half);
}

static void strict_and_lenient_are_not_mixed_up(void **state)
{
    (void)state;
    const struct pseg_counts groups[] = {{100, 100, 50, 80, 80}, {100, 100, 50, 80, 80}};
    struct pseg_interval strict, lenient;
    struct pseg_error error;
    assert_int_equal(pseg_bootstrap(&strict, &lenient, groups, 2, 100, 1, &error), 0);
    assert_true(fabs(strict.low - r_value(50)) < 1e-9);
    assert_true(fabs(lenient.low - r_value(80)) < 1e-9);
}

static void same_seed_gives_the_same_interval(void **state)
{
    (void)state;
    const struct pseg_counts groups[] = {found(60), found(71), found(83), found(90), found(52)};
    struct pseg_interval a, b, c, lenient;
    struct pseg_error error;
    assert_int_equal(pseg_bootstrap(&a, &lenient, groups, 5, 50, 1, &error), 0);
    assert_int_equal(pseg_bootstrap(&b, &lenient, groups, 5, 50, 1, &error), 0);
    assert_int_equal(pseg_bootstrap(&c, &lenient, groups, 5, 50, 2, &error), 0);
    assert_true(a.low == b.low && a.high == b.high);
    assert_true(a.low != c.low || a.high != c.high);
}

static void one_draw_is_an_interval_of_no_width(void **state)
{
    (void)state;
    const struct pseg_counts groups[] = {found(60), found(90)};
    struct pseg_interval strict, lenient;
    struct pseg_error error;
    assert_int_equal(pseg_bootstrap(&strict, &lenient, groups, 2, 1, 1, &error), 0);
    assert_true(strict.low == strict.high && lenient.low == lenient.high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_groups_leave_no_doubt),
        cmocka_unit_test(two_groups_span_the_interval),
        cmocka_unit_test(many_groups_give_the_normal_interval),
        cmocka_unit_test(strict_and_lenient_are_not_mixed_up),
        cmocka_unit_test(same_seed_gives_the_same_interval),
        cmocka_unit_test(one_draw_is_an_interval_of_no_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
