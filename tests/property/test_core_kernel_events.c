/* A detector finds the same on every kernel, to the last bit. */
#include <stdlib.h>

#include "check.h"
#include "stream.h"
#include "synth.h"
#include "toy.h"

enum { SECOND = 16000 };
static const char *const names[] = {"scalar", "avx2", "avx512", "vnni", "neon"};

static void every_kernel_finds_the_same_events_with_every_cell_and_score(void **state)
{
    static float audio[SECOND];
    struct stream plain, fast;
    (void)state;
    synth_speech(audio, SECOND, 5);
    stream_make(&plain, SECOND);
    stream_make(&fast, SECOND);
    for (int i = 0; i < TOY_N_MODELS; i++) {
        struct toy_model toy;
        void *memory;
        struct pseg_config config = toy_config_of(i);
        config.n_hidden = 37; /* of vectors of every width there are some and a rest */
        toy_model_make(&toy, &config, (uint32_t)i + 1);
        struct pseg *d = toy_detector(&memory, &toy.model);
        assert_int_equal(pseg_set_kernel(d, "scalar"), PSEG_OK);
        plain.n = plain.n_flushed = 0;
        stream_whole(&plain, d, audio, SECOND);
        assert_true(plain.n > 0);
        for (size_t k = 0; k < COUNT(names); k++) {
            if (pseg_set_kernel(d, names[k]))
                continue;
            pseg_reset(d);
            fast.n = fast.n_flushed = 0;
            stream_whole(&fast, d, audio, SECOND);
            stream_check_same(&plain, &fast, names[k]);
        }
        free(memory);
        toy_model_free(&toy);
    }
    stream_free(&plain);
    stream_free(&fast);
}

static void a_kernel_is_told_by_its_name_and_stays_where_there_is_no_such(void **state)
{
    struct toy_model toy;
    void *memory;
    int n_kernels = 0;
    (void)state;
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_GAS);
    toy_model_make(&toy, &config, 1);
    struct pseg *d = toy_detector(&memory, &toy.model);
    for (size_t k = 0; k < COUNT(names); k++)
        if (pseg_set_kernel(d, names[k]) == PSEG_OK) {
            assert_string_equal(pseg_kernel(d), names[k]);
            n_kernels++;
        }
    print_message("%d kernels on this machine\n", n_kernels);
    const char *const before = pseg_kernel(d);
    assert_int_equal(pseg_set_kernel(d, "abacus"), PSEG_E_KERNEL);
    assert_int_equal(pseg_set_kernel(d, NULL), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_set_kernel(NULL, "scalar"), PSEG_E_ARGUMENT);
    assert_string_equal(pseg_kernel(d), before);
    free(memory);
    toy_model_free(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_finds_the_same_events_with_every_cell_and_score),
        cmocka_unit_test(a_kernel_is_told_by_its_name_and_stays_where_there_is_no_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
