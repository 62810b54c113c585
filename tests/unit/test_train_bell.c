#include "bell.h"

#include <math.h>
#include <string.h>

#include "check.h"

enum { FRAMES = 12 };

/* Between frames the two beside it are as high as each other, at a frame that one is the whole. */
static void a_bell_stands_at_its_place(void **state)
{
    float x[FRAMES] = {0};
    (void)state;
    pseg_add_bell(x, 1, FRAMES, 4, 0.8f);
    assert_float_equal(x[4], 0.8, 1e-6);
    assert_float_equal(x[3], 0.8 * exp(-0.5 / 0.36), 1e-6);
    assert_true(x[3] == x[5] && x[1] == 0 && x[7] == 0);
    memset(x, 0, sizeof x);
    pseg_add_bell(x, 1, FRAMES, 6.5, 1);
    assert_true(x[6] == x[7] && x[6] > 0.7f && x[5] == x[8] && x[5] < 0.05f);
}

/* So a parabola through three logarithms finds the place again. */
static void its_place_can_be_told_from_three_frames(void **state)
{
    (void)state;
    for (double at = 4.5; at < 5.5; at += 0.1) {
        float x[FRAMES] = {0};
        pseg_add_bell(x, 1, FRAMES, at, 0.3f);
        const int top = (int)lround(at);
        const double a = log(x[top - 1]), b = log(x[top]), c = log(x[top + 1]);
        assert_float_equal(top + 0.5 * (a - c) / (a - 2 * b + c), at, 1e-4);
    }
}

static void bells_do_not_lower_each_other(void **state)
{
    float x[FRAMES] = {0};
    (void)state;
    pseg_add_bell(x, 1, FRAMES, 5, 0.9f);
    pseg_add_bell(x, 1, FRAMES, 6, 0.1f);
    assert_float_equal(x[5], 0.9, 1e-6);
    assert_float_equal(x[6], 0.9 * exp(-0.5 / 0.36), 1e-6);
}

static void what_lies_outside_is_not_touched(void **state)
{
    float x[2 * FRAMES + 2];
    (void)state;
    for (int i = 0; i < 2 * FRAMES + 2; i++)
        x[i] = -1;
    for (double at = -9; at < FRAMES + 9; at += 0.7)
        pseg_add_bell(x + 1, 2, FRAMES, at, 1);
    for (int t = 0; t < FRAMES; t++)
        assert_true(x[2 * t] == -1 && x[2 * t + 1] > 0);
    assert_true(x[2 * FRAMES] == -1 && x[2 * FRAMES + 1] == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bell_stands_at_its_place),
        cmocka_unit_test(its_place_can_be_told_from_three_frames),
        cmocka_unit_test(bells_do_not_lower_each_other),
        cmocka_unit_test(what_lies_outside_is_not_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
