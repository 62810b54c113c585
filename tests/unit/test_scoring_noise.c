/* Noise: exact SNR, of the colour asked for, and the same from the same state. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "noise.h"

enum { N = 16000 };

static void make_tone(float *x)
{
    for (int i = 0; i < N; i++)
        x[i] = 0.01f * sinf(0.05f * (float)i) * (i > N / 2 ? 3.0f : 1.0f);
}

static double power(const float *x)
{
    double sum = 0;
    for (int i = 0; i < N; i++)
        sum += (double)x[i] * x[i];
    return sum / N;
}

/* noise[N] = what pseg_add_noise adds */
static void added(float *noise, double snr, double pole, uint64_t seed)
{
    static float clean[N];
    struct pseg_random r;
    pseg_random_seed(&r, seed, 7);
    make_tone(clean);
    memcpy(noise, clean, sizeof clean);
    pseg_add_noise(noise, N, snr, pole, &r);
    for (int i = 0; i < N; i++)
        noise[i] -= clean[i];
}

static void snr_is_exact_to_float_rounding(void **state)
{
    (void)state;
    static float clean[N], noise[N];
    make_tone(clean);
    for (int snr = -20; snr <= 40; snr += 5) {
        added(noise, snr, snr % 2 ? 0 : 0.9, 3);
        const double measured = 10 * log10(power(clean) / power(noise));
        assert_true(fabs(measured - snr) < 1e-5);
    }
}

static double correlation(const float *x, int lag)
{
    double sum = 0;
    for (int i = lag; i < N; i++)
        sum += (double)x[i] * x[i - lag];
    return sum / N / power(x);
}

static void white_noise_is_white(void **state)
{
    (void)state;
    static float noise[N];
    added(noise, 0, 0, 1);
    for (int lag = 1; lag <= 5; lag++)
        assert_true(fabs(correlation(noise, lag)) < 5 / sqrt(N)); /* five standard deviations */
}

/* Samples of 1 / (1 - pole z^-1) noise correlate by pole^lag. */
static void coloured_noise_has_its_colour(void **state)
{
    (void)state;
    static float noise[N];
    static const double poles[] = {-0.5, 0.5, 0.95};
    for (int i = 0; i < 3; i++) {
        added(noise, 0, poles[i], 1);
        assert_true(fabs(correlation(noise, 1) - poles[i]) < 0.03);
        assert_true(fabs(correlation(noise, 2) - poles[i] * poles[i]) < 0.06);
    }
}

static void noise_depends_on_the_random_state_alone(void **state)
{
    (void)state;
    static float a[N], b[N];
    added(a, 6, 0, 1);
    added(b, 6, 0, 1);
    assert_memory_equal(a, b, sizeof a);
    added(b, 6, 0, 2);
    assert_memory_not_equal(a, b, sizeof a);
}

/* Figures of different versions are compared: their noise is the same. */
static void white_noise_never_changes(void **state)
{
    (void)state;
    static const float expected[] = {-0.0877029151f, 0.171162426f, 0.259183019f,   -0.022258658f,
                                     -0.0235242527f, 0.199861482f, -0.0649052933f, 0.188122734f};
    float x[8];
    struct pseg_random r;
    for (int i = 0; i < 8; i++)
        x[i] = 0.125f * (float)(i % 3);
    pseg_random_seed(&r, 0, pseg_random_stream("ann/1.wav"));
    pseg_add_noise(x, 8, 6, 0, &r);
    for (int i = 0; i < 8; i++)
        assert_true(fabsf(x[i] - expected[i]) < 1e-7f);
}

static void silence_stays_silence(void **state)
{
    (void)state;
    float x[100] = {0}, zeros[100] = {0};
    struct pseg_random r;
    pseg_random_seed(&r, 1, 1);
    pseg_add_noise(x, 100, 6, 0, &r);
    assert_memory_equal(x, zeros, sizeof x);
    pseg_add_noise(x, 0, 6, 0, &r); /* an empty recording is no error */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(snr_is_exact_to_float_rounding),
        cmocka_unit_test(white_noise_is_white),
        cmocka_unit_test(coloured_noise_has_its_colour),
        cmocka_unit_test(noise_depends_on_the_random_state_alone),
        cmocka_unit_test(white_noise_never_changes),
        cmocka_unit_test(silence_stays_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
