/* Models with int8 matrices: where their bytes are, and what is refused of them. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "model.h"
#include "network.h"
#include "spoil.h"

static struct toy_model make_float(void)
{
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_READOUT);
    struct toy_model toy;
    toy_model_make(&toy, &config, 3);
    return toy;
}

static struct toy_model make_int8(void)
{
    struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_READOUT);
    struct toy_model toy;
    config.int8 = 1;
    config.n_dense = 13; /* 10 * 13 and 13 * 24 int8: the words do not come out even */
    toy_model_make(&toy, &config, 3);
    return toy;
}

static void int8_weights_are_not_taken_for_floats_nor_floats_for_int8(void **state)
{
    (void)state;
    struct toy_model toys[] = {make_float(), make_int8()};
    for (int is_int8 = 0; is_int8 < 2; is_int8++) {
        poke_int(&toys[is_int8], field_at("int8"), !is_int8);
        seal(&toys[is_int8]);
        check_refused(&toys[is_int8], PSEG_E_MODEL_SHAPE, NULL);
        toy_model_free(&toys[is_int8]);
    }
}

/* The layout of model.h, added up by hand: encode.W [10][13], rec1.W [13][24], rec1.U [8][24],
 * predict.W [8][10]; each after its scales, at a multiple of 4. */
static void int8_tensors_lie_behind_their_scales_at_multiples_of_4(void **state)
{
    (void)state;
    const struct {
        const char *name;
        size_t at, n; /* [bytes] */
    } expected[] = {
        {"feature.mean", 0, 40}, {"feature.gain", 40, 4},      {"encode.W", 44, 52 + 132},
        {"encode.b", 228, 52},   {"rec1.W", 280, 96 + 312},    {"rec1.U", 688, 96 + 192},
        {"rec1.b", 976, 96},     {"predict.W", 1072, 40 + 80}, {"predict.b", 1192, 40},
        {"readout.w", 1232, 36}, {"readout.b", 1268, 4},
    };
    struct toy_model toy = make_int8();
    struct pseg_network net;
    pseg_network_build(&net, &toy.model.config);
    assert_int_equal(net.n_tensors, COUNT(expected));
    for (size_t t = 0; t < COUNT(expected); t++) {
        assert_string_equal(net.tensors[t].name, expected[t].name);
        assert_int_equal(4 * net.tensors[t].offset, expected[t].at);
        if (net.tensors[t].is_int8)
            assert_ptr_equal(pseg_tensor_int8(toy.model.weights, &net.tensors[t]),
                             (const char *)toy.model.weights + expected[t].at +
                                 4 * (size_t)net.tensors[t].cols);
    }
    assert_int_equal(toy.model.n_weights, 1272 / 4);
    assert_int_equal(toy.size, PSEG_MODEL_HEADER + 20 + 1272 + 4);
    toy_model_free(&toy);
}

/* One byte or scale that no quantisation makes, at the start and at the end of each matrix. */
static void an_int8_weight_or_scale_that_is_none_is_blamed_on_its_tensor(void **state)
{
    (void)state;
    const float bad[] = {NAN, INFINITY, -1e-3f, 1e4f};
    struct toy_model toy = make_int8();
    struct pseg_network net;
    pseg_network_build(&net, &toy.model.config);
    char *first = (char *)toy.bytes + toy.size - 4 - 4 * toy.model.n_weights;
    for (int i = 0; i < 10 * net.n_tensors; i++) {
        const struct pseg_tensor *t = &net.tensors[i / 10];
        const size_t scales = 4 * (size_t)t->cols, n = (size_t)t->rows * (size_t)t->cols;
        const int is_last = i % 2, which = i % 10 / 2;
        char *tensor = first + 4 * t->offset, good[4];
        char *at = tensor + (which < 4 ? is_last * (scales - 4) : scales + is_last * (n - 1));
        if (!t->is_int8)
            continue;
        memcpy(good, at, which < 4 ? 4 : 1);
        memcpy(at, which < 4 ? (const void *)&bad[which] : "\x80", which < 4 ? 4 : 1);
        seal(&toy);
        check_refused(&toy, PSEG_E_MODEL_VALUE, t->name);
        memcpy(at, good, which < 4 ? 4 : 1);
    }
    toy_model_free(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(int8_weights_are_not_taken_for_floats_nor_floats_for_int8),
        cmocka_unit_test(int8_tensors_lie_behind_their_scales_at_multiples_of_4),
        cmocka_unit_test(an_int8_weight_or_scale_that_is_none_is_blamed_on_its_tensor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
