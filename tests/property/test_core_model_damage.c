/* No damage to a model file goes unnoticed, and none crashes; best run with the sanitizers. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "crc32.h"
#include "model.h"
#include "synth.h"
#include "toy.h"

static struct toy_model make(int index)
{
    struct pseg_config config = toy_config_of(index);
    struct toy_model toy;
    config.n_mel = 7; /* small: each test reads the file once for each of its bytes */
    config.n_dense = 3;
    config.n_hidden = 2;
    toy_model_make(&toy, &config, 2);
    return toy;
}

/* Opens a copy in memory of exactly that size, so that a read beyond it is seen. */
static int open_exactly(struct pseg_model *model, const void *bytes, size_t size)
{
    void *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    const int status = pseg_model_open(model, copy, size);
    free(copy);
    return status;
}

static void change_every_byte(int index)
{
    const unsigned char changes[] = {0x01, 0x80, 0xff, 0x20};
    struct toy_model toy = make(index);
    struct pseg_model model;
    unsigned char *bytes = toy.bytes;
    for (size_t at = 0; at < toy.size; at++)
        for (size_t c = 0; c < COUNT(changes); c++) {
            bytes[at] ^= changes[c];
            const int status = open_exactly(&model, bytes, toy.size);
            const int expected = at < 4    ? PSEG_E_MODEL_MAGIC
                                 : at < 8  ? PSEG_E_MODEL_VERSION
                                 : at < 12 ? PSEG_E_MODEL_SIZE
                                           : PSEG_E_MODEL_CHECKSUM;
            /* the length of the JSON text may be refused before the checksum is looked at */
            if (!(at >= 12 && at < 16 && status == PSEG_E_MODEL_SIZE))
                assert_int_equal(status, expected);
            bytes[at] ^= changes[c];
        }
    assert_int_equal(open_exactly(&model, bytes, toy.size), PSEG_OK);
    toy_model_free(&toy);
}

static void every_changed_byte_is_noticed(void **state)
{
    (void)state;
    change_every_byte(7);
    change_every_byte(TOY_N_MODELS - 1);
}

static void truncate_everywhere(int index)
{
    struct toy_model toy = make(index);
    struct pseg_model model;
    for (size_t size = 0; size < toy.size; size++)
        assert_int_equal(open_exactly(&model, toy.bytes, size),
                         size < 4 ? PSEG_E_MODEL_MAGIC : PSEG_E_MODEL_SIZE);
    toy_model_free(&toy);
}

static void every_truncation_is_noticed(void **state)
{
    (void)state;
    truncate_everywhere(6);
    truncate_everywhere(TOY_N_MODELS - 1);
}

/* Cut short or made longer by someone who also sets the size and the checksum right. */
static void another_length_is_noticed_even_when_resealed(void **state)
{
    (void)state;
    for (int m = 0; m < TOY_N_MODELS; m++) {
        struct toy_model toy = make(m);
        struct pseg_model model;
        unsigned char *bytes = calloc(1, toy.size + 64);
        for (size_t size = 20; size < toy.size + 64; size++) {
            const uint32_t word = (uint32_t)size;
            memcpy(bytes, toy.bytes, toy.size);
            memcpy(bytes + 8, &word, 4);
            const uint32_t crc = pseg_crc32(bytes, size - 4);
            memcpy(bytes + size - 4, &crc, 4);
            const int status = open_exactly(&model, bytes, size);
            if (size == toy.size)
                assert_int_equal(status, PSEG_OK);
            else
                assert_true(status == PSEG_E_MODEL_SIZE || status == PSEG_E_MODEL_SHAPE);
        }
        free(bytes);
        toy_model_free(&toy);
    }
}

static void an_extended_file_is_noticed(void **state)
{
    (void)state;
    struct toy_model toy = make(2);
    struct pseg_model model;
    unsigned char *bytes = calloc(1, toy.size + 64);
    memcpy(bytes, toy.bytes, toy.size);
    for (size_t more = 1; more <= 64; more++)
        assert_int_equal(open_exactly(&model, bytes, toy.size + more), PSEG_E_MODEL_SIZE);
    free(bytes);
    toy_model_free(&toy);
}

/* Others open, but have features that need the whole recording. */
static int streams(const struct pseg_config *c)
{
    return !c->deltas && !c->cmvn;
}

/* Random numbers for random words of the header, resealed: refused, or good to run. */
static void whatever_opens_also_runs(void **state)
{
    (void)state;
    struct rng rng = {4};
    float audio[5000];
    int opened = 0;
    synth_speech(audio, 5000, 1);
    for (int trial = 0; trial < 20000; trial++) {
        struct toy_model toy = make(trial % TOY_N_MODELS);
        unsigned char *bytes = toy.bytes;
        const uint32_t field = rng_below(&rng, PSEG_N_FIELDS), value = rng_next(&rng);
        const uint32_t word = value >> rng_below(&rng, 32);
        memcpy(bytes + PSEG_MODEL_PREFIX + 4 * field, &word, 4);
        const uint32_t crc = pseg_crc32(bytes, toy.size - 4);
        memcpy(bytes + toy.size - 4, &crc, 4);
        if (pseg_model_open(&toy.model, bytes, toy.size) == PSEG_OK && streams(&toy.model.config)) {
            struct pseg_event events[700];
            size_t made, used;
            void *memory;
            struct pseg *d = toy_detector(&memory, &toy.model);
            assert_int_equal(pseg_process(d, events, 700, &made, audio, 5000, &used), PSEG_OK);
            assert_int_equal(pseg_flush(d, events, 700, &made), PSEG_OK);
            free(memory);
            opened++;
        }
        toy_model_free(&toy);
    }
    assert_in_range(opened, 500, 19500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(every_truncation_is_noticed),
        cmocka_unit_test(another_length_is_noticed_even_when_resealed),
        cmocka_unit_test(an_extended_file_is_noticed),
        cmocka_unit_test(whatever_opens_also_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
