/* The port that all parts share: against the detector itself, fed without any ring. */
#include "listener.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "report.h"
#include "stream.h"
#include "synth.h"
#include "toy.h"

enum { N = 16000, MOST = 200, MEMORY = 65536, RING = 512 };

/* What the listener told. */
static struct {
    struct pseg_event events[MOST];
    size_t n;
    uint64_t first, lost;
    size_t n_before; /* events before the loss */
    int losses;
} told;
static char said[256];

static void on_boundary(const struct pseg_event *event)
{
    assert_true(told.n < MOST);
    told.events[told.n++] = *event;
}

static void on_lost(uint64_t first, uint64_t n)
{
    told.first = first;
    told.lost = n;
    told.n_before = told.n;
    told.losses++;
}

void say(const char *text)
{
    strncat(said, text, sizeof said - strlen(said) - 1);
}

struct rig {
    struct toy_model toy;
    struct listener listener;
    int16_t audio[N];
    float same[N]; /* as the detector hears it */
};

static int start(struct listener *listener, const void *model, size_t model_size, size_t size)
{
    static _Alignas(16) unsigned char memory[MEMORY];
    return listener_start(listener, &(struct listener_parts){.model = model,
                                                             .model_size = model_size,
                                                             .memory = memory,
                                                             .size = size,
                                                             .ring = RING,
                                                             .hooks = {on_boundary, on_lost}});
}

static struct rig *make(void)
{
    struct rig *rig = malloc(sizeof *rig);
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_BLEND);
    toy_model_make(&rig->toy, &config, 3);
    synth_speech(rig->same, N, 5);
    for (int i = 0; i < N; i++) {
        rig->audio[i] = (int16_t)(rig->same[i] * 32767);
        rig->same[i] = (float)rig->audio[i] / 32768;
    }
    memset(&told, 0, sizeof told);
    assert_int_equal(start(&rig->listener, rig->toy.bytes, rig->toy.size, MEMORY), PSEG_OK);
    return rig;
}

static void release(struct rig *rig)
{
    toy_model_free(&rig->toy);
    free(rig);
}

/* What was told from event `at` on is what a new detector finds in the samples first to end. */
static size_t check_part(const struct rig *rig, size_t at, size_t first, size_t end)
{
    void *memory;
    struct pseg *d = toy_detector(&memory, &rig->toy.model);
    struct stream whole;
    stream_make(&whole, MOST);
    stream_whole(&whole, d, rig->same + first, end - first);
    assert_true(at + whole.n <= told.n);
    for (size_t i = 0; i < whole.n; i++) {
        const struct pseg_event *event = &told.events[at + i];
        assert_int_equal(event->at, whole.events[i].at + first);
        assert_int_equal(event->decided, whole.events[i].decided + first);
        assert_true(event->score == whole.events[i].score);
    }
    at += whole.n;
    stream_free(&whole);
    free(memory);
    return at;
}

/* The microphone from sample `at` on, the main loop keeping up. */
static void hear_rest(struct rig *rig, size_t at)
{
    struct rng rng = {11};
    while (at < N) {
        size_t n = 1 + rng_below(&rng, LISTENER_BLOCK);
        n = n < N - at ? n : N - at;
        listener_hear(&rig->listener, rig->audio + at, n);
        at += n;
        while (listener_work(&rig->listener))
            ;
    }
    listener_end(&rig->listener);
}

static void what_the_interrupt_hears_is_what_the_detector_hears(void **state)
{
    (void)state;
    struct rig *rig = make();
    hear_rest(rig, 0);
    assert_true(told.n > 5);
    assert_int_equal(check_part(rig, 0, 0, N), told.n);
    assert_int_equal(told.losses, 0);
    release(rig);
}

static void after_an_overrun_times_are_still_those_of_the_microphone(void **state)
{
    (void)state;
    struct rig *rig = make();
    listener_hear(&rig->listener, rig->audio, 4000); /* and nobody works */
    while (listener_work(&rig->listener))
        ;
    hear_rest(rig, 4000);
    assert_int_equal(told.losses, 1);
    assert_int_equal(told.first, RING);
    assert_int_equal(told.lost, 4000 - RING);
    assert_int_equal(check_part(rig, 0, 0, RING), told.n_before);
    assert_int_equal(check_part(rig, told.n_before, 4000, N), told.n);
    assert_true(told.n > told.n_before + 3);
    release(rig);
}

static void a_loss_at_the_end_is_told(void **state)
{
    (void)state;
    struct rig *rig = make();
    listener_hear(&rig->listener, rig->audio, 4000);
    listener_end(&rig->listener);
    assert_int_equal(told.losses, 1);
    assert_int_equal(told.first, RING);
    assert_int_equal(told.lost, 4000 - RING);
    assert_int_equal(check_part(rig, 0, 0, RING), told.n);
    release(rig);
}

static void what_cannot_work_is_refused_with_its_code(void **state)
{
    (void)state;
    struct toy_model toy, slow;
    struct listener l;
    struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_BLEND);
    toy_model_make(&toy, &config, 3);
    config.rate = 8000;
    config.high_hz = 4000;
    toy_model_make(&slow, &config, 3);
    const size_t needed = pseg_size(&toy.model) + pseg_ring_size(RING);
    assert_int_equal(start(&l, toy.bytes, toy.size, needed), PSEG_OK);
    assert_int_equal(start(&l, toy.bytes, toy.size, needed - 16), PSEG_E_MEMORY);
    assert_int_equal(l.needed, needed);
    assert_int_equal(start(&l, toy.bytes, toy.size, 100), PSEG_E_MEMORY); /* no ring, even */
    assert_int_equal(start(&l, toy.bytes, toy.size - 4, needed), PSEG_E_MODEL_SIZE);
    assert_int_equal(start(&l, slow.bytes, slow.size, MEMORY), PSEG_E_MODEL_FIELD);
    ((unsigned char *)toy.bytes)[toy.size / 2] ^= 1;
    assert_int_equal(start(&l, toy.bytes, toy.size, needed), PSEG_E_MODEL_CHECKSUM);
    toy_model_free(&toy);
    toy_model_free(&slow);
}

static void check_said(const char *expected)
{
    assert_string_equal(said, expected);
    said[0] = 0;
}

static void lines_are_exact(void **state)
{
    (void)state;
    report_boundary(&(struct pseg_event){601, 1200, 0.5f});
    check_said("0.0375625\t0.500000\t0.0750000\t3f000000\n");
    report_boundary(&(struct pseg_event){16000ull * 86400 * 365, 0, 12.25f});
    check_said("31536000.0000000\t12.250000\t0.0000000\t41440000\n");
    report_lost(16001, 160);
    check_said("# lost 0.0100000 s from 1.0000625 s on\n");
    report_refusal(PSEG_E_MODEL_VERSION);
    check_said("# refused, code 9: the model was made for another version of phoneseg\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_interrupt_hears_is_what_the_detector_hears),
        cmocka_unit_test(after_an_overrun_times_are_still_those_of_the_microphone),
        cmocka_unit_test(a_loss_at_the_end_is_told),
        cmocka_unit_test(what_cannot_work_is_refused_with_its_code),
        cmocka_unit_test(lines_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
