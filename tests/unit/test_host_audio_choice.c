/* A channel and a part of an audio source: what is chosen is all that is heard. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "phoneseg/host.h"
#include "synth.h"
#include "wav.h"

enum { RATE = 16000, N = 4000, MOST = 4 * N };

static char path[64];
static float speech[N];

static int make_path(void **state)
{
    (void)state;
    strcpy(path, "/tmp/phoneseg-choice-XXXXXX");
    synth_speech(speech, N, 5);
    const int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

/* Channel 1 silent but for a sample that is no number, channel 2 speech, channel 3 a constant. */
static void write_three_channels(void)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    wav_put_header(f, WAV_FLOAT, 3, RATE, 32, 3 * 4 * N);
    for (size_t i = 0; i < N; i++) {
        wav_put_sample(f, i == 1000 ? NAN : 0, WAV_FLOAT, 32);
        wav_put_sample(f, speech[i], WAV_FLOAT, 32);
        wav_put_sample(f, 0.25f, WAV_FLOAT, 32);
    }
    assert_int_equal(fclose(f), 0);
}

static struct pseg_audio *open_file(void)
{
    struct pseg_error error;
    struct pseg_audio *a = pseg_audio_open(path, RATE, &error);
    if (!a)
        fail_msg("%s", error.text);
    return a;
}

/* All that comes, `size` samples at a time: how many, or -1; closes a. */
static long read_all(float x[MOST], struct pseg_audio *a, size_t size, struct pseg_error *error)
{
    long n = 0, more;
    while ((more = pseg_audio_read(a, x + n, size, error)) > 0) {
        n += more;
        assert_true(n + (long)size <= MOST);
    }
    if (!more && pseg_audio_complete(a, error))
        more = -1;
    pseg_audio_close(a);
    return more < 0 ? -1 : n;
}

static void one_channel_is_heard_alone(void **state)
{
    (void)state;
    static float x[MOST];
    struct pseg_error error;
    write_three_channels();
    for (int channel = 2; channel <= 3; channel++) {
        struct pseg_audio *a = open_file();
        assert_int_equal(pseg_audio_choose(a, channel, 0, INFINITY, &error), 0);
        assert_int_equal(read_all(x, a, 160, &error), N);
        for (size_t i = 0; i < N; i++)
            assert_true(x[i] == (channel == 2 ? speech[i] : 0.25f));
    }
    struct pseg_audio *a = open_file();
    assert_int_equal(pseg_audio_choose(a, 1, 0, INFINITY, &error), 0);
    assert_int_equal(read_all(x, a, 160, &error), -1);
    assert_non_null(strstr(error.text, "sample 1000 of channel 1"));
}

static void a_channel_that_is_not_there_is_told(void **state)
{
    (void)state;
    struct pseg_error error;
    write_three_channels();
    struct pseg_audio *a = open_file();
    assert_int_equal(pseg_audio_choose(a, 4, 0, INFINITY, &error), -1);
    assert_non_null(strstr(error.text, "has 3 channels: there is no channel 4"));
    pseg_audio_close(a);
}

/* At any rate and read size, wherever the edges lie among the blocks of 10 ms. */
static void a_part_is_a_file_of_its_own(void **state)
{
    (void)state;
    static const int rates[] = {8000, RATE, 44100};
    static const size_t edges[][2] = {{0, 1}, {1, N}, {159, 161}, {160, 320}, {77, 3001}, {0, N}};
    static const size_t sizes[] = {1, 333, 4096};
    static float whole[MOST], part[MOST];
    struct pseg_error error;
    for (size_t r = 0; r < COUNT(rates); r++)
        for (size_t i = 0; i < COUNT(edges) * COUNT(sizes); i++) {
            const size_t from = edges[i % COUNT(edges)][0], to = edges[i % COUNT(edges)][1];
            const size_t size = sizes[i / COUNT(edges)];
            wav_write(path, speech + from, to - from, WAV_FLOAT, 1, rates[r], 32);
            const long n = read_all(whole, open_file(), size, &error);
            wav_write(path, speech, N, WAV_FLOAT, 1, rates[r], 32);
            struct pseg_audio *a = open_file();
            assert_int_equal(
                pseg_audio_choose(a, 0, (double)from / rates[r], (double)to / rates[r], &error), 0);
            check_near(pseg_audio_start(a), (double)from / rates[r], 1e-12, "start", (long)i);
            assert_int_equal(read_all(part, a, size, &error), n);
            assert_memory_equal(part, whole, (size_t)n * sizeof *part);
        }
}

