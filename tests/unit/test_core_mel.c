#include "mel.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "toy.h"

#define MAX_BINS 2049

static _Alignas(16) char memory[MAX_BINS * 8];
static float power[MAX_BINS], scratch[MAX_BINS];

/* Shapes to try: the default, telephone speech with a lower edge, wide bands, narrow ones, and some
 * so narrow that no bin falls between two centres. */
enum { SHAPES = 5 };
static struct pseg_config shape(int i)
{
    static const struct {
        int rate, fft_size, n_mel;
        float low, high;
    } of[] = {{16000, 512, 26, 0, 8000},
              {8000, 256, 23, 64, 3800},
              {16000, 512, 2, 0, 8000},
              {48000, 4096, 128, 20, 20000},
              {16000, 512, 128, 0, 8000}};
    struct pseg_config c = toy_default_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    c.rate = of[i].rate;
    c.fft_size = of[i].fft_size;
    c.n_mel = of[i].n_mel;
    c.low_hz = of[i].low;
    c.high_hz = of[i].high;
    return c;
}

static struct pseg_mel make(const struct pseg_config *c)
{
    struct pseg_mel mel;
    struct pseg_arena arena = {memory, 0};
    pseg_mel_init(&mel, &arena, c);
    assert_true(arena.used <= sizeof memory);
    memset(power, 0, sizeof power);
    return mel;
}

static double to_mel(double hz)
{
    return 1127 * log(1 + hz / 700);
}

/* Height of band m at hz: a triangle between the edges m and m + 2. */
static double triangle(const struct pseg_config *c, int m, double hz)
{
    const double low = to_mel(c->low_hz), step = (to_mel(c->high_hz) - low) / (c->n_mel + 1);
    const double at = (to_mel(hz) - low) / step - m;
    return fmax(0, fmin(at, 2 - at));
}

static void a_single_bin_reaches_each_band_by_its_triangle(void **state)
{
    (void)state;
    for (int s = 0; s < SHAPES; s++) {
        const struct pseg_config c = shape(s);
        const struct pseg_mel mel = make(&c);
        for (int k = 0; k < mel.n_bins; k++) {
            float bands[128];
            power[k] = 25;
            pseg_mel_plain(bands, power, scratch, &mel);
            power[k] = 0;
            for (int m = 0; m < c.n_mel; m++)
                check_near(bands[m], 25 * triangle(&c, m, (double)k * c.rate / c.fft_size), 1e-5,
                           "band", m);
        }
    }
}

static void between_the_first_and_last_centre_a_bin_counts_once_in_all(void **state)
{
    (void)state;
    for (int s = 0; s < SHAPES; s++) {
        const struct pseg_config c = shape(s);
        const struct pseg_mel mel = make(&c);
        const double low = to_mel(c.low_hz), high = to_mel(c.high_hz);
        const double step = (high - low) / (c.n_mel + 1);
        int between = 0;
        for (int k = 0; k < mel.n_bins; k++) {
            const double at = to_mel((double)k * c.rate / c.fft_size);
            float bands[128], sum = 0;
            if (at < low + step || at > high - step)
                continue;
            between++;
            power[k] = 1;
            pseg_mel_plain(bands, power, scratch, &mel);
            power[k] = 0;
            for (int m = 0; m < c.n_mel; m++)
                sum += bands[m];
            check_near(sum, 1, 1e-6, "sum of bin", k);
        }
        assert_true(between > 30);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_single_bin_reaches_each_band_by_its_triangle),
        cmocka_unit_test(between_the_first_and_last_centre_a_bin_counts_once_in_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
