/* What live detection does when something is wrong: one sentence, and what was decided is kept. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "property/live_listener.h"

enum { RATE = 16000, CAPACITY = 131072, BAD = 50000 };

static struct pseg_model model;
static float *speech; /* [n_speech] */
static size_t n_speech;
static char recording[] = "/tmp/phoneseg-live-XXXXXX";

static int load(void **state)
{
    struct pseg_error error;
    const int fd = mkstemp(recording);
    (void)state;
    pseg_model_default(&model);
    return fd < 0 || close(fd) ||
           pseg_audio_load(&speech, &n_speech, PROJECT_DIR "/samples/it-first-in-line.flac", RATE,
                           &error);
}

static int unload(void **state)
{
    (void)state;
    free(speech);
    return unlink(recording);
}

static size_t recorded_samples(void)
{
    struct pseg_error error;
    float *x;
    size_t n;
    if (pseg_audio_load(&x, &n, recording, RATE, &error))
        fail_msg("%s", error.text);
    assert_memory_equal(x, speech, n * sizeof *x);
    free(x);
    return n;
}

/* The events that are decided by the first n samples. */
static size_t events_until(size_t n)
{
    struct listener *l = listen_at(&model, CAPACITY, RATE, NULL);
    pseg_ring_write(l->ring, speech, n);
    listener_pump(l, SIZE_MAX);
    const size_t found = l->n;
    listener_free(l);
    return found;
}

static void a_sample_that_is_no_number_ends_it_with_what_was_decided(void **state)
{
    struct listener *l = listen_at(&model, CAPACITY, RATE, recording);
    const float good = speech[BAD];
    (void)state;
    speech[BAD] = NAN;
    pseg_ring_write(l->ring, speech, n_speech);
    assert_int_equal(pseg_live_pump(l->live, SIZE_MAX, &l->error), -1);
    assert_non_null(strstr(l->error.text, "at 3.125 s: "));
    assert_non_null(strstr(l->error.text, "sample"));
    const size_t before = l->n;
    assert_int_equal(pseg_live_pump(l->live, SIZE_MAX, &l->error), 0); /* told once */
    assert_int_equal(pseg_live_finish(l->live, &l->error), 0);
    assert_int_equal(l->n, before); /* what follows has no place in time */
    assert_int_equal(pseg_live_close(l->live, &l->error), 0);
    l->live = NULL;
    speech[BAD] = good;
    assert_true(before > 10);
    assert_int_equal(before, events_until(BAD));
    assert_int_equal(recorded_samples(), BAD);
    listener_free(l);
}

/* 4096 samples, 1000 of them lost later, and a bad one 500 samples after that. */
static void the_bad_sample_is_dated_by_the_device_after_a_loss(void **state)
{
    struct listener *l = listen_at(&model, 4096, RATE, NULL);
    const float bad = NAN;
    (void)state;
    pseg_ring_write(l->ring, speech, 4096 + 1000);
    listener_pump(l, SIZE_MAX);
    pseg_ring_write(l->ring, speech, 500);
    pseg_ring_write(l->ring, &bad, 1);
    assert_int_equal(pseg_live_pump(l->live, SIZE_MAX, &l->error), -1);
    assert_non_null(strstr(l->error.text, "at 0.350 s: ")); /* 5596 / 16000 */
    listener_free(l);
}

static void write_more(void *user, const struct pseg_boundary *boundary)
{
    struct listener *l = user;
    pseg_ring_write(l->ring, speech, 2000);
    listener_on_boundary(user, boundary);
}

/* A pump that went on while audio comes would never look at a signal. */
static void a_pump_takes_what_waited_when_it_began(void **state)
{
    struct listener *l = listen_at(&model, CAPACITY, RATE, NULL);
    (void)state;
    l->sink.boundary = write_more;
    pseg_ring_write(l->ring, speech, 40000);
    assert_int_equal(pseg_live_pump(l->live, SIZE_MAX, &l->error), 40000);
    assert_true(l->n > 5);
    assert_int_equal(pseg_ring_waiting(l->ring), 2000 * l->n);
    listener_free(l);
}

