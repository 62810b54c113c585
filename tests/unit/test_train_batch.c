/* The batches of an epoch: every one once, in an order of its own, of normalised features. */
#include "batch.h"

#include <math.h>

#include "small_run.h"

/* Each epoch has every batch once, in an order of its own; validation keeps the order. */
static void batches_are_shuffled(void **state)
{
    struct pseg_trainer t;
    struct pseg_settings s = small_settings();
    int orders[4][UTTERANCES], differ = 0;
    (void)state;
    s.batch = 1;
    start(&t, &s);
    for (int epoch = 0; epoch < 4; epoch++) {
        int seen = 0;
        pseg_batches_start(&t.train, t.parameters, 1, epoch);
        memcpy(orders[epoch], t.train.order, sizeof orders[epoch]);
        pseg_batches_stop(&t.train);
        for (int i = 0; i < UTTERANCES; i++)
            seen |= 1 << orders[epoch][i];
        assert_int_equal(seen, (1 << UTTERANCES) - 1);
        differ += epoch && memcmp(orders[epoch], orders[epoch - 1], sizeof orders[0]) != 0;
    }
    assert_int_equal(differ, 3);
    for (int i = 0; i < UTTERANCES; i++)
        assert_int_equal(orders[0][i], i);
    pseg_trainer_free(&t);
}

/* Over the measured audio: each dimension's mean is 0, and the variance of all together 1. */
static void features_are_measured_over_all_dimensions(void **state)
{
    struct pseg_trainer t;
    struct pseg_settings s = small_settings();
    double mean[10] = {0}, square = 0;
    long frames = 0;
    const struct pseg_batch *b;
    (void)state;
    start(&t, &s);
    pseg_batches_start(&t.train, t.parameters + t.net.tensors[t.net.mean].offset,
                       t.parameters[t.net.tensors[t.net.gain].offset], 0);
    while ((b = pseg_batches_next(&t.train)))
        for (int u = 0; u < b->batch; u++)
            for (int k = 0; k < b->lengths[u]; k++, frames++)
                for (int j = 0; j < 10; j++) {
                    const float x = b->x[(k * b->batch + u) * 10 + j];
                    mean[j] += (double)x;
                    square += (double)x * (double)x;
                }
    for (int j = 0; j < 10; j++)
        assert_true(fabs(mean[j] / (double)frames) < 1e-3);
    check_near(square / (double)frames / 10, 1, 1e-3, "variance", 0);
    pseg_trainer_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batches_are_shuffled),
        cmocka_unit_test(features_are_measured_over_all_dimensions),
    };
    return cmocka_run_group_tests(tests, make_small_data, free_small_data);
}
