/* Audio sources: what comes out of files and raw PCM, and what is said about bad ones. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "phoneseg/host.h"
#include "synth.h"
#include "wav.h"

enum { RATE = 16000, N = 4000 };

static char path[64];
static float speech[N];

static int make_path(void **state)
{
    (void)state;
    strcpy(path, "/tmp/phoneseg-audio-XXXXXX");
    synth_speech(speech, N, 5);
    const int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

/* n silent samples of 16 bits, and what the header says. */
static void write_promise(size_t n, uint32_t data_size)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    wav_put_header(f, WAV_PCM, 1, RATE, 16, data_size);
    for (size_t i = 0; i < n; i++)
        wav_put(f, 0, 2);
    assert_int_equal(fclose(f), 0);
}

static void assert_says(const struct pseg_error *error, const char *part)
{
    if (!strstr(error->text, part))
        fail_msg("\"%s\" does not say \"%s\"", error->text, part);
}

static void assert_refused(const char *part)
{
    struct pseg_error error;
    float *x;
    size_t n;
    assert_int_equal(pseg_audio_load(&x, &n, path, RATE, &error), -1);
    assert_null(x);
    assert_says(&error, part);
    assert_says(&error, path);
}

static float *load(size_t expected)
{
    struct pseg_error error;
    float *x;
    size_t n;
    if (pseg_audio_load(&x, &n, path, RATE, &error))
        fail_msg("%s", error.text);
    assert_int_equal(n, expected);
    return x;
}

static void every_sample_format_gives_the_same_audio(void **state)
{
    (void)state;
    static const int formats[][2] = {
        {WAV_PCM, 8}, {WAV_PCM, 16}, {WAV_PCM, 24}, {WAV_PCM, 32}, {WAV_FLOAT, 32}};
    for (size_t i = 0; i < COUNT(formats); i++) {
        wav_write(path, speech, N, formats[i][0], 1, RATE, formats[i][1]);
        float *x = load(N);
        const double step = ldexp(1, 1 - formats[i][1]);
        for (size_t k = 0; k < N; k++)
            check_near(x[k], speech[k], formats[i][0] == WAV_FLOAT ? 0 : step + 1e-7, "sample",
                       (long)k);
        free(x);
    }
}

static void channels_are_averaged(void **state)
{
    (void)state;
    FILE *f = fopen(path, "wb");
    wav_put_header(f, WAV_FLOAT, 3, RATE, 32, 3 * 4 * N);
    for (size_t i = 0; i < N; i++) {
        wav_put_sample(f, speech[i], WAV_FLOAT, 32);
        wav_put_sample(f, 0.5f, WAV_FLOAT, 32);
        wav_put_sample(f, -speech[i], WAV_FLOAT, 32);
    }
    fclose(f);
    float *x = load(N);
    for (size_t i = 0; i < N; i++)
        check_near(x[i], 0.5 / 3, 1e-6, "sample", (long)i);
    free(x);
}

static void any_read_size_gives_the_same_samples(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 7, 160, 5000};
    static const int rates[] = {8000, RATE, 44100};
    for (size_t i = 0; i < COUNT(rates); i++) {
        wav_write(path, speech, N, WAV_FLOAT, 1, rates[i], 32);
        const size_t expected = (size_t)(floor((double)N * RATE / rates[i] + 0.5));
        float *whole = load(expected), block[5000];
        for (size_t j = 0; j < COUNT(sizes); j++) {
            struct pseg_error error;
            struct pseg_audio *a = pseg_audio_open(path, RATE, &error);
            size_t n = 0;
            for (long more; (more = pseg_audio_read(a, block, sizes[j], &error)) > 0;) {
                assert_true(n + (size_t)more <= expected);
                assert_memory_equal(block, whole + n, (size_t)more * sizeof *block);
                n += (size_t)more;
            }
            assert_int_equal(n, expected);
            assert_int_equal(pseg_audio_complete(a, &error), 0);
            pseg_audio_close(a);
        }
        free(whole);
    }
}

/* To the end, into x[N]; returns how many. */
static size_t read_all(float *x, struct pseg_audio *a)
{
    struct pseg_error error;
    size_t n = 0;
    long more;
    while ((more = pseg_audio_read(a, x + n, N - n < 333 ? N - n : 333, &error)) > 0)
        n += (size_t)more;
    assert_int_equal(more, 0);
    return n;
}

static void raw_audio_equals_a_file(void **state)
{
    (void)state;
    wav_write(path, speech, N, WAV_PCM, 2, 44100, 16);
    struct pseg_error error;
    FILE *f = fopen(path, "rb");
    fseek(f, 44, SEEK_SET);
    struct pseg_audio *file = pseg_audio_open(path, RATE, &error);
    struct pseg_audio *raw = pseg_audio_open_raw(f, "stdin", 44100, 2, RATE, &error);
    static float a[N], b[N];
    const size_t n = read_all(a, file);
    assert_true(n > N / 3 && n < N); /* of 44.1 kHz */
    assert_int_equal(read_all(b, raw), n);
    assert_memory_equal(a, b, n * sizeof *a);
    assert_int_equal(pseg_audio_complete(raw, &error), 0);
    pseg_audio_close(file);
    pseg_audio_close(raw);
    fclose(f);
}

