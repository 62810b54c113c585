/* White noise: exact SNR, white, and the same for the same name. */
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
static void added(float *noise, double snr, uint64_t seed, const char *name)
{
    static float clean[N];
    make_tone(clean);
    memcpy(noise, clean, sizeof clean);
    pseg_add_noise(noise, N, snr, seed, name);
    for (int i = 0; i < N; i++)
        noise[i] -= clean[i];
}

static void snr_is_exact_to_float_rounding(void **state)
{
    (void)state;
    static float clean[N], noise[N];
    make_tone(clean);
    for (int snr = -20; snr <= 40; snr += 5) {
        added(noise, snr, 3, "a/b");
        const double measured = 10 * log10(power(clean) / power(noise));
        assert_true(fabs(measured - snr) < 1e-5);
    }
}

static void noise_is_white(void **state)
{
    (void)state;
    static float noise[N];
    added(noise, 0, 1, "a/b");
    for (int lag = 1; lag <= 5; lag++) {
        double sum = 0;
        for (int i = lag; i < N; i++)
            sum += (double)noise[i] * noise[i - lag];
        assert_true(fabs(sum / N / power(noise)) < 5 / sqrt(N)); /* five standard deviations */
    }
}

static void noise_depends_on_seed_and_name_alone(void **state)
{
    (void)state;
    static float a[N], b[N];
    added(a, 6, 1, "a/b");
    added(b, 6, 1, "a/b");
    assert_memory_equal(a, b, sizeof a);
    added(b, 6, 2, "a/b");
    assert_memory_not_equal(a, b, sizeof a);
    added(b, 6, 1, "a/c");
    assert_memory_not_equal(a, b, sizeof a);
}

static void silence_stays_silence(void **state)
{
    (void)state;
    float x[100] = {0}, zeros[100] = {0};
    pseg_add_noise(x, 100, 6, 1, "a");
    assert_memory_equal(x, zeros, sizeof x);
    pseg_add_noise(x, 0, 6, 1, "a"); /* an empty recording is no error */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(snr_is_exact_to_float_rounding),
        cmocka_unit_test(noise_is_white),
        cmocka_unit_test(noise_depends_on_seed_and_name_alone),
        cmocka_unit_test(silence_stays_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
