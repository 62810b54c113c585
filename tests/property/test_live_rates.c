/* The same speech from devices of every rate, mono and stereo: boundaries stay where they were. The
 * speech is brought to each rate by a sinc of the test's own, in double precision. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "capture.h"
#include "live_listener.h"
#include "wav.h"

enum { RATE = 16000, HALF = 64 }; /* [Hz]; [samples at RATE] half of the sinc's length */

static const double PI = 3.14159265358979323846;
static const double NEAR = 0.002; /* [s] a boundary is the same one within that */
static const double SHARE = 0.98; /* of the boundaries must be there again, and as few be new */

static const char *const recordings[] = {
    PROJECT_DIR "/samples/en-first-in-line.flac",
    PROJECT_DIR "/samples/en-not-in-service.flac",
    PROJECT_DIR "/samples/it-first-in-line.flac",
};
static struct pseg_model model;
static char path[] = "/tmp/phoneseg-live-XXXXXX";

static int make(void **state)
{
    const int fd = mkstemp(path);
    (void)state;
    pseg_model_default(&model);
    return fd < 0 || close(fd);
}

static int release(void **state)
{
    (void)state;
    return unlink(path);
}

/* Lowpass of cutoff [1/sample] and Hann window, at t [samples at RATE]. */
static double kernel(double t, double cutoff)
{
    const double x = 2 * PI * cutoff * t, hann = 0.5 + 0.5 * cos(PI * t / HALF);
    return fabs(t) >= HALF ? 0 : 2 * cutoff * hann * (fabs(x) < 1e-12 ? 1 : sin(x) / x);
}

static int common_divisor(int a, int b)
{
    return b ? common_divisor(b, a % b) : a;
}

/* taps[phases][2 HALF]: for output i, which stands i step [samples at RATE], those of i % phases */
static double *make_taps(int phases, double step, double cutoff)
{
    double *taps = malloc((size_t)phases * 2 * HALF * sizeof *taps);
    assert_non_null(taps);
    for (int p = 0; p < phases; p++)
        for (int k = 0; k < 2 * HALF; k++)
            taps[p * 2 * HALF + k] = kernel(fmod(p * step, 1) + HALF - 1 - k, cutoff);
    return taps;
}

/* *y = x[n] at `rate`, without what is above `band` [Hz]: how many samples. */
static size_t sinc_resample(float **y, const float *x, size_t n, int rate, double band)
{
    const size_t m = (size_t)((double)n * rate / RATE);
    const int phases = rate / common_divisor(rate, RATE);
    double *taps = make_taps(phases, (double)RATE / rate, band / RATE);
    assert_non_null(*y = malloc(m * sizeof **y));
    for (size_t i = 0; i < m; i++) {
        const double *tap = taps + i % (size_t)phases * 2 * HALF;
        const long first = (long)(i * RATE / (size_t)rate) - HALF + 1;
        double sum = 0;
        for (long k = first < 0 ? 0 : first; k < first + 2 * HALF && k < (long)n; k++)
            sum += tap[k - first] * x[k];
        (*y)[i] = (float)sum;
    }
    free(taps);
    return m;
}

/* Two channels whose mean is the signal, though neither of them is. */
static void write_wav(const float *x, size_t n, int channels, int rate)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    wav_put_header(f, WAV_FLOAT, channels, rate, 32, (uint32_t)(4 * n * (size_t)channels));
    for (size_t i = 0; i < n; i++) {
        const float aside = channels > 1 ? 0.3f * sinf(0.1f * (float)i) : 0;
        for (int c = 0; c < channels; c++)
            wav_put_sample(f, x[i] + (c ? -aside : aside), WAV_FLOAT, 32);
    }
    assert_int_equal(fclose(f), 0);
}

/* Through a replay, its thread and its ring. */
static struct listener *replay(void)
{
    const struct pseg_capture_options options = {.block = 0.01, .seconds = 1};
    const struct timespec pause = {0, 100000};
    struct listener *l = calloc(1, sizeof *l);
    struct pseg_capture *c = pseg_capture_replay(path, 1, &options, &l->error);
    assert_non_null(c);
    l->sink = (struct pseg_live_sink){listener_on_boundary, listener_on_gap, NULL, l};
    l->live = pseg_live_create(&model, pseg_capture_ring(c), pseg_capture_rate(c), &l->sink, NULL,
                               &l->error);
    assert_non_null(l->live);
    assert_int_equal(pseg_capture_start(c, &l->error), 0);
    for (int more = 1; more;) {
        more = pseg_capture_running(c);
        listener_pump(l, SIZE_MAX);
        nanosleep(&pause, NULL);
    }
    assert_int_equal(pseg_capture_stop(c, &l->error), 0);
    listener_end(l);
    assert_int_equal(l->n_gaps, 0);
    pseg_capture_close(c);
    return l;
}

