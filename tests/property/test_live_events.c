/* Live events are those of a run over the file, to the last bit: at every rate, however the audio
 * comes and is taken; and the recording holds what the detector heard. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "live_listener.h"
#include "resample.h"
#include "synth.h"
#include "wav.h"

enum { CAPACITY = 8192, RATE = 16000 };

static const int rates[] = {8000, 11025, 16000, 22050, 44100, 48000, 96000};

static struct pseg_model model;
static float *speech; /* [n_speech], taken as if it were of any rate */
static size_t n_speech;
static char folder[] = "/tmp/phoneseg-live-XXXXXX", input[64], recording[64];

static int load(void **state)
{
    struct pseg_error error;
    (void)state;
    pseg_model_default(&model);
    if (!mkdtemp(folder))
        return -1;
    snprintf(input, sizeof input, "%s/input.wav", folder);
    snprintf(recording, sizeof recording, "%s/recording.wav", folder);
    return pseg_audio_load(&speech, &n_speech, PROJECT_DIR "/samples/en-not-in-service.flac", RATE,
                           &error);
}

static int unload(void **state)
{
    (void)state;
    unlink(input);
    unlink(recording);
    free(speech);
    return rmdir(folder);
}

/* ------------------------------------------------------------------------ the file's events -- */

struct found {
    struct pseg_event events[MAX_HEARD];
    size_t n;
};

static int on_event(void *user, const struct pseg_event *event)
{
    struct found *f = user;
    assert_true(f->n < MAX_HEARD);
    f->events[f->n++] = *event;
    return 0;
}

/* *delay: that of the rate conversion [s] */
static struct found *run_file(const char *path, double *delay)
{
    struct pseg_error error;
    uint64_t total;
    struct found *f = calloc(1, sizeof *f);
    struct pseg *d = pseg_create(&model, &error);
    struct pseg_audio *a = pseg_audio_open(path, RATE, &error);
    assert_true(f && d && a);
    if (pseg_run(d, a, on_event, f, &total, &error))
        fail_msg("%s", error.text);
    *delay = pseg_audio_delay(a);
    pseg_audio_close(a);
    pseg_destroy(d);
    assert_true(f->n > 5);
    return f;
}

static void check_same(const struct listener *l, const struct found *f, double delay, int rate)
{
    if (l->n != f->n)
        fail_msg("%d Hz: %zu live events, not %zu", rate, l->n, f->n);
    for (size_t i = 0; i < f->n; i++) {
        const struct pseg_boundary *b = &l->events[i];
        const struct pseg_event *e = &f->events[i];
        if (b->at != (double)e->at / RATE || b->decided != (double)e->decided / RATE + delay ||
            memcmp(&b->score, &e->score, sizeof e->score) != 0)
            fail_msg("%d Hz: event %zu at %.6f s, not %.6f s, or another score", rate, i, b->at,
                     (double)e->at / RATE);
    }
}

/* ----------------------------------------------------------------------------------- live -- */

/* Pieces that are written, and pieces that are taken [samples]; 0: random. */
struct cut {
    size_t write, read;
};

static size_t piece(size_t wanted, struct rng *rng, size_t most)
{
    return wanted ? wanted : 1 + rng_below(rng, (uint32_t)most);
}

static struct listener *hear(int rate, const struct cut *cut, const char *record)
{
    struct listener *l = listen_at(&model, CAPACITY, rate, record);
    struct rng rng = {21};
    assert_non_null(l->live);
    for (size_t at = 0; at < n_speech;) {
        const size_t left = n_speech - at, n = piece(cut->write, &rng, 3000);
        const size_t room = CAPACITY - pseg_ring_waiting(l->ring);
        const size_t given = n < left ? n : left;
        if (given <= room)
            at += pseg_ring_write(l->ring, speech + at, given);
        if (given > room || rng_below(&rng, 2))
            listener_pump(l, piece(cut->read, &rng, 5000));
    }
    listener_end(l);
    assert_int_equal(l->n_gaps, 0);
    return l;
}

static void events_are_the_files_at_every_rate(void **state)
{
    const struct cut random = {0, 0};
    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++) {
        double delay;
        wav_write(input, speech, n_speech, WAV_FLOAT, 1, rates[i], 32);
        struct found *f = run_file(input, &delay);
        struct listener *l = hear(rates[i], &random, NULL);
        check_same(l, f, delay, rates[i]);
        listener_free(l);
        free(f);
    }
}

static void events_do_not_depend_on_the_cutting(void **state)
{
    static const struct cut cuts[] = {{1, 1}, {160, SIZE_MAX}, {441, 100}, {4096, 1024}, {1, 0}};
    static const int rate[] = {16000, 44100};
    (void)state;
    for (size_t r = 0; r < COUNT(rate); r++) {
        double delay;
        wav_write(input, speech, n_speech, WAV_FLOAT, 1, rate[r], 32);
        struct found *f = run_file(input, &delay);
        for (size_t i = 0; i < COUNT(cuts); i++) {
            struct listener *l = hear(rate[r], &cuts[i], NULL);
            check_same(l, f, delay, rate[r]);
            listener_free(l);
        }
        free(f);
    }
}

/* -------------------------------------------------------------------------------- recording -- */

static void check_same_samples(const char *path, const char *expected_path)
{
    struct pseg_error error;
    float *x, *expected;
    size_t n, n_expected;
    assert_int_equal(pseg_audio_load(&expected, &n_expected, expected_path, RATE, &error), 0);
    if (pseg_audio_load(&x, &n, path, RATE, &error))
        fail_msg("%s", error.text);
    assert_int_equal(n, n_expected);
    assert_memory_equal(x, expected, n * sizeof *x);
    free(x);
    free(expected);
}

/* Of 32-bit floats: the speech is scaled so that 16 bits would not hold it. */
static void the_recording_is_what_the_detector_heard(void **state)
{
    const struct cut random = {0, 0};
    (void)state;
    for (size_t i = 0; i < n_speech; i++)
        speech[i] *= 0.7131f;
    for (size_t i = 0; i < COUNT(rates); i++) {
        double delay, none;
        wav_write(input, speech, n_speech, WAV_FLOAT, 1, rates[i], 32);
        struct listener *l = hear(rates[i], &random, recording);
        check_same_samples(recording, input);
        struct found *f = run_file(input, &delay), *again = run_file(recording, &none);
        check_same(l, f, delay, rates[i]);
        assert_true(none == 0); /* the recording has the model's rate */
        check_same(l, again, delay, rates[i]);
        listener_free(l);
        free(f);
        free(again);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_the_files_at_every_rate),
        cmocka_unit_test(events_do_not_depend_on_the_cutting),
        cmocka_unit_test(the_recording_is_what_the_detector_heard),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
