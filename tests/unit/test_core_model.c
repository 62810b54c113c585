/* Model files: what is written is read back, and everything else is refused with its own status. */
#include "model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "network.h"
#include "spoil.h"
#include "toy.h"

static struct toy_model make(void)
{
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_READOUT);
    struct toy_model toy;
    toy_model_make(&toy, &config, 3);
    return toy;
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    const char text[] = "{\"seed\":1}";
    for (int m = 0; m < TOY_N_MODELS; m++)
        for (size_t json = 0; json < sizeof text; json++) {
            const struct pseg_config config = toy_config_of(m);
            struct pseg_model model;
            struct toy_model toy;
            toy_model_make(&toy, &config, (uint32_t)m);
            const size_t n = toy.model.n_weights, size = pseg_model_bytes(n, json);
            void *bytes = malloc(size);
            pseg_model_write(bytes, &config, n ? toy.model.weights : NULL, n, json ? text : NULL,
                             json);
            assert_int_equal(pseg_model_open(&model, bytes, size), PSEG_OK);
            assert_memory_equal(&model.config, &config, sizeof config);
            assert_int_equal(model.n_weights, n);
            assert_int_equal(model.json_size, json);
            assert_int_equal(memcmp(model.json, text, json), 0);
            assert_int_equal(memcmp(model.weights, toy.model.weights, 4 * n), 0);
            assert_null(model.bad_field);
            free(bytes);
            toy_model_free(&toy);
        }
}

static void the_layout_is_the_documented_one(void **state)
{
    (void)state;
    struct toy_model toy = make();
    const unsigned char *b = toy.bytes;
    assert_memory_equal(b, "PSEG\5\0\0\0", 8);
    assert_int_equal(b[8] | b[9] << 8 | b[10] << 16, toy.size);
    assert_int_equal(b[12], toy.model.json_size);
    assert_memory_equal(b + 16, "\x80\x3e\0\0\x90\1\0\0\xa0\0\0\0", 12); /* rate, window, hop */
    assert_ptr_equal(toy.model.json, b + 16 + 4 * PSEG_N_FIELDS);
    assert_true((const unsigned char *)(toy.model.weights + toy.model.n_weights) ==
                b + toy.size - 4);
    toy_model_free(&toy);
}

static void missing_arguments_are_refused(void **state)
{
    (void)state;
    struct toy_model toy = make();
    struct pseg_model model;
    assert_int_equal(pseg_model_open(NULL, toy.bytes, toy.size), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_model_open(&model, NULL, toy.size), PSEG_E_ARGUMENT);
    toy_model_free(&toy);
}

static void a_model_off_its_alignment_is_refused(void **state)
{
    (void)state;
    struct toy_model toy = make();
    struct pseg_model model;
    char *moved = malloc(toy.size + 4);
    for (size_t by = 0; by <= 4; by++) {
        memcpy(moved + by, toy.bytes, toy.size);
        assert_int_equal(pseg_model_open(&model, moved + by, toy.size),
                         by % 4 ? PSEG_E_MODEL_ALIGN : PSEG_OK);
    }
    free(moved);
    toy_model_free(&toy);
}

static void the_prefix_is_checked_before_the_checksum(void **state)
{
    (void)state;
    const struct {
        size_t at;
        int32_t value;
        int status;
    } cases[] = {
        {0, 0x46464952, PSEG_E_MODEL_MAGIC}, /* RIFF */
        {4, 0, PSEG_E_MODEL_VERSION},
        {4, (int32_t)PSEG_MODEL_VERSION + 1, PSEG_E_MODEL_VERSION},
        {8, 0, PSEG_E_MODEL_SIZE},
        {8, -1, PSEG_E_MODEL_SIZE},
        {12, -1, PSEG_E_MODEL_SIZE},
        {16, 8000, PSEG_E_MODEL_CHECKSUM},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct toy_model toy = make();
        poke_int(&toy, cases[i].at, cases[i].value);
        check_refused(&toy, cases[i].status, NULL);
        toy_model_free(&toy);
    }
}

static void a_text_that_leaves_no_room_for_the_rest_is_refused(void **state)
{
    (void)state;
    const size_t fixed = PSEG_MODEL_HEADER + 4;
    struct toy_model toy = make();
    for (size_t text = toy.size - fixed + 1; text <= toy.size + 4; text++) {
        poke_int(&toy, 12, (int32_t)text);
        seal(&toy);
        check_refused(&toy, PSEG_E_MODEL_SIZE, NULL);
    }
    poke_int(&toy, 12, (int32_t)(toy.size - fixed)); /* just fits: no weights are left */
    seal(&toy);
    check_refused(&toy, PSEG_E_MODEL_SHAPE, NULL);
    toy_model_free(&toy);
}

/* Just below, just above, and far off; the checksum is made right again. */
static void try_field(const struct pseg_field *field, float value)
{
    const float beyond = value < field->low ? -1e30f : 1e30f;
    const float floats[] = {nextafterf(value, beyond), beyond, NAN,
                            value < 0 ? -INFINITY : INFINITY};
    const int32_t whole = field->is_float ? 0 : (int32_t)value, step = beyond < 0 ? -1 : 1;
    const int32_t ints[] = {whole, beyond < 0 ? INT32_MIN : INT32_MAX, whole + step, whole};
    for (int i = 0; i < 4; i++) {
        struct toy_model toy = make();
        if (field->is_float)
            poke(&toy, field_at(field->name), &floats[i]);
        else
            poke_int(&toy, field_at(field->name), ints[i]);
        seal(&toy);
        check_refused(&toy, PSEG_E_MODEL_FIELD, field->name);
        toy_model_free(&toy);
    }
}

