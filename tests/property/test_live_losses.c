/* Audio that is lost on purpose: each loss is told with its place and length, and what follows is
 * dated true to the sample, as by a fresh detector that began there. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "live_listener.h"
#include "resample.h"
#include "stream.h"
#include "synth.h"

enum { RATE = 16000 };

static struct pseg_model model;
static float *speech; /* [n_speech], taken as if it were of any rate */
static size_t n_speech;
static char recording[] = "/tmp/phoneseg-live-XXXXXX";

static int load(void **state)
{
    struct pseg_error error;
    const int fd = mkstemp(recording);
    (void)state;
    pseg_model_default(&model);
    return fd < 0 || close(fd) ||
           pseg_audio_load(&speech, &n_speech, PROJECT_DIR "/samples/en-first-in-line.flac", RATE,
                           &error);
}

static int unload(void **state)
{
    (void)state;
    free(speech);
    return unlink(recording);
}

/* What got through: stretches of samples [from, to), with losses between them. */
struct stretches {
    struct {
        size_t from, to;
    } at[MAX_HEARD];
    size_t n;
    size_t written;
};

static void note(struct stretches *s, size_t given, size_t taken)
{
    const int joined = s->n && s->at[s->n - 1].to == s->written;
    if (taken && !joined)
        s->at[s->n++].from = s->written;
    if (taken)
        s->at[s->n - 1].to = s->written + taken;
    s->written += given;
    assert_true(s->n < MAX_HEARD);
}

static void write_some(struct listener *l, struct stretches *s, size_t n)
{
    const size_t left = n_speech - s->written, given = n < left ? n : left;
    note(s, given, pseg_ring_write(l->ring, speech + s->written, given));
}

/* -------------------------------------------------------------------------------- comparing -- */

/* Between stretches, before the first and after the last. */
static void check_gaps(const struct listener *l, const struct stretches *s, int rate)
{
    size_t end = 0, k = 0, lost = 0;
    for (size_t i = 0; i <= s->n; i++) {
        const size_t from = i < s->n ? s->at[i].from : s->written;
        if (from > end) {
            assert_true(k < l->n_gaps);
            assert_int_equal(l->gaps[k].position, end);
            assert_int_equal(l->gaps[k].lost, from - end);
            assert_true(l->gaps[k].at == (double)end / rate);
            lost += from - end;
            k++;
        }
        end = i < s->n ? s->at[i].to : end;
    }
    assert_int_equal(k, l->n_gaps);
    assert_int_equal(pseg_live_gaps(l->live), k);
    assert_int_equal(pseg_live_lost(l->live), lost);
    assert_true(pseg_live_heard(l->live) == (double)s->written / rate);
}

/* x[n] at `rate` as the model wants it, by a converter that knows nothing from before. */
static size_t convert(float **y, struct pseg_resampler *r, const float *x, size_t n)
{
    const size_t room = (r ? pseg_resampler_room(r, n) : n) + 16;
    size_t made = n, more;
    assert_non_null(*y = malloc(room * sizeof **y));
    if (!r) {
        memcpy(*y, x, n * sizeof *x);
        return n;
    }
    pseg_resampler_reset(r);
    made = pseg_resampler_execute(*y, r, x, n);
    while ((more = pseg_resampler_flush(*y + made, r, room - made)) > 0)
        made += more;
    return made;
}

struct reference {
    struct pseg *d;
    struct pseg_resampler *r; /* NULL: the rate is right */
    float *recorded;          /* [n_recorded] NULL: no recording */
    size_t n_recorded;
    size_t cursor; /* of the recording: so far it is true */
};

/* The next k events are those of a fresh detector on y[n], `from` samples later; returns k. */
static size_t check_events(const struct listener *l, size_t first, struct pseg *d, const float *y,
                           size_t n, double from)
{
    struct stream s;
    stream_make(&s, n);
    pseg_reset(d);
    stream_whole(&s, d, y, n);
    assert_true(first + s.n <= l->n);
    for (size_t i = 0; i < s.n; i++) {
        const struct pseg_boundary *b = &l->events[first + i];
        assert_true(fabs(b->at - (from + (double)s.events[i].at / RATE)) < 1e-9);
        assert_memory_equal(&b->score, &s.events[i].score, sizeof b->score);
    }
    const size_t found = s.n;
    stream_free(&s);
    return found;
}

static void check_silence(struct reference *ref, size_t until)
{
    assert_true(until <= ref->n_recorded);
    for (; ref->cursor < until; ref->cursor++)
        assert_true(ref->recorded[ref->cursor] == 0);
}

/* Silence up to the stretch's place in time, then y[n]. The place is rounded to a sample, and so is
 * the length of what came before: together they are off by one at most. */
