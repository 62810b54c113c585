/* Kinds of noise: spectra, exact power and SNR, the same from the same state; levels. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "level.h"
#include "noise.h"

enum { RATE = 16000, N = 256 * 1024 };
static const double pi = 3.14159265358979323846;
static float noise[N];

static void make(enum pseg_noise kind, int rate, uint64_t seed)
{
    struct pseg_random r;
    pseg_random_seed(&r, seed, 7);
    pseg_make_noise(noise, N, rate, kind, &r);
}

/* Mean power of the Hann-windowed component of `cycles` cycles in each `length` samples. */
static double component(double cycles, int length)
{
    double sum = 0;
    for (int at = 0; at + length <= N; at += length) {
        double re = 0, im = 0;
        for (int i = 0; i < length; i++) {
            const double hann = 1 - cos(2 * pi * i / length), angle = 2 * pi * cycles * i / length;
            re += hann * cos(angle) * noise[at + i];
            im += hann * sin(angle) * noise[at + i];
        }
        sum += re * re + im * im;
    }
    return sum;
}

/* [dB] at 125 Hz 2^octave of a rate of 16 kHz; three components, two apart, for a steadier mean */
static double octave_level(int octave)
{
    const int at = 8 << octave;
    return 10 * log10(component(at - 2, 1024) + component(at, 1024) + component(at + 2, 1024));
}

enum { OCTAVES = 6 };

/* The line of least squares through the octaves' levels, and the largest distance from it. */
static void fit_slope(double *slope, double *worst)
{
    double level[OCTAVES], mean = 0;
    *slope = *worst = 0;
    for (int i = 0; i < OCTAVES; i++) {
        level[i] = octave_level(i);
        mean += level[i] / OCTAVES;
    }
    for (int i = 0; i < OCTAVES; i++)
        *slope += (i - 2.5) * level[i] / 17.5;
    for (int i = 0; i < OCTAVES; i++)
        *worst = fmax(*worst, fabs(level[i] - mean - (i - 2.5) * *slope));
}

static void pink_noise_falls_by_3_dB_an_octave(void **state)
{
    (void)state;
    double slope, worst;
    make(PSEG_NOISE_PINK, RATE, 1);
    fit_slope(&slope, &worst);
    check_near(slope, -3.01, 0.1, "slope [dB an octave]", 0);
    assert_true(worst < 0.7);
}

static void white_noise_is_level(void **state)
{
    (void)state;
    double slope, worst;
    make(PSEG_NOISE_WHITE, RATE, 1);
    fit_slope(&slope, &worst);
    check_near(slope, 0, 0.15, "slope [dB an octave]", 0);
    assert_true(worst < 0.7);
}

/* The very slow poles of the filter have run in before the first sample. */
static void pink_noise_is_as_loud_at_its_start_as_later(void **state)
{
    (void)state;
    double start = 0, all = 0;
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct pseg_random r;
        pseg_random_seed(&r, seed, 7);
        pseg_make_noise(noise, 2000, RATE, PSEG_NOISE_PINK, &r);
        for (int i = 0; i < 20; i++) {
            start += noise[i] * noise[i];
            all += noise[1900 + i] * noise[1900 + i];
        }
    }
    assert_true(start > 0.7 * all && start < 1.4 * all);
}

/* Power on the first harmonics of `mains` [Hz] against that halfway between them. */
static double hum_contrast(double mains)
{
    const int second = 16000;
    double on = 0, between = 0;
    for (int k = 1; k <= 6; k++) {
        on += component(k * mains, second);
        between += component((k + 0.5) * mains, second);
    }
    return on / between;
}

static void hum_is_harmonics_of_50_or_of_60_Hz(void **state)
{
    (void)state;
    int seen[2] = {0};
    for (uint64_t seed = 0; seed < 8; seed++) {
        make(PSEG_NOISE_HUM, RATE, seed);
        const int is_60 = component(60, RATE) > component(50, RATE);
        assert_true(hum_contrast(is_60 ? 60 : 50) > 1e4);
        seen[is_60] = 1;
    }
    assert_true(seen[0] && seen[1]);
}