static void a_raw_frame_cut_in_two_is_told_and_the_rest_heard(void **state)
{
    (void)state;
    struct pseg_error error;
    float x[4096];
    long n = 0, more;
    char bytes[4 * 100 + 3] = {0};
    FILE *f = fmemopen(bytes, sizeof bytes, "rb");
    struct pseg_audio *a = pseg_audio_open_raw(f, "stdin", RATE, 2, RATE, &error);
    while ((more = pseg_audio_read(a, x, COUNT(x), &error)) > 0)
        n += more;
    assert_int_equal(more, 0);
    assert_int_equal(n, 100);
    assert_int_equal(pseg_audio_complete(a, &error), -1);
    assert_says(&error, "3 of 4 bytes");
    pseg_audio_close(a);
    fclose(f);
}

static void a_file_cut_short_is_told_and_the_rest_heard(void **state)
{
    (void)state;
    struct pseg_error error;
    float x[4096];
    write_promise(1600, 2 * 32000);
    assert_refused("holds 0.100 s of the 2.000 s");
    struct pseg_audio *a = pseg_audio_open(path, RATE, &error);
    long n = 0, more;
    while ((more = pseg_audio_read(a, x, COUNT(x), &error)) > 0)
        n += more;
    assert_int_equal(n, 1600);
    assert_int_equal(pseg_audio_complete(a, &error), -1);
    pseg_audio_close(a);
}

/* As ffmpeg and sox write it to a pipe. */
static void a_length_left_open_is_no_promise(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000, 0x7FFFF024};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        write_promise(1600, sizes[i]);
        free(load(1600));
    }
}

static void a_sphere_file_cut_short_is_told(void **state)
{
    (void)state;
    FILE *f = fopen(path, "wb");
    fprintf(f, "%-1024s",
            "NIST_1A\n   1024\nsample_rate -i 16000\nchannel_count -i 1\nsample_n_bytes -i 2\n"
            "sample_byte_format -s2 01\nsample_sig_bits -i 16\nsample_count -i 16000\n"
            "sample_coding -s3 pcm\nend_head\n");
    for (int i = 0; i < 1600; i++)
        wav_put(f, 0, 2);
    fclose(f);
    assert_refused("holds 0.100 s of the 1.000 s");
}

static void what_is_no_number_is_told_with_its_place(void **state)
{
    (void)state;
    static const float bad[] = {NAN, INFINITY, -INFINITY, 1e7f};
    for (size_t i = 0; i < COUNT(bad); i++) {
        FILE *f = fopen(path, "wb");
        wav_put_header(f, WAV_FLOAT, 2, RATE, 32, 2 * 4 * 2000);
        for (int k = 0; k < 4000; k++)
            wav_put_sample(f, k == 2 * 1000 + 1 ? bad[i] : 0, WAV_FLOAT, 32);
        fclose(f);
        assert_refused("sample 1000 of channel 2 (at 0.062500 s)");
    }
}

static void rates_outside_8_to_192_khz_are_refused(void **state)
{
    (void)state;
    wav_write(path, speech, N, WAV_PCM, 1, 7999, 16);
    assert_refused("7999 Hz");
    wav_write(path, speech, N, WAV_PCM, 1, 192001, 16);
    assert_refused("192001 Hz");
    wav_write(path, speech, N, WAV_PCM, 1, 192000, 16);
    free(load((size_t)lrint(N / 12.0)));
}

static void what_is_no_recording_is_told(void **state)
{
    (void)state;
    fclose(fopen(path, "wb"));
    assert_refused("is empty");
    write_promise(0, 0);
    assert_refused("length is zero");
    FILE *f = fopen(path, "wb");
    fputs("This is a text, whatever its name says, and long enough to look into.\n", f);
    fclose(f);
    assert_refused("no audio file");
}

static int stop_at_a_tenth(void *user, double heard)
{
    *(double *)user = heard;
    return heard >= 0.1;
}

static void whoever_watches_may_stop(void **state)
{
    (void)state;
    struct pseg_error error;
    float x[4096];
    double heard = 0;
    write_promise(16000, 32000);
    struct pseg_audio *a = pseg_audio_open(path, RATE, &error);
    pseg_audio_watch(a, stop_at_a_tenth, &heard);
    long n = 0, more;
    while ((more = pseg_audio_read(a, x, COUNT(x), &error)) > 0)
        n += more;
    assert_int_equal(more, -1);
    assert_true(n < 1600);
    check_near(heard, 0.1, 1e-9, "heard [s]", 0);
    pseg_audio_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_format_gives_the_same_audio),
        cmocka_unit_test(channels_are_averaged),
        cmocka_unit_test(any_read_size_gives_the_same_samples),
        cmocka_unit_test(raw_audio_equals_a_file),
        cmocka_unit_test(a_raw_frame_cut_in_two_is_told_and_the_rest_heard),
        cmocka_unit_test(a_file_cut_short_is_told_and_the_rest_heard),
        cmocka_unit_test(a_length_left_open_is_no_promise),
        cmocka_unit_test(a_sphere_file_cut_short_is_told),
        cmocka_unit_test(what_is_no_number_is_told_with_its_place),
        cmocka_unit_test(rates_outside_8_to_192_khz_are_refused),
        cmocka_unit_test(what_is_no_recording_is_told),
        cmocka_unit_test(whoever_watches_may_stop),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
