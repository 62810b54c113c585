/* Babble: voices of equal power, drawn by seed, from folders of audio. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "babble.h"
#include "check.h"
#include "wav.h"

enum { RATE = 16000, N = RATE, VOICES = 20 };
static const double pi = 3.14159265358979323846;
static float tones[VOICES][N / 2], noise[N];
static struct pseg_voice voices[VOICES];
static char folder[64];

/* Voice k is a tone of 100 (k + 1) Hz, each of another level and length. */
static int make_voices(void **state)
{
    (void)state;
    for (int k = 0; k < VOICES; k++) {
        voices[k] = (struct pseg_voice){tones[k], N / 2 - (size_t)(160 * k)};
        for (int i = 0; i < N / 2; i++)
            tones[k][i] = (float)(0.9 / (1 + k) * sin(2 * pi * 100 * (k + 1) * i / RATE));
    }
    strcpy(folder, "/tmp/phoneseg-babble-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void babble(size_t n_voices, uint64_t seed)
{
    struct pseg_random r;
    pseg_random_seed(&r, seed, 7);
    pseg_make_babble(noise, N, voices, n_voices, &r);
}

/* Power of voice k in the noise. */
static double power_of(int k)
{
    double re = 0, im = 0;
    for (int i = 0; i < N; i++) {
        re += cos(2 * pi * 100 * (k + 1) * i / RATE) * noise[i];
        im += sin(2 * pi * 100 * (k + 1) * i / RATE) * noise[i];
    }
    return 2 * (re * re + im * im) / N / N;
}

/* Lengths are whole cycles, so that the tones go on where they begin anew. */
static void voices_have_equal_power(void **state)
{
    (void)state;
    babble(PSEG_BABBLE_VOICES, 1);
    for (int k = 0; k < PSEG_BABBLE_VOICES; k++)
        check_near(power_of(k), 1.0 / PSEG_BABBLE_VOICES, 1e-5, "power of voice", k);
    babble(2, 1);
    check_near(power_of(0), 0.5, 1e-5, "power of voice", 0);
    check_near(power_of(1), 0.5, 1e-5, "power of voice", 1);
}

static void of_many_voices_some_are_drawn_each_once(void **state)
{
    (void)state;
    int heard[VOICES] = {0};
    for (uint64_t seed = 0; seed < 30; seed++) {
        int now = 0;
        babble(VOICES, seed);
        for (int k = 0; k < VOICES; k++) {
            const int is_heard = power_of(k) > 1e-3;
            if (is_heard)
                check_near(power_of(k), 1.0 / PSEG_BABBLE_VOICES, 1e-5, "power of voice", k);
            now += is_heard;
            heard[k] |= is_heard;
        }
        assert_int_equal(now, PSEG_BABBLE_VOICES);
    }
    for (int k = 0; k < VOICES; k++)
        assert_true(heard[k]);
}

static void babble_depends_on_the_random_state_alone(void **state)
{
    (void)state;
    static float first[N];
    babble(VOICES, 1);
    memcpy(first, noise, sizeof first);
    babble(VOICES, 1);
    assert_memory_equal(first, noise, sizeof first);
    babble(VOICES, 2);
    assert_memory_not_equal(first, noise, sizeof first);
}

/* Voices that begin at a place of their own: two of the same tone do not always add up. */
static void voices_begin_anywhere(void **state)
{
    (void)state;
    int early = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        babble(1, seed);
        early += fabsf(noise[0]) < 0.1f; /* the tone begins at 0 */
    }
    assert_true(early < 10);
}

static void nobody_is_silence(void **state)
{
    (void)state;
    static float zeros[N];
    struct pseg_voice silent = {zeros, N}, empty = {NULL, 0};
    struct pseg_random r;
    pseg_random_seed(&r, 1, 1);
    noise[5] = 1;
    pseg_make_babble(noise, N, NULL, 0, &r);
    assert_memory_equal(noise, zeros, sizeof zeros);
    pseg_make_babble(noise, N, &silent, 1, &r);
    assert_memory_equal(noise, zeros, sizeof zeros);
    pseg_make_babble(noise, N, &empty, 1, &r);
    assert_memory_equal(noise, zeros, sizeof zeros);
}

static void write(const char *name, const float *x, size_t n, int rate)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    wav_write(path, x, n, WAV_PCM, 1, rate, 16);
}

static void a_folder_is_loaded_and_long_recordings_cut(void **state)
{
    (void)state;
    static float minute[60 * 8000];
    struct pseg_voices v;
    struct pseg_error error;
    for (size_t i = 0; i < sizeof minute / sizeof *minute; i++)
        minute[i] = tones[3][i % (N / 2)];
    write("minute.wav", minute, sizeof minute / sizeof *minute, 8000);
    write("short.wav", tones[0], 800, RATE);
    assert_int_equal(pseg_load_voices(&v, folder, RATE, 1, &error), 0);
    assert_int_equal(v.n, 2);
    const size_t lengths = v.voice[0].n + v.voice[1].n;
    assert_int_equal(lengths, 800 + PSEG_BABBLE_SECONDS * RATE);
    pseg_free_voices(&v);
}

/* First samples of the recordings in the order drawn. */
static void draw(float first[PSEG_BABBLE_POOL], uint64_t seed)
{
    struct pseg_voices v;
    struct pseg_error error;
    assert_int_equal(pseg_load_voices(&v, folder, RATE, seed, &error), 0);
    assert_int_equal(v.n, PSEG_BABBLE_POOL);
    for (size_t i = 0; i < v.n; i++)
        first[i] = v.voice[i].x[0];
    pseg_free_voices(&v);
}

static void many_recordings_are_drawn_by_seed_each_once(void **state)
{
    (void)state;
    float a[PSEG_BABBLE_POOL], b[PSEG_BABBLE_POOL];
    for (int k = 0; k < PSEG_BABBLE_POOL + 20; k++) {
        const float x[2] = {(float)(k + 1) / 256, 0};
        char name[32];
        snprintf(name, sizeof name, "%d.wav", k);
        write(name, x, 2, RATE);
    }
    draw(a, 1);
    draw(b, 1);
    assert_memory_equal(a, b, sizeof a);
    draw(b, 2);
    assert_memory_not_equal(a, b, sizeof a);
    for (int i = 0; i < PSEG_BABBLE_POOL; i++)
        for (int j = 0; j < i; j++)
            assert_true(a[i] != a[j] || a[i] == 0);
}

static void folders_without_a_voice_are_refused(void **state)
{
    (void)state;
    static const float zeros[100];
    struct pseg_voices v;
    struct pseg_error error;
    assert_int_equal(pseg_load_voices(&v, folder, RATE, 1, &error), -1);
    assert_non_null(strstr(error.text, "holds no audio file"));
    pseg_free_voices(&v);
    write("silent.wav", zeros, 100, RATE);
    assert_int_equal(pseg_load_voices(&v, folder, RATE, 1, &error), -1);
    assert_non_null(strstr(error.text, "there is only silence"));
    pseg_free_voices(&v);
}

int main(void)
{
#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_voices, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(voices_have_equal_power),
        IN_A_FOLDER(of_many_voices_some_are_drawn_each_once),
        IN_A_FOLDER(babble_depends_on_the_random_state_alone),
        IN_A_FOLDER(voices_begin_anywhere),
        IN_A_FOLDER(nobody_is_silence),
        IN_A_FOLDER(a_folder_is_loaded_and_long_recordings_cut),
        IN_A_FOLDER(many_recordings_are_drawn_by_seed_each_once),
        IN_A_FOLDER(folders_without_a_voice_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