static void check_recorded(struct reference *ref, const float *y, size_t n, double from)
{
    const size_t due = (size_t)floor(from * RATE + 0.5);
    assert_true(ref->cursor <= due + 1);
    check_silence(ref, due);
    assert_true(ref->cursor + n <= ref->n_recorded);
    assert_memory_equal(ref->recorded + ref->cursor, y, n * sizeof *y);
    ref->cursor += n;
}

static void check_stretches(const struct listener *l, const struct stretches *s,
                            struct reference *ref, int rate)
{
    size_t k = 0;
    for (size_t i = 0; i < s->n; i++) {
        const double from = (double)s->at[i].from / rate;
        float *y;
        const size_t n = convert(&y, ref->r, speech + s->at[i].from, s->at[i].to - s->at[i].from);
        k += check_events(l, k, ref->d, y, n, from);
        if (ref->recorded)
            check_recorded(ref, y, n, from);
        free(y);
    }
    assert_int_equal(k, l->n);
}

static void check_all(struct listener *l, const struct stretches *s, int rate)
{
    struct pseg_error error;
    struct reference ref = {.d = pseg_create(&model, &error)};
    ref.r = rate == RATE ? NULL : pseg_resampler_create(RATE, rate);
    check_gaps(l, s, rate);
    assert_int_equal(pseg_live_close(l->live, &error), 0);
    l->live = NULL;
    assert_int_equal(pseg_audio_load(&ref.recorded, &ref.n_recorded, recording, RATE, &error), 0);
    check_stretches(l, s, &ref, rate);
    check_silence(&ref, ref.n_recorded);
    assert_true(fabs((double)ref.n_recorded - (double)s->written * RATE / rate) <= 1);
    free(ref.recorded);
    pseg_resampler_destroy(ref.r);
    pseg_destroy(ref.d);
}

/* ---------------------------------------------------------------------------------- losing -- */

static void finish(struct listener *l)
{
    listener_pump(l, SIZE_MAX);
    if (pseg_live_finish(l->live, &l->error))
        fail_msg("%s", l->error.text);
}

typedef void lose(struct listener *l, struct stretches *s);

static void with_losses(lose *plan, size_t capacity, int rate, size_t least)
{
    struct listener *l = listen_at(&model, capacity, rate, recording);
    struct stretches *s = calloc(1, sizeof *s);
    assert_true(s && l->live);
    plan(l, s);
    finish(l);
    assert_true(l->n_gaps >= least);
    assert_true(l->n > 0 || capacity < 4096);
    check_all(l, s, rate);
    free(s);
    listener_free(l);
}

static void listen_well(struct listener *l, struct stretches *s, size_t n)
{
    for (const size_t end = s->written + n; s->written < end && s->written < n_speech;) {
        write_some(l, s, 160);
        listener_pump(l, SIZE_MAX);
    }
}

/* The reader sleeps while n samples come. */
static void sleep_over(struct listener *l, struct stretches *s, size_t n)
{
    for (const size_t end = s->written + n; s->written < end && s->written < n_speech;)
        write_some(l, s, 160);
}

static void lose_in_the_middle(struct listener *l, struct stretches *s)
{
    static const size_t lengths[] = {4097, 4500, 9000, 20000};
    for (size_t i = 0; i < COUNT(lengths); i++) {
        listen_well(l, s, 9731 + 1111 * i);
        sleep_over(l, s, lengths[i]);
    }
    listen_well(l, s, n_speech);
}

static void lose_at_once_and_at_the_end(struct listener *l, struct stretches *s)
{
    write_some(l, s, 6000);
    sleep_over(l, s, 1000);
    listen_well(l, s, 30000);
    sleep_over(l, s, n_speech);
}

/* Pieces and patience by chance; on a small ring most stretches are shorter than a window. */
static void lose_by_chance(struct listener *l, struct stretches *s)
{
    const uint32_t capacity = (uint32_t)pseg_ring_capacity(l->ring);
    struct rng rng = {8};
    while (s->written < n_speech) {
        write_some(l, s, rng_below(&rng, capacity));
        if (rng_below(&rng, 2))
            listener_pump(l, rng_below(&rng, 2) ? SIZE_MAX : rng_below(&rng, capacity));
    }
}

static const int rates[] = {16000, 11025, 44100, 48000};

static void losses_in_the_middle_keep_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++)
        with_losses(lose_in_the_middle, 4096, rates[i], 4);
}

static void losses_at_once_and_at_the_very_end_keep_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++)
        with_losses(lose_at_once_and_at_the_end, 4096, rates[i], 2);
}

static void losses_by_chance_keep_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++) {
        with_losses(lose_by_chance, 4096, rates[i], 2);
        with_losses(lose_by_chance, 256, rates[i], 2 * 16);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_in_the_middle_keep_time),
        cmocka_unit_test(losses_at_once_and_at_the_very_end_keep_time),
        cmocka_unit_test(losses_by_chance_keep_time),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
