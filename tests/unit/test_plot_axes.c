/* Round ticks, whatever the range. */
#include "axes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "synth.h"

struct range {
    double low, high;
    int most;
};

/* Ranges of all sizes, some far from zero. */
static struct range random_range(struct rng *rng)
{
    const double size = pow(10, 4 * rng_uniform(rng)), far = rng_below(rng, 2) ? 50 : 0;
    const double low = size * (far + rng_uniform(rng));
    return (struct range){low, low + size * (1.001 + rng_uniform(rng)),
                          1 + (int)rng_below(rng, 12)};
}

static void for_random_ranges(void (*check)(const struct range *, const struct pseg_ticks *))
{
    struct rng rng = {7};
    for (int i = 0; i < 2000; i++) {
        struct pseg_ticks ticks;
        const struct range r = random_range(&rng);
        pseg_round_ticks(&ticks, r.low, r.high, r.most);
        check(&r, &ticks);
    }
}

static void check_within(const struct range *r, const struct pseg_ticks *t)
{
    const double slack = 1e-5 * (r->high - r->low);
    assert_in_range(t->n, 0, r->most);
    for (int i = 0; i < t->n; i++)
        assert_true(t->at[i] >= r->low - slack && t->at[i] <= r->high + slack);
}

static void ticks_lie_within_the_range_and_are_not_too_many(void **state)
{
    (void)state;
    for_random_ranges(check_within);
}

static void check_step(const struct range *r, const struct pseg_ticks *t)
{
    (void)r;
    if (t->n < 2)
        return;
    const double step = t->at[1] - t->at[0];
    const double factor = step / pow(10, floor(log10(step * (1 + 1e-9))));
    assert_true(fabs(factor - 1) < 1e-6 || fabs(factor - 2) < 1e-6 || fabs(factor - 5) < 1e-6);
    for (int i = 0; i < t->n; i++)
        assert_true(fabs(remainder(t->at[i], step)) < 1e-6 * step);
}

static void ticks_are_multiples_of_1_2_or_5_times_a_power_of_ten(void **state)
{
    (void)state;
    for_random_ranges(check_step);
}

static void check_texts(const struct range *r, const struct pseg_ticks *t)
{
    for (int i = 0; i < t->n; i++) {
        check_near(atof(t->text[i]) / (r->high - r->low), t->at[i] / (r->high - r->low), 1e-6,
                   "text", i);
        if (i)
            assert_string_not_equal(t->text[i], t->text[i - 1]);
    }
}

static void texts_say_the_values_and_differ(void **state)
{
    (void)state;
    for_random_ranges(check_texts);
}

static void as_many_ticks_as_there_can_be(void **state)
{
    static const struct {
        struct range range;
        int n;
        const char *last;
    } cases[] = {{{0, 1, 6}, 6, "1.0"},      {{0, 1, 5}, 3, "1.0"},
                 {{0, 1, 11}, 11, "1.0"},    {{0, 3600, 14}, 8, "3500"},
                 {{-0.3, 0.3, 7}, 7, "0.3"}, {{0.61, 0.69, 4}, 4, "0.68"},
                 {{0.01, 0.99, 9}, 9, "0.9"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pseg_ticks t;
        pseg_round_ticks(&t, cases[i].range.low, cases[i].range.high, cases[i].range.most);
        assert_int_equal(t.n, cases[i].n);
        assert_string_equal(t.text[t.n - 1], cases[i].last);
    }
}

static void no_ticks_without_a_range(void **state)
{
    static const double none[][2] = {{1, 1},   {2, 1},         {NAN, 1},
                                     {0, NAN}, {-INFINITY, 1}, {0, INFINITY}};
    (void)state;
    for (size_t i = 0; i < COUNT(none); i++) {
        struct pseg_ticks t = {.n = 5};
        pseg_round_ticks(&t, none[i][0], none[i][1], 5);
        assert_int_equal(t.n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_lie_within_the_range_and_are_not_too_many),
        cmocka_unit_test(ticks_are_multiples_of_1_2_or_5_times_a_power_of_ten),
        cmocka_unit_test(texts_say_the_values_and_differ),
        cmocka_unit_test(as_many_ticks_as_there_can_be),
        cmocka_unit_test(no_ticks_without_a_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