static void what_is_no_number_outside_of_the_part_is_not_heard(void **state)
{
    (void)state;
    static float x[MOST];
    static const double parts[][2] = {{0, 1000.0 / RATE}, {1001.0 / RATE, INFINITY}};
    struct pseg_error error;
    write_three_channels();
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct pseg_audio *a = open_file();
        assert_int_equal(pseg_audio_choose(a, 0, parts[i][0], parts[i][1], &error), 0);
        assert_int_equal(read_all(x, a, 100, &error), i ? N - 1001 : 1000);
    }
    struct pseg_audio *a = open_file();
    assert_int_equal(pseg_audio_choose(a, 0, 500.0 / RATE, INFINITY, &error), 0);
    assert_int_equal(read_all(x, a, 100, &error), -1);
    assert_non_null(strstr(error.text, "sample 1000 of channel 1 (at 0.062500 s)"));
}

static void an_end_beyond_the_recording_is_the_recordings(void **state)
{
    (void)state;
    static float x[MOST];
    struct pseg_error error;
    wav_write(path, speech, N, WAV_FLOAT, 1, RATE, 32);
    struct pseg_audio *a = open_file();
    assert_int_equal(pseg_audio_choose(a, 0, 0.1, 99, &error), 0);
    assert_int_equal(read_all(x, a, 160, &error), N - 1600);
}

/* A file knows its length at once, a stream at its end. */
static void a_start_beyond_the_end_is_told(void **state)
{
    (void)state;
    static float x[MOST];
    static const double starts[] = {(double)N / RATE, 99};
    struct pseg_error error;
    wav_write(path, speech, N, WAV_PCM, 1, RATE, 16);
    for (size_t i = 0; i < COUNT(starts); i++) {
        struct pseg_audio *a = open_file();
        assert_int_equal(pseg_audio_choose(a, 0, starts[i], INFINITY, &error), -1);
        assert_non_null(strstr(error.text, "ends at 0.250 s: there is nothing from"));
        pseg_audio_close(a);
        FILE *f = fopen(path, "rb");
        fseek(f, 44, SEEK_SET);
        a = pseg_audio_open_raw(f, "stdin", RATE, 1, RATE, &error);
        assert_int_equal(pseg_audio_choose(a, 0, starts[i], INFINITY, &error), 0);
        assert_int_equal(read_all(x, a, 160, &error), -1);
        assert_non_null(strstr(error.text, "stdin ends at 0.250 s: there is nothing from"));
        fclose(f);
    }
}

/* What a truncated file lacks is told where the part would have had it. */
static void a_truncated_file_is_whole_as_far_as_it_is_wanted(void **state)
{
    (void)state;
    static float x[MOST];
    struct pseg_error error;
    FILE *f = fopen(path, "wb");
    wav_put_header(f, WAV_PCM, 1, RATE, 16, 2 * 32000);
    for (size_t i = 0; i < 1600; i++)
        wav_put(f, 0, 2);
    assert_int_equal(fclose(f), 0);
    struct pseg_audio *a = open_file();
    assert_int_equal(pseg_audio_choose(a, 0, 0, 0.1, &error), 0);
    assert_int_equal(read_all(x, a, 160, &error), 1600);
    a = open_file();
    assert_int_equal(pseg_audio_choose(a, 0, 0, 0.2, &error), 0);
    assert_int_equal(read_all(x, a, 160, &error), -1);
    assert_non_null(strstr(error.text, "holds 0.100 s of the 2.000 s"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_channel_is_heard_alone),
        cmocka_unit_test(a_channel_that_is_not_there_is_told),
        cmocka_unit_test(a_part_is_a_file_of_its_own),
        cmocka_unit_test(what_is_no_number_outside_of_the_part_is_not_heard),
        cmocka_unit_test(an_end_beyond_the_recording_is_the_recordings),
        cmocka_unit_test(a_start_beyond_the_end_is_told),
        cmocka_unit_test(a_truncated_file_is_whole_as_far_as_it_is_wanted),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
