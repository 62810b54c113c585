/* Models through files: what comes back, and where it lies. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "network.h"
#include "phoneseg/host.h"
#include "toy.h"

/* Saved and loaded again. */
static void pass_through_a_file(struct pseg_model *read, const struct pseg_model *model)
{
    char path[] = "/tmp/test_host_model_file_XXXXXX";
    struct pseg_error error;
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    if (pseg_model_save(model, path, &error) || pseg_model_load(read, path, &error))
        fail_msg("%s", error.text);
    unlink(path);
}

static uintptr_t place_of_largest(const struct pseg_model *model)
{
    struct pseg_network net;
    const struct pseg_tensor *largest = &net.tensors[0];
    pseg_network_build(&net, &model->config);
    for (int t = 1; t < net.n_tensors; t++)
        if (net.tensors[t].rows * net.tensors[t].cols > largest->rows * largest->cols)
            largest = &net.tensors[t];
    return (uintptr_t)(model->weights + largest->offset);
}

static void the_largest_tensor_lies_on_whole_lines_of_the_cache(void **state)
{
    (void)state;
    for (int i = 0; i < TOY_N_MODELS; i++) {
        struct toy_model toy;
        struct pseg_model read;
        const struct pseg_config config = toy_config_of(i);
        toy_model_make(&toy, &config, 3);
        pass_through_a_file(&read, &toy.model);
        if (config.topology != PSEG_TOPOLOGY_NONE)
            assert_int_equal(place_of_largest(&read) % 64, 0);
        pseg_model_free(&read);
        toy_model_free(&toy);
    }
}

static void a_model_comes_back_however_often_with_blanks_after_its_record(void **state)
{
    struct toy_model toy;
    struct pseg_model once, twice;
    (void)state;
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_READOUT);
    toy_model_make(&toy, &config, 3);
    pass_through_a_file(&once, &toy.model);
    pass_through_a_file(&twice, &once);
    assert_memory_equal(&once.config, &config, sizeof config);
    assert_int_equal(once.n_weights, toy.model.n_weights);
    assert_memory_equal(once.weights, toy.model.weights, 4 * once.n_weights);
    assert_memory_equal(once.json, toy.model.json, toy.model.json_size);
    for (size_t i = toy.model.json_size; i < once.json_size; i++)
        assert_int_equal(once.json[i], ' ');
    assert_int_equal(twice.json_size, once.json_size);
    assert_memory_equal(twice.weights, once.weights, 4 * once.n_weights);
    pseg_model_free(&once);
    pseg_model_free(&twice);
    toy_model_free(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_tensor_lies_on_whole_lines_of_the_cache),
        cmocka_unit_test(a_model_comes_back_however_often_with_blanks_after_its_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
