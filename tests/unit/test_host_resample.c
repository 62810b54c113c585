/* Rate conversion in physical terms: level, aliases, time, length. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "resample.h"
#include "synth.h"

static const double PI = 3.14159265358979323846;

enum { RATE = 16000 }; /* [Hz] of the output */

static const int rates[] = {8000,  11025, 12000, 22050, 32000, 44056,
                            44100, 48000, 88200, 96000, 192000};

struct signal {
    float *x; /* [n] */
    size_t n;
};

static struct signal make(size_t n)
{
    struct signal s = {calloc(n + 1, sizeof(float)), n};
    assert_non_null(s.x);
    return s;
}

static struct signal sine(double hz, double seconds, int rate)
{
    struct signal s = make((size_t)(seconds * rate));
    for (size_t i = 0; i < s.n; i++)
        s.x[i] = (float)sin(2 * PI * hz * (double)i / rate);
    return s;
}

/* One for each rate, designed once; what was in it before does not matter. */
static struct pseg_resampler *resamplers[COUNT(rates)];

static int make_resamplers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++)
        if (!(resamplers[i] = pseg_resampler_create(RATE, rates[i])))
            return -1;
    return 0;
}

static int free_resamplers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++)
        pseg_resampler_destroy(resamplers[i]);
    return 0;
}

static struct pseg_resampler *of_rate(int rate)
{
    size_t i = 0;
    while (rates[i] != rate)
        i++;
    pseg_resampler_reset(resamplers[i]);
    return resamplers[i];
}

/* In pieces of that many samples; 0: random lengths. */
static struct signal convert_with(struct pseg_resampler *r, struct signal in, int rate,
                                  size_t piece)
{
    struct rng rng = {7};
    const size_t room = (size_t)((double)in.n * RATE / rate) + 2000;
    struct signal out = make(room);
    size_t n, more;
    out.n = 0;
    for (size_t i = 0; i < in.n; i += n) {
        n = piece ? piece : rng_below(&rng, 999);
        n = n < in.n - i ? n : in.n - i;
        const size_t made = pseg_resampler_execute(out.x + out.n, r, in.x + i, n);
        assert_true(made <= pseg_resampler_room(r, n));
        out.n += made;
    }
    while ((more = pseg_resampler_flush(out.x + out.n, r, 4 + piece % 100)) > 0)
        out.n += more;
    assert_true(out.n <= room);
    return out;
}

static struct signal convert(struct signal in, int rate, size_t piece)
{
    return convert_with(of_rate(rate), in, rate, piece);
}

/* Level [dB] of the middle second against a sine of full scale; *late: by how many samples its
 * phase is behind. */
static double level(double *late, struct signal s, double hz)
{
    double in_phase = 0, quadrature = 0;
    for (size_t i = RATE / 2; i < 3 * RATE / 2; i++) {
        in_phase += s.x[i] * sin(2 * PI * hz * (double)i / RATE);
        quadrature += s.x[i] * cos(2 * PI * hz * (double)i / RATE);
    }
    *late = -atan2(quadrature, in_phase) / (2 * PI * hz) * RATE;
    return 20 * log10(hypot(in_phase, quadrature) * 2 / RATE);
}

static double power_level(struct signal s)
{
    double sum = 0;
    for (size_t i = RATE / 2; i < 3 * RATE / 2; i++)
        sum += (double)s.x[i] * s.x[i];
    return 10 * log10(sum * 2 / RATE + 1e-20);
}

static void sines_keep_their_level_and_their_time(void **state)
{
    (void)state;
    static const double tones[] = {200, 1000, 3500, 7000}; /* [Hz] */
    for (size_t i = 0; i < COUNT(rates); i++)
        for (size_t j = 0; j < COUNT(tones) && tones[j] < 0.45 * rates[i]; j++) {
            struct signal in = sine(tones[j], 2, rates[i]), out = convert(in, rates[i], 480);
            double late;
            check_near(level(&late, out, tones[j]), 0, 0.02, "level [dB] at rate", rates[i]);
            check_near(late, 0, 0.002, "delay [samples] at rate", rates[i]);
            free(in.x);
            free(out.x);
        }
}

