#include "log.h"

#include <float.h>

#include "check.h"
#include "synth.h"

/* The stated error, against the C library's double. */
static void check_log(float x)
{
    const double expected = log((double)x);
    const double error = fabs((double)pseg_log(x) - expected);
    if (error > 1.3e-7 * fmax(1, fabs(expected)))
        fail_msg("log(%.9g) is %.9g, not %.9g", (double)x, (double)pseg_log(x), expected);
}

static void it_is_within_its_stated_error_over_all_normal_numbers(void **state)
{
    (void)state;
    struct rng rng = {17};
    for (int e = -126; e < 128; e++)
        for (int i = 0; i < 2000; i++)
            check_log(ldexpf(1.5f + 0.499999f * rng_uniform(&rng), e));
    check_log(FLT_MIN);
    check_log(FLT_MAX);
}

static void it_is_exact_at_one_and_never_falls(void **state)
{
    (void)state;
    assert_true(pseg_log(1) == 0);
    float last = pseg_log(0.25f);
    for (float x = 0.25f; x < 8; x *= 1.00001f) {
        const float now = pseg_log(x);
        assert_true(now >= last);
        last = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_within_its_stated_error_over_all_normal_numbers),
        cmocka_unit_test(it_is_exact_at_one_and_never_falls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
