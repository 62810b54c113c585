#include "nth.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "synth.h"

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void check_all(float *x, size_t n)
{
    struct pseg_error error;
    float sorted[300];
    double all;
    memcpy(sorted, x, n * sizeof *x);
    qsort(sorted, n, sizeof *sorted, ascending);
    assert_int_equal(pseg_ranks_count(&all, n, &error), 0);
    assert_true(all == (double)n);
    for (size_t k = 0; k < n; k++) {
        float value;
        assert_int_equal(pseg_ranks_nth(&value, x, n, (double)k, &error), 0);
        assert_true(value == sorted[k]);
    }
}

static void it_is_what_sorting_puts_there(void **state)
{
    (void)state;
    struct rng rng = {21};
    float x[300];
    for (size_t n = 1; n <= COUNT(x); n = n * 2 + 1) {
        for (size_t i = 0; i < n; i++)
            x[i] = rng_below(&rng, 4) ? 100 * rng_uniform(&rng) : (float)rng_below(&rng, 3);
        check_all(x, n);
    }
}

static void infinities_denormals_and_both_signs_have_their_places(void **state)
{
    (void)state;
    float x[] = {0,        INFINITY, -INFINITY, FLT_MAX,     -FLT_MAX,    FLT_MIN,
                 -FLT_MIN, 1,        -1,        FLT_MIN / 8, -FLT_MIN / 8};
    check_all(x, COUNT(x));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_what_sorting_puts_there),
        cmocka_unit_test(infinities_denormals_and_both_signs_have_their_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