static void what_lies_above_8_khz_does_not_fold_back(void **state)
{
    (void)state;
    static const double tones[] = {8500, 9000, 12000, 15000, 20000};
    for (size_t i = 0; i < COUNT(rates); i++)
        for (size_t j = 0; j < COUNT(tones) && tones[j] < 0.5 * rates[i]; j++) {
            struct signal in = sine(tones[j], 2, rates[i]), out = convert(in, rates[i], 480);
            assert_true(power_level(out) < -70);
            free(in.x);
            free(out.x);
        }
}

/* Raising the rate must not leave mirror images of the speech above the old half rate. */
static void what_was_below_4_khz_stays_there(void **state)
{
    (void)state;
    struct signal in = sine(3000, 2, 8000), out = convert(in, 8000, 480);
    for (size_t i = 0; i < out.n; i++)
        out.x[i] -= (float)sin(2 * PI * 3000 * (double)i / RATE);
    assert_true(power_level(out) < -65);
    free(in.x);
    free(out.x);
}

/* The centre of a click's energy is where the click was. */
static void clicks_come_out_at_their_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++) {
        struct signal in = make((size_t)rates[i]);
        for (size_t at = 1; at < 10; at++)
            in.x[at * (size_t)rates[i] / 10] = 1;
        struct signal out = convert(in, rates[i], 480);
        for (size_t at = 1; at < 10; at++) {
            const double place = (double)(at * (size_t)rates[i] / 10) / rates[i] * RATE;
            const size_t first = (size_t)place - 400;
            double sum = 0, centre = 0;
            for (size_t k = first; k < first + 800; k++) {
                sum += (double)out.x[k] * out.x[k];
                centre += (double)out.x[k] * out.x[k] * (double)k;
            }
            check_near(centre / sum - place, 0, 0.02, "delay [samples] at rate", rates[i]);
        }
        free(in.x);
        free(out.x);
    }
}

static void lengths_are_those_of_the_time_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++)
        for (size_t n = 0; n < 400; n += n < 20 ? 1 : 37) {
            struct signal in = make(n), out = convert(in, rates[i], 64);
            assert_int_equal(out.n, (size_t)floor((double)n * RATE / rates[i] + 0.5));
            free(in.x);
            free(out.x);
        }
}

static void any_cut_gives_the_same_samples(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 7, 160, 4096, 0};
    for (size_t i = 0; i < COUNT(rates); i++) {
        struct signal in = make(20000);
        synth_speech(in.x, in.n, 3);
        struct signal whole = convert(in, rates[i], in.n);
        for (size_t j = 0; j < COUNT(pieces); j++) {
            struct signal cut = convert(in, rates[i], pieces[j]);
            assert_int_equal(cut.n, whole.n);
            assert_memory_equal(cut.x, whole.x, whole.n * sizeof *whole.x);
            free(cut.x);
        }
        free(whole.x);
        free(in.x);
    }
}

static void reset_equals_fresh(void **state)
{
    (void)state;
    struct pseg_resampler *fresh = pseg_resampler_create(RATE, 44100);
    struct signal in = make(10000);
    assert_non_null(fresh);
    synth_speech(in.x, in.n, 4);
    struct signal a = convert_with(fresh, in, 44100, 480), b = convert(in, 44100, 480);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.x, b.x, a.n * sizeof *a.x);
    free(a.x);
    free(b.x);
    free(in.x);
    pseg_resampler_destroy(fresh);
}

static void the_delay_is_told(void **state)
{
    (void)state;
    check_near(pseg_resampler_delay(of_rate(48000)), 0.002, 1e-9, "delay [s] at rate", 48000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sines_keep_their_level_and_their_time),
        cmocka_unit_test(what_lies_above_8_khz_does_not_fold_back),
        cmocka_unit_test(what_was_below_4_khz_stays_there),
        cmocka_unit_test(clicks_come_out_at_their_time),
        cmocka_unit_test(lengths_are_those_of_the_time_line),
        cmocka_unit_test(any_cut_gives_the_same_samples),
        cmocka_unit_test(reset_equals_fresh),
        cmocka_unit_test(the_delay_is_told),
    };
    return cmocka_run_group_tests(tests, make_resamplers, free_resamplers);
}
