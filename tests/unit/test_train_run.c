/* Whole training runs, small ones: repeatable to the last bit, resumable, and they learn. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "checkpoint.h"
#include "synth.h"

enum { UTTERANCES = 10, KEPT = 3, SAMPLES = 8000, STEP = 400 };

/* UTTERANCES recordings of rising length; those of validation are others. */
static void make_part(struct pseg_part *part, int n, uint32_t seed)
{
    memset(part, 0, sizeof *part);
    part->utterances = calloc((size_t)n, sizeof *part->utterances);
    part->n = (size_t)n;
    for (int i = 0; i < n; i++) {
        struct pseg_utterance *u = &part->utterances[i];
        float audio[SAMPLES + UTTERANCES * STEP];
        u->n = (size_t)(SAMPLES + i * STEP);
        u->frames = (int)((u->n - 400) / 160) + 1;
        u->stream = seed * 100 + (uint64_t)i;
        u->samples = malloc(u->n * sizeof *u->samples);
        synth_speech(audio, u->n, seed * 100 + (uint32_t)i);
        for (size_t k = 0; k < u->n; k++)
            u->samples[k] = (int16_t)(20000 * audio[k]);
        part->seconds += (double)u->n / 16000;
    }
}

static struct pseg_dataset data;
static char folder[] = "/tmp/phoneseg-test-XXXXXX";
static char path[64];

static int set_up(void **state)
{
    (void)state;
    make_part(&data.train, UTTERANCES, 1);
    make_part(&data.validation, KEPT, 2);
    data.fingerprint = 42;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/run.ckpt", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    struct pseg_part *parts[2] = {&data.train, &data.validation};
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < parts[i]->n; k++)
            free(parts[i]->utterances[k].samples);
        free(parts[i]->utterances);
    }
    unlink(path);
    return rmdir(folder);
}

static struct pseg_settings small_settings(void)
{
    struct pseg_settings s;
    pseg_settings_default(&s);
    s.mel = 10;
    s.ceps = 0;
    s.dense = 8;
    s.hidden = 6;
    s.batch = 4;
    s.epochs = 6;
    s.rate = 0.01;
    return s;
}

static void start(struct pseg_trainer *t, const struct pseg_settings *s)
{
    struct pseg_error error;
    if (pseg_trainer_init(t, s, &data, &error))
        fail_msg("%s", error.text);
}

static void run_epochs(struct pseg_trainer *t, int last)
{
    struct pseg_error error;
    while (!pseg_trainer_finished(t) && t->epoch < last)
        if (pseg_trainer_epoch(t, NULL, NULL, &error))
            fail_msg("%s", error.text);
}

static void assert_same_weights(const struct pseg_trainer *a, const struct pseg_trainer *b)
{
    assert_memory_equal(a->parameters, b->parameters, a->net.n_parameters * sizeof(float));
    assert_memory_equal(a->best, b->best, a->net.n_parameters * sizeof(float));
}

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
    data.fingerprint++;
    assert_int_equal(pseg_checkpoint_load(&t, path, &error), -1);
    data.fingerprint--;
    assert_non_null(strstr(error.text, "other audio"));
    pseg_trainer_free(&t);
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

/* One frame of learning at a time is another walk, but it too learns; a chunk longer than any
 * utterance is no chunk at all. */
static void truncation_learns_and_a_long_chunk_is_none(void **state)
{
    struct pseg_trainer whole, longer, cut;
    struct pseg_settings s = small_settings();
    (void)state;
    start(&whole, &s);
    s.bptt = 100000;
    start(&longer, &s);
    s.bptt = 7;
    start(&cut, &s);
    run_epochs(&whole, 6);
    run_epochs(&longer, 6);
    run_epochs(&cut, 6);
    assert_same_weights(&whole, &longer);
    assert_memory_not_equal(whole.parameters, cut.parameters,
                            whole.net.n_parameters * sizeof(float));
    assert_true(cut.history[5].validation < 0.8 * cut.history[0].validation);
    pseg_trainer_free(&whole);
    pseg_trainer_free(&longer);
    pseg_trainer_free(&cut);
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
        cmocka_unit_test(resumed_run_equals_an_uninterrupted_one),
        cmocka_unit_test(damaged_checkpoint_is_refused),
        cmocka_unit_test(other_audio_is_refused),
        cmocka_unit_test(loss_falls),
        cmocka_unit_test(truncation_learns_and_a_long_chunk_is_none),
        cmocka_unit_test(patience_ends_the_run_and_keeps_the_best),
        cmocka_unit_test(an_epoch_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
