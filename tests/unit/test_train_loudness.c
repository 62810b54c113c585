#include "loudness.h"

#include <math.h>

#include "check.h"

enum { FRAMES = 100, D = 3 };
static const float NATS = 0.2302585f; /* a decibel */

/* x: speech at 60 dB but for frames from .. to - 1, which are softer by so many. */
static void make(float *x, int from, int to, float softer)
{
    for (int t = 0; t < FRAMES; t++)
        for (int j = 0; j < D; j++) /* bands differ, their mean counts */
            x[t * D + j] = NATS * (60 + 6 * (j - 1) - (t >= from && t < to ? softer : 0));
}

static void softer_by_25_dB_is_half_likely(void **state)
{
    float x[FRAMES * D], share[FRAMES], scratch[FRAMES];
    const struct {
        float softer, share;
    } rows[] = {{0, 1}, {10, 1}, {22, 0.880797f}, {25, 0.5f}, {28, 0.119203f}, {60, 0}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        make(x, 40, 60, rows[i].softer);
        pseg_loud_enough(share, scratch, x, FRAMES, D);
        assert_float_equal(share[50], rows[i].share, 1e-3);
        assert_float_equal(share[10], 1, 1e-3);
    }
}

/* The edges of a pause belong to the speech beside it: a boundary is there. */
static void within_four_frames_of_speech_all_is_loud_enough(void **state)
{
    float x[FRAMES * D], share[FRAMES], scratch[FRAMES];
    (void)state;
    make(x, 40, 60, 50);
    pseg_loud_enough(share, scratch, x, FRAMES, D);
    for (int t = 0; t < FRAMES; t++)
        assert_float_equal(share[t], t >= 44 && t < 56 ? 0 : 1, 1e-3);
}

static void the_level_of_the_recording_does_not_matter(void **state)
{
    float x[FRAMES * D], share[FRAMES], again[FRAMES], scratch[FRAMES];
    (void)state;
    make(x, 0, 30, 26);
    pseg_loud_enough(share, scratch, x, FRAMES, D);
    for (int i = 0; i < FRAMES * D; i++)
        x[i] -= 8;
    pseg_loud_enough(again, scratch, x, FRAMES, D);
    for (int t = 0; t < FRAMES; t++)
        assert_float_equal(share[t], again[t], 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(softer_by_25_dB_is_half_likely),
        cmocka_unit_test(within_four_frames_of_speech_all_is_loud_enough),
        cmocka_unit_test(the_level_of_the_recording_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