static struct listener *hear(const float *x, size_t n, int channels, int rate, double band)
{
    float *y;
    const size_t m = sinc_resample(&y, x, n, rate, band);
    write_wav(y, m, channels, rate);
    free(y);
    return replay();
}

/* -------------------------------------------------------------------------------- agreement -- */

struct agreement {
    size_t wanted, found, matched;
    double sum; /* [s] of the offsets of those that match */
};

static void compare(struct agreement *a, const struct listener *got, const struct listener *want)
{
    a->wanted += want->n;
    a->found += got->n;
    for (size_t i = 0, k = 0; i < want->n; i++) {
        while (k < got->n && got->events[k].at < want->events[i].at - NEAR)
            k++;
        if (k == got->n || got->events[k].at > want->events[i].at + NEAR)
            continue;
        a->matched++;
        a->sum += got->events[k].at - want->events[i].at;
    }
}

struct device {
    int rate, channels;
};

/* One recording, from 16 kHz mono and from each device, both without what is above band [Hz]. */
static void compare_all(struct agreement *a, const struct device *devices, size_t n_devices,
                        const char *recording, double band)
{
    struct pseg_error error;
    float *x;
    size_t n;
    assert_int_equal(pseg_audio_load(&x, &n, recording, RATE, &error), 0);
    struct listener *want = hear(x, n, 1, RATE, band);
    for (size_t i = 0; i < n_devices; i++) {
        struct listener *got = hear(x, n, devices[i].channels, devices[i].rate, band);
        compare(&a[i], got, want);
        listener_free(got);
    }
    listener_free(want);
    free(x);
}

static void check_devices(const struct device *devices, size_t n_devices, double band)
{
    struct agreement all[8] = {{0}};
    for (size_t i = 0; i < COUNT(recordings); i++)
        compare_all(all, devices, n_devices, recordings[i], band);
    for (size_t i = 0; i < n_devices; i++) {
        const struct agreement *a = &all[i];
        const double mean = a->sum / (double)a->matched;
        print_message("%d Hz, %d channels: %zu of %zu boundaries within 2 ms, %zu in all; mean "
                      "offset %.3f ms\n",
                      devices[i].rate, devices[i].channels, a->matched, a->wanted, a->found,
                      1e3 * mean);
        assert_true(a->wanted > 100);
        assert_true((double)a->matched >= SHARE * (double)a->wanted);
        assert_true((double)a->matched >= SHARE * (double)a->found);
        assert_true(fabs(mean) <= 0.0005);
    }
}

static void devices_of_full_band_give_the_same_boundaries(void **state)
{
    static const struct device devices[] = {{16000, 2}, {22050, 1}, {44100, 1}, {44100, 2},
                                            {48000, 1}, {48000, 2}, {96000, 1}, {96000, 2}};
    (void)state;
    check_devices(devices, COUNT(devices), 8000);
}

/* What a slow device cannot carry is missing at 16 kHz, too: else it would be another sound. */
static void a_device_at_8_khz_gives_the_boundaries_of_the_narrow_band(void **state)
{
    static const struct device devices[] = {{8000, 1}, {8000, 2}};
    (void)state;
    check_devices(devices, COUNT(devices), 3600);
}

static void a_device_at_11_khz_gives_the_boundaries_of_its_band(void **state)
{
    static const struct device devices[] = {{11025, 1}, {11025, 2}};
    (void)state;
    check_devices(devices, COUNT(devices), 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(devices_of_full_band_give_the_same_boundaries),
        cmocka_unit_test(a_device_at_8_khz_gives_the_boundaries_of_the_narrow_band),
        cmocka_unit_test(a_device_at_11_khz_gives_the_boundaries_of_its_band),
    };
    return cmocka_run_group_tests(tests, make, release);
}
