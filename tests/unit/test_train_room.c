/* Rooms and microphones: echoes fade as they should, and what is heard stays linear. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "room.h"
#include "synth.h"

enum { N = 8000, RATE = 16000 };

static void echoes_come_later_and_are_weaker(void **state)
{
    (void)state;
    double weakest = 0, strongest = -100;
    for (uint64_t seed = 0; seed < 40; seed++) {
        float x[N] = {1}, scratch[N];
        double energy = 0, late = 0;
        struct pseg_random r;
        pseg_random_seed(&r, seed, 0);
        pseg_add_echoes(x, scratch, N, RATE, &r);
        assert_true(x[0] == 1);
        for (int i = 1; i < 32; i++) /* 2 ms */
            assert_true(x[i] == 0);
        for (int i = 1; i < N; i++) {
            energy += (double)x[i] * x[i];
            late += i > N / 2 ? (double)x[i] * x[i] : 0;
        }
        const double level = 10 * log10(energy);
        assert_true(level < 3 && level > -18); /* two at one place may add up or cancel */
        assert_true(late <= 0.2 * energy);
        weakest = fmin(weakest, level);
        strongest = fmax(strongest, level);
    }
    assert_true(weakest < -11 && strongest > -4);
}

static void hear(float *y, const float *x, uint64_t seed)
{
    struct pseg_random r;
    pseg_random_seed(&r, seed, 0);
    memcpy(y, x, N * sizeof *y);
    pseg_colour_sound(y, N, RATE, &r);
}

/* Twice as loud and a little later: the same, twice as loud and a little later. */
static void a_microphone_is_linear_and_does_not_change(void **state)
{
    enum { LATER = 37 };
    float x[N], later[N] = {0}, y[N], z[N];
    (void)state;
    synth_speech(x, N, 3);
    for (int i = LATER; i < N; i++)
        later[i] = 2 * x[i - LATER];
    hear(y, x, 5);
    hear(z, later, 5);
    for (int i = LATER; i < N; i++)
        check_near(z[i], 2 * y[i - LATER], 1e-4, "sample", i);
}

/* Level at f [1/sample] of what an impulse becomes [dB]. */
static double level_at(const float *x, double f)
{
    const double pi = acos(-1.0);
    double re = 0, im = 0;
    for (int i = 0; i < N; i++) {
        re += x[i] * cos(2 * pi * f * i);
        im -= x[i] * sin(2 * pi * f * i);
    }
    return 10 * log10(re * re + im * im);
}

/* Three peaks of 12 dB and a tilt of at most 1.6 : 0.4, 12 dB: never more than 48 dB apart, mostly
 * far less; and each microphone is another one. */
static void microphones_differ_within_bounds(void **state)
{
    float x[N] = {1}, y[N];
    double least = 100, most = -100;
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        hear(y, x, seed);
        double low = 100, high = -100;
        for (double f = 0.01; f < 0.48; f += 0.01) {
            const double level = level_at(y, f);
            low = fmin(low, level);
            high = fmax(high, level);
        }
        assert_true(high - low < 48);
        least = fmin(least, high - low);
        most = fmax(most, high - low);
    }
    assert_true(least < 12 && most > 18);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(echoes_come_later_and_are_weaker),
        cmocka_unit_test(a_microphone_is_linear_and_does_not_change),
        cmocka_unit_test(microphones_differ_within_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
