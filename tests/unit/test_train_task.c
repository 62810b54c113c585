/* The numerical tasks of 002: their data, their loss, and that they can be learned. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "task_loss.h"
#include "task_train.h"

/* ------------------------------------------------------------------------------------ data -- */

static void draw(struct pseg_task_data *data, const struct pseg_task *task, int n, int length,
                 int seed)
{
    struct pseg_error error;
    assert_int_equal(pseg_task_draw(data, task, "train", n, length, seed, &error), 0);
}

/* Least significant digit first: position t is worth 2^t. */
static void targets_of_adding_are_the_sum(void **state)
{
    enum { N = 200, LENGTH = 24 };
    struct pseg_task_data data;
    unsigned long ones = 0;
    (void)state;
    draw(&data, &pseg_task_adding, N, LENGTH, 1);
    for (int i = 0; i < N; i++) {
        unsigned long a = 0, b = 0, sum = 0;
        for (int t = 0; t < LENGTH; t++) {
            const int at = i * LENGTH + t;
            a += (unsigned long)data.digits[2 * at] << t;
            b += (unsigned long)data.digits[2 * at + 1] << t;
            sum += (unsigned long)data.target[at] << t;
            ones += data.digits[2 * at] + data.digits[2 * at + 1];
        }
        assert_int_equal((a + b) % (1ul << LENGTH), sum);
    }
    assert_in_range(ones, 0.47 * 2 * N * LENGTH, 0.53 * 2 * N * LENGTH); /* fair coins */
    pseg_task_free(&data);
}

static int repetitions(const unsigned char *digits, int length)
{
    int n = 1;
    while (n < length && digits[length - 1 - n] == digits[length - 1])
        n++;
    return n;
}

static void counts_are_repetitions_of_the_last_digit_and_equally_likely(void **state)
{
    enum { N = 4000, LENGTH = 20 };
    struct pseg_task_data data;
    int seen[LENGTH + 1] = {0}, last_ones = 0;
    (void)state;
    draw(&data, &pseg_task_counting, N, LENGTH, 1);
    for (int i = 0; i < N; i++) {
        const unsigned char *digits = data.digits + i * LENGTH;
        const int n = repetitions(digits, LENGTH);
        assert_int_equal(data.target[i * LENGTH + LENGTH - 1], n - 1);
        for (int t = 0; t < LENGTH - 1; t++)
            assert_int_equal(data.target[i * LENGTH + t], PSEG_NOT_ASKED);
        seen[n]++;
        last_ones += digits[LENGTH - 1];
    }
    for (int n = 1; n <= LENGTH; n++)
        assert_in_range(seen[n], 140, 260); /* 200, four deviations of 14 */
    assert_in_range(last_ones, 0.46 * N, 0.54 * N);
    pseg_task_free(&data);
}

static void sequences_depend_on_seed_and_part_alone(void **state)
{
    enum { N = 50, LENGTH = 10, SIZE = N * LENGTH * 2 };
    struct pseg_error error;
    struct pseg_task_data a, again, other, test;
    (void)state;
    draw(&a, &pseg_task_adding, N, LENGTH, 3);
    draw(&again, &pseg_task_adding, N, LENGTH, 3);
    draw(&other, &pseg_task_adding, N, LENGTH, 4);
    assert_int_equal(pseg_task_draw(&test, &pseg_task_adding, "test", N, LENGTH, 3, &error), 0);
    assert_memory_equal(a.digits, again.digits, SIZE);
    assert_memory_not_equal(a.digits, other.digits, SIZE);
    assert_memory_not_equal(a.digits, test.digits, SIZE);
    struct pseg_task_data *const all[] = {&a, &again, &other, &test};
    for (size_t i = 0; i < COUNT(all); i++)
        pseg_task_free(all[i]);
}

static void gathered_digits_are_one_hot_and_in_order(void **state)
{
    unsigned char digits[] = {0, 1, 1, 1, /* sequence 0: digits of two numbers at two places */
                              1, 0, 0, 0, 0, 0, 0, 1};
    signed char targets[] = {1, 0, 1, -1, 0, 1}, target[4];
    const struct pseg_task_data data = {3, 2, digits, targets};
    const int order[] = {1, 2, 0};
    float x[2 * 2 * 4];
    (void)state;
    memset(x, 99, sizeof x);
    pseg_task_gather(x, target, &data, &pseg_task_adding, order, 1, 2); /* sequences 2 and 0 */
    const double expected[] = {1, 0, 1, 0, 1, 0, 0, 1,                  /* digits 0 0 and 0 1 */
                               1, 0, 0, 1, 0, 1, 0, 1};                 /* digits 0 1 and 1 1 */
    const signed char expected_target[] = {0, 1, 1, 0};
    check_all_near(x, expected, 0, "x", 16);
    assert_memory_equal(target, expected_target, 4);
}

/* ------------------------------------------------------------------------------------ loss -- */

static void class_loss_by_hand(void **state)
{
    /* probabilities 1/4 and 3/4; 1/2 and 1/2 without a question; 9/10 and 1/10 */
    const float logits[] = {0, logf(3), 5, 5, logf(9), 0};
    const signed char target[] = {1, -1, 1};
    const double expected[] = {0.25 / 2, -0.25 / 2, 0, 0, 0.9 / 2, -0.9 / 2};
    float d[6];
    long asked;
    (void)state;
    const double sum = pseg_class_loss(d, &asked, logits, target, 3, 2);
    assert_int_equal(asked, 2);
    check_near(sum, -log(0.75) - log(0.1), 1e-6, "loss", 0);
    check_all_near(d, expected, 1e-6, "gradient", 6);
}

