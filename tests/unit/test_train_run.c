/* Whole training runs, small ones: repeatable to the last bit, they learn, and they end. */
#include "small_run.h"

static void same_seed_gives_the_same_weights(void **state)
{
    struct pseg_trainer a, b, c;
    struct pseg_settings s = small_settings();
    (void)state;
    start(&a, &s);
    start(&b, &s);
    s.seed = 2;
    start(&c, &s);
    run_epochs(&a, 6);
    run_epochs(&b, 6);
    run_epochs(&c, 6);
    assert_same_weights(&a, &b);
    assert_memory_not_equal(a.parameters, c.parameters, a.net.n_parameters * sizeof(float));
    pseg_trainer_free(&a);
    pseg_trainer_free(&b);
    pseg_trainer_free(&c);
}

static void loss_falls(void **state)
{
    struct pseg_trainer t;
    struct pseg_settings s = small_settings();
    (void)state;
    s.noise = 0;
    s.dropout = 0;
    s.epochs = 12;
    start(&t, &s);
    run_epochs(&t, 12);
    assert_true(t.history[11].loss < 0.5 * t.history[0].loss);
    assert_true(t.history[11].validation < 0.6 * t.history[0].validation);
    pseg_trainer_free(&t);
}

/* A rate so high that the validation loss soon stops falling. */
static void patience_ends_the_run_and_keeps_the_best(void **state)
{
    struct pseg_trainer t;
    struct pseg_settings s = small_settings();
    (void)state;
    s.rate = 0.3;
    s.schedule = PSEG_RATE_CONSTANT;
    s.epochs = 200;
    s.patience = 3;
    start(&t, &s);
    run_epochs(&t, 200);
    assert_true(t.epoch < 200);
    assert_int_equal(t.epoch, t.best_epoch + 3);
    for (int i = 0; i < t.epoch; i++)
        assert_true(t.history[t.best_epoch - 1].validation <= t.history[i].validation);
    assert_ptr_equal(pseg_trainer_result(&t), t.best);
    pseg_trainer_free(&t);
}

static int stop_at_once(void *user, const struct pseg_trainer *t, double done)
{
    (void)user;
    (void)t;
    return done > 0;
}

static void an_epoch_can_be_stopped(void **state)
{
    struct pseg_trainer t;
    const struct pseg_settings s = small_settings();
    struct pseg_error error;
    (void)state;
    start(&t, &s);
    assert_int_equal(pseg_trainer_epoch(&t, stop_at_once, NULL, &error), 1);
    assert_int_equal(t.epoch, 0);
    pseg_trainer_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_gives_the_same_weights),
        cmocka_unit_test(loss_falls),
        cmocka_unit_test(patience_ends_the_run_and_keeps_the_best),
        cmocka_unit_test(an_epoch_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, make_small_data, free_small_data);
}