static void hum_ends_at_2_kHz_and_below_half_the_rate(void **state)
{
    (void)state;
    make(PSEG_NOISE_HUM, RATE, 3);
    double above = 0;
    for (int hz = 2100; hz < 8000; hz += 350)
        above += component(hz, RATE);
    assert_true(above < 1e-6 * (component(50, RATE) + component(60, RATE)));
    make(PSEG_NOISE_HUM, 2000, 3);
    assert_true(component(990, 2000) < 1e-6 * (component(50, 2000) + component(60, 2000)));
}

static double power(const float *x)
{
    double sum = 0;
    for (int i = 0; i < N; i++)
        sum += (double)x[i] * x[i];
    return sum / N;
}

static void every_kind_has_power_1_and_is_drawn_by_the_state_alone(void **state)
{
    (void)state;
    static float first[N];
    for (int kind = 0; kind < PSEG_N_NOISES; kind++) {
        make((enum pseg_noise)kind, RATE, 1);
        check_near(power(noise), 1, 1e-6, "power of kind", kind);
        memcpy(first, noise, sizeof first);
        make((enum pseg_noise)kind, RATE, 1);
        assert_memory_equal(first, noise, sizeof first);
        make((enum pseg_noise)kind, RATE, 2);
        assert_memory_not_equal(first, noise, sizeof first);
    }
}

static void mixing_has_the_exact_snr(void **state)
{
    (void)state;
    static float clean[N], mixed[N];
    for (int i = 0; i < N; i++)
        clean[i] = i < N / 3 ? 0.01f * sinf(0.05f * (float)i) : 0;
    for (int kind = 0; kind < PSEG_N_NOISES; kind++) {
        make((enum pseg_noise)kind, RATE, 5);
        for (int snr = -20; snr <= 40; snr += 20) {
            memcpy(mixed, clean, sizeof mixed);
            pseg_mix_noise(mixed, noise, N, snr);
            for (int i = 0; i < N; i++)
                mixed[i] -= clean[i];
            check_near(10 * log10(power(clean) / power(mixed)), snr, 1e-4, "SNR [dB] of", kind);
        }
    }
}

static void silence_has_no_snr(void **state)
{
    (void)state;
    static float x[N], zeros[N];
    make(PSEG_NOISE_PINK, RATE, 1);
    pseg_mix_noise(x, noise, N, 6);
    assert_memory_equal(x, zeros, sizeof x);
    pseg_mix_noise(noise, zeros, N, 6); /* no noise is no reason for infinite gain */
    check_near(power(noise), 1, 1e-6, "power", 0);
    pseg_unit_power(x, N);
    assert_memory_equal(x, zeros, sizeof x);
}

static void an_empty_recording_is_no_error(void **state)
{
    (void)state;
    struct pseg_random r;
    float none[1] = {3};
    pseg_random_seed(&r, 1, 1);
    for (int kind = 0; kind < PSEG_N_NOISES; kind++)
        pseg_make_noise(none, 0, RATE, (enum pseg_noise)kind, &r);
    pseg_mix_noise(none, none, 0, 6);
    pseg_set_peak(none, 0, -6);
    assert_true(none[0] == 3);
}

static void the_peak_is_where_it_is_set(void **state)
{
    (void)state;
    float x[4] = {0.1f, -0.4f, 0.2f, 0};
    for (int level = -80; level <= 0; level += 20) {
        pseg_set_peak(x, 4, level);
        check_near(20 * log10(pseg_peak_level(x, 4)), level, 1e-5, "peak [dB]", level);
        check_near(x[0] / x[1], -0.25, 1e-6, "ratio at", level);
    }
    float silence[2] = {0};
    pseg_set_peak(silence, 2, 0);
    assert_true(silence[0] == 0 && silence[1] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pink_noise_falls_by_3_dB_an_octave),
        cmocka_unit_test(white_noise_is_level),
        cmocka_unit_test(pink_noise_is_as_loud_at_its_start_as_later),
        cmocka_unit_test(hum_is_harmonics_of_50_or_of_60_Hz),
        cmocka_unit_test(hum_ends_at_2_kHz_and_below_half_the_rate),
        cmocka_unit_test(every_kind_has_power_1_and_is_drawn_by_the_state_alone),
        cmocka_unit_test(mixing_has_the_exact_snr),
        cmocka_unit_test(silence_has_no_snr),
        cmocka_unit_test(an_empty_recording_is_no_error),
        cmocka_unit_test(the_peak_is_where_it_is_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
