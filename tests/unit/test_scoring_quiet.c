/* Sounds in which nobody speaks: as loud as their names say, in 16-bit steps, by seed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "quiet.h"

enum { RATE = 16000, N = 10 * RATE };
static float x[N];

static void levels_are_those_named(void **state)
{
    (void)state;
    for (int k = 0; k < PSEG_N_QUIETS; k++) {
        const struct pseg_quiet *q = &pseg_quiets[k];
        double power = 0;
        pseg_make_quiet(x, N, RATE, q, 0);
        for (int i = 0; i < N; i++)
            power += (double)x[i] * x[i] / N;
        if (q->kind < 0)
            assert_true(power == 0);
        else
            check_near(10 * log10(power), q->level, 1e-4, "level [dB] of", k);
        char level[32];
        snprintf(level, sizeof level, "at %g dBFS", q->level);
        assert_true(q->kind < 0 || strstr(q->name, level));
    }
}

static void samples_are_those_of_a_16_bit_converter(void **state)
{
    (void)state;
    for (int k = 0; k < PSEG_N_QUIETS; k++) {
        pseg_make_quiet(x, N, RATE, &pseg_quiets[k], 0);
        for (int i = 0; i < N; i++)
            assert_true(x[i] * 32768 == roundf(x[i] * 32768) && fabsf(x[i]) < 1);
    }
}

static void each_seed_has_its_own_sounds_always_the_same(void **state)
{
    (void)state;
    static float first[N];
    for (int k = 1; k < PSEG_N_QUIETS; k++) {
        pseg_make_quiet(first, N, RATE, &pseg_quiets[k], 1);
        pseg_make_quiet(x, N, RATE, &pseg_quiets[k], 1);
        assert_memory_equal(x, first, sizeof x);
        pseg_make_quiet(x, N, RATE, &pseg_quiets[k], 2);
        assert_memory_not_equal(x, first, sizeof x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_those_named),
        cmocka_unit_test(samples_are_those_of_a_16_bit_converter),
        cmocka_unit_test(each_seed_has_its_own_sounds_always_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
