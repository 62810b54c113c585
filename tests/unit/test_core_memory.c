/* Memory: how much a detector takes, and that it never asks for more. The allocator is replaced by
 * one that counts, which needs glibc's inner names and no sanitizer in the way. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "int8.h"
#include "synth.h"
#include "toy.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) &&       \
    !defined(SANITIZED)
#define COUNTING

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *old);

static volatile long calls;

void *malloc(size_t size)
{
    calls++;
    return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    calls++;
    return __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    calls++;
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    calls++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    calls++;
    *out = __libc_memalign(alignment, size);
    return *out ? 0 : 12; /* ENOMEM */
}

void free(void *old)
{
    calls++;
    __libc_free(old);
}

/* volatile pointers: the compiler may not see through the calls and leave them out */
static void the_counter_counts_each_way_to_the_heap(void **state)
{
    (void)state;
    void *(*volatile take)(size_t) = malloc;
    void *(*volatile clear)(size_t, size_t) = calloc;
    void *(*volatile resize)(void *, size_t) = realloc;
    void *(*volatile align)(size_t, size_t) = aligned_alloc;
    int (*volatile align_out)(void **, size_t, size_t) = posix_memalign;
    void (*volatile give)(void *) = free;
    void *p;
    const long before = calls;
    give(take(10));
    give(clear(10, 10));
    give(resize(NULL, 10));
    give(align(16, 32));
    assert_int_equal(align_out(&p, 64, 100), 0);
    give(p);
    assert_int_equal(calls - before, 10);
}

/* Ten minutes: a recording of 10 s, sixty times without a reset, in pieces of 10 ms. */
static long calls_in_ten_minutes(struct pseg *d, const float *audio, size_t *events)
{
    const long before = calls;
    struct pseg_event found[PSEG_FLUSH_EVENTS];
    size_t made, used;
    *events = 0;
    for (int round = 0; round < 60; round++)
        for (size_t at = 0; at < 160000; at += 160) {
            if (pseg_process(d, found, COUNT(found), &made, audio + at, 160, &used) || used != 160)
                return -1;
            *events += made;
        }
    if (pseg_flush(d, found, COUNT(found), &made))
        return -1;
    pseg_reset(d);
    return calls - before;
}

static void ten_minutes_of_audio_make_no_heap_call(void **state)
{
    (void)state;
    const struct pseg_config config = toy_default_config(PSEG_TOPOLOGY_RPM4, PSEG_SCORE_BLEND);
    struct toy_model toy;
    void *memory;
    struct pseg *d;
    size_t events;
    float *audio = malloc(160000 * sizeof *audio);
    assert_non_null(audio);
    synth_speech(audio, 160000, 11);
    toy_model_make(&toy, &config, 12);
    assert_int_equal(posix_memalign(&memory, 16, pseg_size(&toy.model)), 0);
    const long before = calls;
    assert_int_equal(pseg_init(&d, memory, pseg_size(&toy.model), &toy.model), PSEG_OK);
    assert_int_equal(calls, before);
    assert_int_equal(calls_in_ten_minutes(d, audio, &events), 0);
    assert_true(events > 6000);
    free(memory);
    free(audio);
    toy_model_free(&toy);
}
#else
static void the_counter_counts_each_way_to_the_heap(void **state)
{
    (void)state;
    print_message("the allocator can't be replaced in this build\n");
    skip();
}

static void ten_minutes_of_audio_make_no_heap_call(void **state)
{
    the_counter_counts_each_way_to_the_heap(state);
}
#endif

static void a_detector_of_up_to_128_units_fits_into_32_kilobytes(void **state)
{
    (void)state;
    const int topologies[] = {PSEG_TOPOLOGY_RPM2, PSEG_TOPOLOGY_RPM4};
    for (int score = 0; score < PSEG_N_SCORES; score++)
        for (int i = 0; i < 2; i++)
            for (int n_hidden = 32; n_hidden <= 128; n_hidden += 32) {
                struct pseg_config config = toy_default_config(topologies[i], score);
                struct toy_model toy;
                config.n_hidden = n_hidden;
                config.n_dense = n_hidden;
                toy_model_make(&toy, &config, 1);
                assert_in_range(pseg_size(&toy.model), 8 * 1024, 32 * 1024);
                toy_model_free(&toy);
            }
}

/* 36 kB of flash, and of memory what a float detector takes and room for quantised inputs. */
static void an_int8_model_of_default_size_fits_a_microcontroller(void **state)
{
    (void)state;
    const int topologies[] = {PSEG_TOPOLOGY_RPM2, PSEG_TOPOLOGY_RPM4};
    for (int i = 0; i < 2; i++) {
        struct pseg_config config = toy_default_config(topologies[i], PSEG_SCORE_BLEND);
        struct toy_model toy, in_float;
        config.n_hidden = i ? 32 : 64;
        toy_model_make(&in_float, &config, 1);
        config.int8 = 1;
        toy_model_make(&toy, &config, 1);
        assert_in_range(toy.size, in_float.size / 4, 36 * 1024);
        const size_t size = pseg_size(&toy.model), more = size - pseg_size(&in_float.model);
        assert_true(size <= 32 * 1024);
        assert_in_range(more, 1, PSEG_INT8_ROWS * 64 + 16);
        toy_model_free(&in_float);
        toy_model_free(&toy);
    }
}

/* Nothing outside the block is written, and the size is the same each time it is asked for. */
static void a_detector_stays_inside_its_block(void **state)
{
    (void)state;
    static float audio[8000];
    synth_speech(audio, 8000, 2);
    for (int m = 0; m < TOY_N_MODELS; m++) {
        const struct pseg_config config = toy_config_of(m);
        struct toy_model toy;
        struct pseg_event events[600];
        struct pseg *d;
        size_t made, used;
        char *block;
        toy_model_make(&toy, &config, 3);
        const size_t size = pseg_size(&toy.model);
        assert_int_equal(pseg_size(&toy.model), size);
        assert_int_equal(posix_memalign((void **)&block, 16, size + 512), 0);
        memset(block, 0x5a, size + 512);
        assert_int_equal(pseg_init(&d, block + 256, size, &toy.model), PSEG_OK);
        assert_int_equal(pseg_process(d, events, 600, &made, audio, 8000, &used), PSEG_OK);
        assert_int_equal(pseg_flush(d, events, 600, &made), PSEG_OK);
        for (size_t i = 0; i < 256; i++)
            assert_true(block[i] == 0x5a && block[256 + size + i] == 0x5a);
        free(block);
        toy_model_free(&toy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_counter_counts_each_way_to_the_heap),
        cmocka_unit_test(ten_minutes_of_audio_make_no_heap_call),
        cmocka_unit_test(a_detector_of_up_to_128_units_fits_into_32_kilobytes),
        cmocka_unit_test(an_int8_model_of_default_size_fits_a_microcontroller),
        cmocka_unit_test(a_detector_stays_inside_its_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