static void an_infinite_sample_is_no_number_after_rate_conversion_either(void **state)
{
    struct listener *l = listen_at(&model, CAPACITY, 48000, NULL);
    const float good = speech[BAD];
    (void)state;
    speech[BAD] = INFINITY;
    pseg_ring_write(l->ring, speech, n_speech);
    assert_int_equal(pseg_live_pump(l->live, SIZE_MAX, &l->error), -1);
    /* as early as the filter's delay of 2 ms each way has it */
    assert_true(strstr(l->error.text, "at 1.04") || strstr(l->error.text, "at 1.03"));
    speech[BAD] = good;
    listener_free(l);
}

static void a_recording_in_a_folder_that_is_not_there_is_refused(void **state)
{
    struct listener *l = listen_at(&model, 1024, RATE, "/nowhere/at/all.wav");
    (void)state;
    assert_null(l->live);
    assert_string_equal(l->error.text,
                        "cannot write /nowhere/at/all.wav: No such file or directory");
    listener_free(l);
}

/* A device that is always full: found out at the header or at the first samples. */
static void a_recording_onto_a_full_device_is_a_sentence(void **state)
{
    struct listener *l = listen_at(&model, CAPACITY, RATE, "/dev/full");
    (void)state;
    if (l->live) {
        pseg_ring_write(l->ring, speech, n_speech);
        assert_int_equal(pseg_live_pump(l->live, SIZE_MAX, &l->error), -1);
    }
    assert_non_null(strstr(l->error.text, "cannot write /dev/full: "));
    listener_free(l);
}

/* The disk is full in the middle; what was decided came out, and what was written can be heard. */
static void a_recording_that_cannot_grow_is_a_sentence(void **state)
{
    struct listener *l = listen_at(&model, CAPACITY, RATE, recording);
    struct rlimit old, small;
    (void)state;
    assert_non_null(l->live);
    pseg_ring_write(l->ring, speech, n_speech);
    getrlimit(RLIMIT_FSIZE, &old);
    small = old;
    small.rlim_cur = 200000; /* [bytes] */
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    const long taken = pseg_live_pump(l->live, SIZE_MAX, &l->error);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(taken, -1);
    assert_non_null(strstr(l->error.text, "cannot write "));
    assert_non_null(strstr(l->error.text, recording));
    assert_non_null(strstr(l->error.text, "File too large"));
    assert_true(l->n >= events_until(49000));
    assert_int_equal(pseg_live_finish(l->live, &l->error), 0);
    assert_int_equal(pseg_live_close(l->live, &l->error), 0);
    l->live = NULL;
    const size_t n = recorded_samples();
    assert_true(n > 45000 && n <= 50000);
    listener_free(l);
}

static void audio_that_was_not_wanted_is_not_heard_nor_the_loss_behind_it(void **state)
{
    struct listener *l = listen_at(&model, 4096, RATE, NULL);
    (void)state;
    pseg_ring_write(l->ring, speech, 5000);
    listener_pump(l, 1000);
    assert_int_equal(pseg_live_finish(l->live, &l->error), 0);
    assert_int_equal(l->n_gaps, 0);
    assert_int_equal(pseg_live_lost(l->live), 0);
    assert_true(pseg_live_heard(l->live) == 1000.0 / RATE);
    listener_free(l);
}

static void the_latency_is_the_detectors_and_the_converters(void **state)
{
    struct pseg_error error;
    struct pseg *d = pseg_create(&model, &error);
    struct listener *plain = listen_at(&model, 1024, RATE, NULL);
    struct listener *converted = listen_at(&model, 1024, 48000, NULL);
    (void)state;
    assert_true(pseg_live_latency(plain->live) == (double)pseg_latency(d) / RATE);
    assert_true(fabs(pseg_live_latency(converted->live) - pseg_live_latency(plain->live) - 0.002) <
                1e-9);
    listener_free(plain);
    listener_free(converted);
    pseg_destroy(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sample_that_is_no_number_ends_it_with_what_was_decided),
        cmocka_unit_test(the_bad_sample_is_dated_by_the_device_after_a_loss),
        cmocka_unit_test(a_pump_takes_what_waited_when_it_began),
        cmocka_unit_test(an_infinite_sample_is_no_number_after_rate_conversion_either),
        cmocka_unit_test(a_recording_in_a_folder_that_is_not_there_is_refused),
        cmocka_unit_test(a_recording_onto_a_full_device_is_a_sentence),
        cmocka_unit_test(a_recording_that_cannot_grow_is_a_sentence),
        cmocka_unit_test(audio_that_was_not_wanted_is_not_heard_nor_the_loss_behind_it),
        cmocka_unit_test(the_latency_is_the_detectors_and_the_converters),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