static void huge_logits_do_not_overflow(void **state)
{
    const float logits[] = {1000, -1000, 0};
    const signed char target[] = {1};
    const double expected[] = {1, -1, 0};
    float d[3];
    long asked;
    (void)state;
    check_near(pseg_class_loss(d, &asked, logits, target, 1, 3), 2000, 1e-6, "loss", 0);
    check_all_near(d, expected, 1e-6, "gradient", 3);
}

static void nothing_asked_is_no_loss(void **state)
{
    const float logits[] = {1, 2};
    const signed char target[] = {-1};
    float d[2] = {7, 7};
    long asked;
    (void)state;
    assert_true(pseg_class_loss(d, &asked, logits, target, 1, 2) == 0);
    assert_int_equal(asked, 0);
    assert_true(d[0] == 0 && d[1] == 0);
}

static void the_first_of_equal_logits_is_the_answer(void **state)
{
    const float logits[] = {-1, 3, 3, 2};
    (void)state;
    assert_int_equal(pseg_class_of(logits, 4), 1);
    assert_int_equal(pseg_class_of(logits, 1), 0);
}

/* -------------------------------------------------------------------------------- learning -- */

static struct pseg_task_settings small(int cell)
{
    return (struct pseg_task_settings){.task = &pseg_task_adding,
                                       .cell = cell,
                                       .length = 8,
                                       .n_train = 1030, /* the last batch is a small one */
                                       .n_test = 210,
                                       .batch = 50,
                                       .rate = 0.02,
                                       .clip = 1,
                                       .seed = 1};
}

static long epochs_until_right(int cell, int most)
{
    struct pseg_error error;
    struct pseg_task_run run;
    struct pseg_task_score score;
    struct pseg_task_total total = {0, 1};
    const struct pseg_task_settings settings = small(cell);
    assert_int_equal(pseg_task_begin(&run, &settings, &error), 0);
    while (total.wrong && run.epoch < most) {
        assert_true(isfinite(pseg_task_epoch(&run)));
        pseg_task_test(&score, &run);
        total = pseg_task_sum(&score);
        assert_int_equal(total.asked, 210 * 8);
        assert_int_equal(score.asked[0] + score.asked[1], total.asked);
    }
    const long epochs = run.epoch;
    pseg_task_end(&run);
    return epochs;
}

static void every_family_learns_to_add(void **state)
{
    static const int cells[] = {PSEG_CELL_LSTM, PSEG_CELL_LSTM_RO_PLUS, PSEG_CELL_GRU,
                                PSEG_CELL_GRU_RR_TIMES, PSEG_CELL_MGU};
    (void)state;
    for (size_t i = 0; i < COUNT(cells); i++)
        if (epochs_until_right(cells[i], 60) == 60)
            fail_msg("%s still adds wrong", pseg_cells[cells[i]].name);
}

static void learn(float *parameters, int seed, int epochs)
{
    struct pseg_error error;
    struct pseg_task_run run;
    struct pseg_task_score score;
    struct pseg_task_settings settings = small(PSEG_CELL_GRU);
    settings.seed = seed;
    assert_int_equal(pseg_task_begin(&run, &settings, &error), 0);
    assert_true(run.net.n_parameters < 1000);
    for (int i = 0; i < epochs; i++) {
        pseg_task_epoch(&run);
        pseg_task_test(&score, &run);
    }
    memcpy(parameters, run.parameters, run.net.n_parameters * sizeof *parameters);
    pseg_task_end(&run);
}

static void a_run_depends_on_its_seed_alone(void **state)
{
    float a[1000] = {0}, again[1000] = {0}, other[1000] = {0};
    (void)state;
    for (int epochs = 0; epochs <= 2; epochs += 2) { /* initial values too */
        learn(a, 1, epochs);
        learn(again, 1, epochs);
        learn(other, 2, epochs);
        assert_memory_equal(a, again, sizeof a);
        assert_memory_not_equal(a, other, sizeof a);
    }
}

/* The paper's layers exactly: refined gates read the one-hot digits themselves, unless these are
 * embedded, for plain cells too. */
static void only_the_embedded_task_has_a_layer_below(void **state)
{
    struct pseg_error error;
    struct pseg_task_run run;
    (void)state;
    for (int cell = 0; cell < PSEG_N_CELLS; cell++) {
        struct pseg_task_settings settings = small(cell);
        assert_int_equal(pseg_task_begin(&run, &settings, &error), 0);
        assert_int_equal(run.net.n_layers, 2);
        assert_int_equal(run.net.layers[0].kind, PSEG_LAYER_RECURRENT);
        assert_int_equal(run.net.layers[0].in, 4);
        pseg_task_end(&run);
        settings.task = &pseg_task_adding_embedded;
        assert_int_equal(pseg_task_begin(&run, &settings, &error), 0);
        assert_int_equal(run.net.n_layers, 3);
        assert_int_equal(run.net.layers[0].kind, PSEG_LAYER_DENSE);
        pseg_task_end(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_of_adding_are_the_sum),
        cmocka_unit_test(counts_are_repetitions_of_the_last_digit_and_equally_likely),
        cmocka_unit_test(sequences_depend_on_seed_and_part_alone),
        cmocka_unit_test(gathered_digits_are_one_hot_and_in_order),
        cmocka_unit_test(class_loss_by_hand),
        cmocka_unit_test(huge_logits_do_not_overflow),
        cmocka_unit_test(nothing_asked_is_no_loss),
        cmocka_unit_test(the_first_of_equal_logits_is_the_answer),
        cmocka_unit_test(every_family_learns_to_add),
        cmocka_unit_test(a_run_depends_on_its_seed_alone),
        cmocka_unit_test(only_the_embedded_task_has_a_layer_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
