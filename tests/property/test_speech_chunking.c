/* Real speech through the default model: the events do not depend on how it is cut, on what was
 * heard before, on the way it came in, or on the kernel; and each is decided as late as the API
 * says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "find_audio.h"
#include "stream.h"

static const struct cut cuts[] = {
    {"one sample at a time", 1, 8}, {"7 samples", 7, 8},     {"160 samples", 160, 8},
    {"4096 samples", 4096, 8},      {"random pieces", 0, 8}, {"room for one event", 4096, 1},
};

/* Where places are refined between frames it is the most. */
static void check_latency(const struct pseg *d, const struct stream *s)
{
    struct pseg_model model;
    assert_int_equal(pseg_model_default(&model), PSEG_OK);
    const int least = pseg_latency(d) - (model.config.refine ? model.config.hop - 1 : 0);
    for (size_t i = 0; i + s->n_flushed < s->n; i++)
        assert_in_range(s->events[i].decided - s->events[i].at, least, pseg_latency(d));
}

struct seen_events {
    const struct stream *expected;
    size_t n;
    int differs;
};

static int same(const struct pseg_event *a, const struct pseg_event *b)
{
    return a->at == b->at && a->decided == b->decided &&
           memcmp(&a->score, &b->score, sizeof a->score) == 0;
}

static int compare(void *user, const struct pseg_event *event)
{
    struct seen_events *seen = user;
    if (seen->n >= seen->expected->n || !same(event, &seen->expected->events[seen->n++]))
        seen->differs = 1;
    return 0;
}

/* Through the host's file reader, which has blocks of its own. */
static void check_file(struct pseg *d, const char *path, const struct stream *whole)
{
    struct pseg_error error;
    struct seen_events seen = {whole, 0, 0};
    uint64_t total;
    struct pseg_audio *a = pseg_audio_open(path, 16000, &error);
    assert_non_null(a);
    assert_int_equal(pseg_run(d, a, compare, &seen, &total, &error), 0);
    assert_false(seen.differs);
    assert_int_equal(seen.n, whole->n);
    pseg_audio_close(a);
}

static void check_kernels(struct pseg *d, struct stream *again, const float *audio, size_t n,
                          const struct stream *whole)
{
    static const char *const names[] = {"scalar", "avx2", "avx512", "vnni", "neon"};
    const char *const best = pseg_kernel(d);
    for (size_t i = 0; i < COUNT(names); i++) {
        if (pseg_set_kernel(d, names[i])) /* not on this machine */
            continue;
        pseg_reset(d);
        again->n = again->n_flushed = 0;
        stream_whole(again, d, audio, n);
        stream_check_same(whole, again, names[i]);
    }
    assert_int_equal(pseg_set_kernel(d, best), PSEG_OK);
}

static size_t check_recording(struct pseg *d, const char *path)
{
    struct pseg_error error;
    struct stream whole, again;
    float *audio;
    size_t n;
    if (pseg_audio_load(&audio, &n, path, 16000, &error))
        fail_msg("%s", error.text);
    stream_make(&whole, n);
    stream_make(&again, n);
    stream_whole(&whole, d, audio, n);
    check_latency(d, &whole);
    for (size_t i = 0; i < COUNT(cuts); i++) {
        pseg_reset(d);
        again.n = again.n_flushed = 0;
        stream_run(&again, d, audio, n, &cuts[i]);
        stream_check_same(&whole, &again, cuts[i].name);
    }
    check_kernels(d, &again, audio, n, &whole);
    check_file(d, path, &whole);
    pseg_reset(d);
    const size_t found = whole.n;
    stream_free(&whole);
    stream_free(&again);
    free(audio);
    return found;
}

static void check_folder(const char *folder)
{
    struct pseg_files files = {0};
    struct pseg_error error;
    struct pseg_model model;
    size_t found = 0;
    assert_int_equal(pseg_model_default(&model), PSEG_OK);
    if (pseg_find_audio(&files, folder, &error))
        fail_msg("%s", error.text);
    struct pseg *d = pseg_create(&model, &error);
    assert_non_null(d);
    for (size_t i = 0; i < files.n; i++)
        found += check_recording(d, files.file[i].path);
    print_message("%zu recordings, %zu events, latency %d samples\n", files.n, found,
                  pseg_latency(d));
    assert_true(found > 10 * files.n);
    assert_true(pseg_latency(d) <= 840); /* 52.5 ms */
    pseg_destroy(d);
    pseg_files_free(&files);
}

static void bundled_recordings_give_the_same_events_however_run(void **state)
{
    (void)state;
    check_folder(PROJECT_DIR "/samples");
}

static void labelled_recordings_give_the_same_events_however_run(void **state)
{
    char folder[4096];
    const char *data = getenv("PHONESEG_DATA");
    (void)state;
    if (!data) {
        print_message("skipped: PHONESEG_DATA does not say where the labelled speech is\n");
        skip();
    }
    snprintf(folder, sizeof folder, "%s/eval/timit-sample", data);
    check_folder(folder);
}

/* A sound that is the same in every frame, from the first sample on: its period is one hop. */
static void a_steady_sound_has_no_boundary_not_even_at_its_start(void **state)
{
    enum { SECOND = 16000 };
    static float audio[SECOND];
    struct pseg_model model;
    struct pseg_error error;
    struct stream found;
    (void)state;
    assert_int_equal(pseg_model_default(&model), PSEG_OK);
    struct pseg *d = pseg_create(&model, &error);
    assert_non_null(d);
    for (int i = 0; i < SECOND; i++)
        audio[i] = i % 160 < 40 ? 0.2f : i % 80 < 10 ? -0.1f : 0.01f;
    stream_make(&found, SECOND);
    stream_whole(&found, d, audio, SECOND);
    assert_int_equal(found.n, 0);
    stream_free(&found);
    pseg_destroy(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bundled_recordings_give_the_same_events_however_run),
        cmocka_unit_test(a_steady_sound_has_no_boundary_not_even_at_its_start),
        cmocka_unit_test(labelled_recordings_give_the_same_events_however_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
