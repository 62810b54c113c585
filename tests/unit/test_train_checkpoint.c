/* Checkpoints: a resumed run ends as an uninterrupted one, and nothing else is taken for one. */
#include "checkpoint.h"

#include <stdio.h>
#include <unistd.h>

#include "small_run.h"

static char folder[] = "/tmp/phoneseg-test-XXXXXX";
static char path[64];

static int set_up(void **state)
{
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/run.ckpt", folder);
    return make_small_data(state);
}

static int tear_down(void **state)
{
    free_small_data(state);
    unlink(path);
    return rmdir(folder);
}

static void resumed_run_equals_an_uninterrupted_one(void **state)
{
    struct pseg_trainer whole, first, second;
    const struct pseg_settings s = small_settings();
    struct pseg_settings kept;
    struct pseg_error error;
    (void)state;
    start(&whole, &s);
    run_epochs(&whole, 6);
    start(&first, &s);
    run_epochs(&first, 3);
    assert_int_equal(pseg_checkpoint_save(&first, path, &error), 0);
    assert_int_equal(pseg_checkpoint_settings(&kept, path, &error), 0);
    assert_memory_equal(&kept, &s, sizeof s);
    start(&second, &kept);
    assert_int_equal(pseg_checkpoint_load(&second, path, &error), 0);
    assert_int_equal(second.epoch, 3);
    run_epochs(&second, 6);
    assert_same_weights(&whole, &second);
    assert_memory_equal(whole.history, second.history, 6 * sizeof *whole.history);
    pseg_trainer_free(&whole);
    pseg_trainer_free(&first);
    pseg_trainer_free(&second);
}

static void resumed_run_keeps_its_best_epoch(void **state)
{
    struct pseg_trainer whole, first, second;
    struct pseg_settings s = small_settings();
    struct pseg_error error;
    (void)state;
    s.rate = 0.3; /* so high that the best epoch comes early */
    s.schedule = PSEG_RATE_CONSTANT;
    s.epochs = 60;
    s.patience = 4;
    s.bptt = 9;
    start(&whole, &s);
    run_epochs(&whole, 60);
    start(&first, &s);
    run_epochs(&first, whole.best_epoch + 2);
    assert_int_equal(first.best_epoch, whole.best_epoch);
    assert_int_equal(pseg_checkpoint_save(&first, path, &error), 0);
    start(&second, &s);
    assert_int_equal(pseg_checkpoint_load(&second, path, &error), 0);
    run_epochs(&second, 60);
    assert_int_equal(second.epoch, whole.epoch);
    assert_int_equal(second.best_epoch, whole.best_epoch);
    assert_same_weights(&whole, &second);
    pseg_trainer_free(&whole);
    pseg_trainer_free(&first);
    pseg_trainer_free(&second);
}

/* A checkpoint whose checksum is right, but which no run has written. */
static void nonsense_in_a_checkpoint_is_refused(void **state)
{
    struct pseg_trainer t;
    const struct pseg_settings s = small_settings();
    struct pseg_settings kept;
    struct pseg_error error;
    (void)state;
    start(&t, &s);
    run_epochs(&t, 2);
    t.best_epoch = 1000000;
    assert_int_equal(pseg_checkpoint_save(&t, path, &error), 0);
    assert_int_equal(pseg_checkpoint_settings(&kept, path, &error), -1);
    t.best_epoch = 1;
    t.settings.hidden = 100000;
    assert_int_equal(pseg_checkpoint_save(&t, path, &error), 0);
    assert_int_equal(pseg_checkpoint_settings(&kept, path, &error), -1);
    t.settings.hidden = s.hidden;
    assert_int_equal(pseg_checkpoint_save(&t, path, &error), 0);
    assert_int_equal(pseg_checkpoint_settings(&kept, path, &error), 0);
    pseg_trainer_free(&t);
}

/* Cuts the file off at every length, and flips bits all over it. */
static void damaged_checkpoint_is_refused(void **state)
{
    static unsigned char bytes[200000];
    struct pseg_trainer t;
    struct pseg_settings s = small_settings(), kept;
    struct pseg_error error;
    (void)state;
    start(&t, &s);
    run_epochs(&t, 1);
    assert_int_equal(pseg_checkpoint_save(&t, path, &error), 0);
    FILE *f = fopen(path, "rb");
    const size_t size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    assert_in_range(size, 1000, sizeof bytes - 1);
    for (size_t at = 0; at < size; at += size / 97) {
        for (int cut = 0; cut < 2; cut++) {
            bytes[at] ^= 0x40;
            f = fopen(path, "wb");
            fwrite(bytes, 1, cut ? at : size, f);
            fclose(f);
            bytes[at] ^= 0x40;
            if (pseg_checkpoint_settings(&kept, path, &error) == 0 &&
                pseg_checkpoint_load(&t, path, &error) == 0)
                fail_msg("byte %zu %s: loaded all the same", at, cut ? "and on cut" : "flipped");
            assert_true(strlen(error.text) > 10);
        }
    }
    pseg_trainer_free(&t);
}

static void other_audio_is_refused(void **state)
{
    struct pseg_trainer t;
    const struct pseg_settings s = small_settings();
    struct pseg_error error;
    (void)state;
    start(&t, &s);
    run_epochs(&t, 1);
    assert_int_equal(pseg_checkpoint_save(&t, path, &error), 0);
    small_data.fingerprint++;
    assert_int_equal(pseg_checkpoint_load(&t, path, &error), -1);
    small_data.fingerprint--;
    assert_non_null(strstr(error.text, "other audio"));
    pseg_trainer_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resumed_run_equals_an_uninterrupted_one),
        cmocka_unit_test(resumed_run_keeps_its_best_epoch),
        cmocka_unit_test(nonsense_in_a_checkpoint_is_refused),
        cmocka_unit_test(damaged_checkpoint_is_refused),
        cmocka_unit_test(other_audio_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