static void each_field_out_of_range_is_named(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_FIELDS; i++) {
        const struct pseg_field *field = &pseg_fields[i];
        const float step = field->is_float ? 1e-3f * (field->high - field->low) : 1;
        try_field(field, field->low - step);
        try_field(field, field->high + step);
    }
}

static void fields_that_disagree_are_refused(void **state)
{
    (void)state;
    const struct {
        const char *field;
        int32_t value;
        const char *blamed;
    } cases[] = {
        {"hop", 401, "hop"},           {"fft_size", 434, "fft_size"},
        {"fft_size", 405, "fft_size"}, {"fft_size", 500, "fft_size"}, /* no multiple of 8 */
        {"fft_size", 256, "fft_size"}, {"n_ceps", 11, "n_ceps"},
        {"rate", 15999, "high_hz"},    {"topology", PSEG_TOPOLOGY_NONE, "score"},
        {"gate", 2, "gate"},           {"offset", 400, "offset"},
        {"residual", 1, "residual"},
    };
    const struct pseg_config no_network = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct toy_model toy = make();
        poke_int(&toy, field_at(cases[i].field), cases[i].value);
        seal(&toy);
        check_refused(&toy, PSEG_E_MODEL_FIELD, cases[i].blamed);
        toy_model_free(&toy);
    }
    struct toy_model toy = make();
    const float above = 8000; /* no band between the edges */
    poke(&toy, field_at("low_hz"), &above);
    seal(&toy);
    check_refused(&toy, PSEG_E_MODEL_FIELD, "high_hz");
    toy_model_free(&toy);
    toy_model_make(&toy, &no_network, 1);
    poke_int(&toy, field_at("int8"), 1);
    seal(&toy);
    check_refused(&toy, PSEG_E_MODEL_FIELD, "int8");
    toy_model_free(&toy);
}

static void weights_of_another_shape_are_refused(void **state)
{
    (void)state;
    const char *const fields[] = {"n_hidden", "n_dense", "n_mel"};
    for (size_t i = 0; i < COUNT(fields); i++)
        for (int by = -1; by <= 1; by += 2) {
            struct toy_model toy = make();
            int32_t value;
            memcpy(&value, (char *)toy.bytes + field_at(fields[i]), 4);
            poke_int(&toy, field_at(fields[i]), value + by);
            seal(&toy);
            check_refused(&toy, PSEG_E_MODEL_SHAPE, NULL);
            toy_model_free(&toy);
        }
    struct toy_model toy = make();
    poke_int(&toy, field_at("topology"), PSEG_TOPOLOGY_RPM4);
    seal(&toy);
    check_refused(&toy, PSEG_E_MODEL_SHAPE, NULL);
    poke_int(&toy, field_at("topology"), PSEG_TOPOLOGY_RPM2);
    poke_int(&toy, field_at("score"), PSEG_SCORE_GAS); /* a readout too many */
    seal(&toy);
    check_refused(&toy, PSEG_E_MODEL_SHAPE, NULL);
    toy_model_free(&toy);
}

/* The first and last weight of each tensor. */
static void a_weight_that_is_no_number_is_blamed_on_its_tensor(void **state)
{
    (void)state;
    const float bad[] = {NAN, INFINITY, -INFINITY, 2e6f};
    struct toy_model toy = make();
    struct pseg_network net;
    pseg_network_build(&net, &toy.model.config);
    const size_t first = (size_t)((const char *)toy.model.weights - (char *)toy.bytes);
    for (int t = 0; t < net.n_tensors; t++)
        for (size_t i = 0; i < 2 * COUNT(bad); i++) {
            const struct pseg_tensor *tensor = &net.tensors[t];
            const size_t last = (size_t)tensor->rows * (size_t)tensor->cols - 1;
            const size_t at = first + 4 * (tensor->offset + (i % 2 ? last : 0));
            float good;
            memcpy(&good, (char *)toy.bytes + at, 4);
            poke(&toy, at, &bad[i / 2]);
            seal(&toy);
            check_refused(&toy, PSEG_E_MODEL_VALUE, tensor->name);
            poke(&toy, at, &good);
        }
    toy_model_free(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(the_layout_is_the_documented_one),
        cmocka_unit_test(missing_arguments_are_refused),
        cmocka_unit_test(a_model_off_its_alignment_is_refused),
        cmocka_unit_test(the_prefix_is_checked_before_the_checksum),
        cmocka_unit_test(a_text_that_leaves_no_room_for_the_rest_is_refused),
        cmocka_unit_test(each_field_out_of_range_is_named),
        cmocka_unit_test(fields_that_disagree_are_refused),
        cmocka_unit_test(weights_of_another_shape_are_refused),
        cmocka_unit_test(a_weight_that_is_no_number_is_blamed_on_its_tensor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
