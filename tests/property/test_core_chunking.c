/* What must not depend on how audio is fed, and how long a decision takes. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "stream.h"
#include "synth.h"
#include "toy.h"

#define N_RECORDINGS 4

/* Speech-like audio of lengths that are no multiple of a hop, and plain noise. */
static size_t recording(float **audio, int index)
{
    static const size_t lengths[N_RECORDINGS] = {31999, 20011, 8000, 16123};
    const size_t n = lengths[index];
    struct rng rng = {99};
    *audio = malloc(n * sizeof **audio);
    assert_non_null(*audio);
    synth_speech(*audio, n, (uint32_t)index + 1);
    for (size_t i = 0; index == N_RECORDINGS - 1 && i < n; i++)
        (*audio)[i] = 0.1f * rng_uniform(&rng);
    return n;
}

typedef void try_it(struct pseg *d, const struct pseg_config *config, const float *audio, size_t n,
                    const struct stream *whole);

/* Each model on each recording, given as a whole first; it must find something. */
static void on_all(try_it *try)
{
    for (int m = 0; m < TOY_N_MODELS; m++) {
        const struct pseg_config config = toy_config_of(m);
        struct toy_model toy;
        toy_model_make(&toy, &config, (uint32_t)m);
        for (int r = 0; r < N_RECORDINGS; r++) {
            void *memory;
            float *audio;
            struct stream whole;
            const size_t n = recording(&audio, r);
            struct pseg *d = toy_detector(&memory, &toy.model);
            stream_make(&whole, n);
            stream_whole(&whole, d, audio, n);
            if (whole.n < 3)
                fail_msg("model %d finds %zu events in recording %d", m, whole.n, r);
            try(d, &config, audio, n, &whole);
            stream_free(&whole);
            free(memory);
            free(audio);
        }
        toy_model_free(&toy);
    }
}

static void try_cuts(struct pseg *d, const struct pseg_config *config, const float *audio, size_t n,
                     const struct stream *whole)
{
    static const struct cut cuts[] = {
        {"one sample at a time", 1, 1000},
        {"7 samples", 7, 1000},
        {"a hop", 160, 1000},
        {"4096 samples", 4096, 1000},
        {"random pieces", 0, 1000},
        {"room for one event", 1u << 30, 1},
        {"random pieces, room for two", 0, 2},
        {"4096 samples, room for one", 4096, 1},
    };
    struct stream cut;
    (void)config;
    stream_make(&cut, n);
    for (size_t i = 0; i < COUNT(cuts); i++) {
        pseg_reset(d);
        stream_run(&cut, d, audio, n, &cuts[i]);
        stream_check_same(whole, &cut, cuts[i].name);
    }
    stream_free(&cut);
}

static void any_chunking_gives_the_same_events(void **state)
{
    (void)state;
    on_all(try_cuts);
}

/* Whatever came before, flushed or in the middle of a frame. */
static void try_reset(struct pseg *d, const struct pseg_config *config, const float *audio,
                      size_t n, const struct stream *whole)
{
    struct stream again;
    size_t made, used;
    (void)config;
    stream_make(&again, n);
    for (size_t before = 0; before < 2000; before += 617) {
        pseg_reset(d);
        assert_int_equal(
            pseg_process(d, again.events, again.capacity, &made, audio + n - before, before, &used),
            PSEG_OK);
        pseg_reset(d);
        stream_whole(&again, d, audio, n);
        stream_check_same(whole, &again, "after a reset");
    }
    stream_free(&again);
}

static void reset_equals_fresh(void **state)
{
    (void)state;
    on_all(try_reset);
}

static void try_latency(struct pseg *d, const struct pseg_config *config, const float *audio,
                        size_t n, const struct stream *whole)
{
    (void)audio;
    const int ahead = config->score == PSEG_SCORE_TRANSITION ? 1 + config->slope : 1;
    const int early = config->refine ? config->hop / 2 : 0;
    const int least = pseg_latency(d) - (config->refine ? config->hop - 1 : 0);
    assert_int_equal(pseg_latency(d),
                     ahead * config->hop + config->window - config->offset + early);
    assert_true(whole->n > whole->n_flushed);
    for (size_t i = 0; i < whole->n; i++) {
        const struct pseg_event *e = &whole->events[i];
        if (i < whole->n - whole->n_flushed)
            assert_in_range(e->decided - e->at, least, pseg_latency(d));
        else
            assert_int_equal(e->decided, n);
    }
}

static void decided_minus_at_is_the_latency(void **state)
{
    (void)state;
    on_all(try_latency);
}

/* The event comes with the very sample that decides it, neither later nor earlier. */
static void an_event_comes_out_at_once(void **state)
{
    (void)state;
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_BLEND);
    struct toy_model toy;
    void *memory;
    float *audio;
    size_t found = 0;
    const size_t n = recording(&audio, 2);
    toy_model_make(&toy, &config, 4);
    struct pseg *d = toy_detector(&memory, &toy.model);
    for (size_t i = 0; i < n; i++) {
        struct pseg_event event;
        size_t made, used;
        assert_int_equal(pseg_process(d, &event, 1, &made, audio + i, 1, &used), PSEG_OK);
        assert_int_equal(used, 1);
        if (made)
            assert_int_equal(event.decided, i + 1);
        found += made;
    }
    assert_true(found > 3);
    free(audio);
    free(memory);
    toy_model_free(&toy);
}

/* Two streams through two detectors of one model, interleaved. */
static void detectors_of_one_model_do_not_disturb_each_other(void **state)
{
    (void)state;
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM4, PSEG_SCORE_READOUT);
    struct toy_model toy;
    struct stream alone, paired;
    void *memory[2];
    float *audio[2];
    const size_t n = recording(&audio[0], 1), other = recording(&audio[1], 0);
    size_t made, used;
    toy_model_make(&toy, &config, 5);
    struct pseg *a = toy_detector(&memory[0], &toy.model);
    struct pseg *b = toy_detector(&memory[1], &toy.model);
    stream_make(&alone, n);
    stream_make(&paired, n);
    stream_whole(&alone, a, audio[0], n);
    pseg_reset(a);
    for (size_t done = 0; done < n; done += used) {
        struct pseg_event ignored[100];
        const size_t piece = n - done < 333 ? n - done : 333;
        assert_int_equal(
            pseg_process(b, ignored, 100, &made, audio[1] + done % (other - 333), 333, &used),
            PSEG_OK);
        assert_int_equal(pseg_process(a, paired.events + paired.n, paired.capacity - paired.n,
                                      &made, audio[0] + done, piece, &used),
                         PSEG_OK);
        paired.n += made;
    }
    assert_int_equal(pseg_flush(a, paired.events + paired.n, paired.capacity - paired.n, &made),
                     PSEG_OK);
    paired.n += made;
    stream_check_same(&alone, &paired, "beside another stream");
    stream_free(&alone);
    stream_free(&paired);
    toy_model_free(&toy);
    for (int i = 0; i < 2; i++) {
        free(memory[i]);
        free(audio[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_chunking_gives_the_same_events),
        cmocka_unit_test(reset_equals_fresh),
        cmocka_unit_test(decided_minus_at_is_the_latency),
        cmocka_unit_test(an_event_comes_out_at_once),
        cmocka_unit_test(detectors_of_one_model_do_not_disturb_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
