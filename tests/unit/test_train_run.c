/* Whole training runs, small ones: repeatable to the last bit, resumable, and they learn. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "checkpoint.h"
#include "run_batch.h"
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

/* Marks as a teacher would have set them; and none again. */
static void teach(void)
{
    for (size_t i = 0; i < data.train.n; i++) {
        struct pseg_utterance *u = &data.train.utterances[i];
        u->n_marks = 3;
        u->marks = calloc(3, sizeof *u->marks);
        for (int k = 0; k < 3; k++)
            u->marks[k] =
                (struct pseg_mark){.at = 5.3f + 11 * (float)k + 0.3f * (float)i, .likely = 1};
    }
}

static void forget(void)
{
    for (size_t i = 0; i < data.train.n; i++) {
        free(data.train.utterances[i].marks);
        data.train.utterances[i].marks = NULL;
        data.train.utterances[i].n_marks = 0;
    }
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

/* A readout's, of a batch whose last columns are empty. */
static struct pseg_settings settings_of_groups(void)
{
    struct pseg_settings s = small_settings();
    s.teacher = PSEG_TEACHER_TRANSITION;
    s.topology = PSEG_TOPOLOGY_RPM2;
    s.readout_state = 1;
    s.dropout = 0.3;
    s.clip = 0;
    s.batch = 8;
    return s;
}

/* The gradient of batch `number`, in t, and its loss, in groups of so many columns. */
static double learn_in_groups(struct pseg_trainer *t, const struct pseg_settings *s, int columns,
                              int number)
{
    const struct pseg_batch *b;
    struct pseg_pass pass = {0, 0};
    struct pseg_error error;
    start(t, s);
    assert_int_equal(t->group_size, s->batch);
    t->group_size = columns;
    pseg_batches_start(&t->train, t->parameters + t->net.tensors[t->net.mean].offset,
                       t->parameters[t->net.tensors[t->net.gain].offset], 0);
    do
        b = pseg_batches_next(&t->train);
    while (number--);
    for (int i = 0; i < b->batch; i++)
        pseg_random_seed(&t->drawer[i], 1, (uint64_t)i);
    assert_int_equal(pseg_run_batch(&pass, t, b, b->steps, 0.01, t->drawer, &error), 0);
    assert_true(pass.frames > 0);
    return pass.sum / pass.frames;
}

/* Groups add up to the batch, a last one that is smaller or has no utterances too. */
static void groups_learn_what_the_whole_batch_does(void **state)
{
    static const int sizes[] = {4, 3, 1};
    const struct pseg_settings s = settings_of_groups();
    struct pseg_trainer whole, groups;
    (void)state;
    teach();
    for (int number = 0; number < 2; number++) {
        const double loss = learn_in_groups(&whole, &s, 8, number);
        for (int i = 0; i < 3; i++) {
            check_near(learn_in_groups(&groups, &s, sizes[i], number), loss, 1e-6, "loss",
                       sizes[i]);
            for (size_t k = 0; k < whole.net.n_parameters; k++)
                check_near((double)groups.gradient[k], (double)whole.gradient[k], 1e-6, "gradient",
                           (long)k);
            pseg_trainer_free(&groups);
        }
        pseg_trainer_free(&whole);
    }
    forget();
}

/* Each loss is a mean over its own frames: of features of variance 1, which a network that has
 * learned nothing predicts as badly as by their mean, or somewhat worse. */
static void the_prediction_counts_rpm_times(void **state)
{
    struct pseg_settings s = settings_of_groups();
    struct pseg_trainer t;
    double loss[2];
    (void)state;
    teach();
    for (int i = 0; i < 2; i++) {
        s.rpm = 2 * i;
        loss[i] = learn_in_groups(&t, &s, 3, 0);
        pseg_trainer_free(&t);
    }
    check_near(loss[0], 0.6931, 0.01, "cross-entropy of a readout of zeros", 0);
    check_near((loss[1] - loss[0]) / 2, 1.3, 0.4, "prediction", 0);
    forget();
}

/* With a rate of next to nothing the losses of a cut and of a whole run are the same, if the state
 * goes on from chunk to chunk. */
static void the_state_goes_on_from_chunk_to_chunk(void **state)
{
    struct pseg_trainer whole, cut;
    struct pseg_settings s = small_settings();
    (void)state;
    s.rate = 1e-9;
    s.dropout = 0;
    start(&whole, &s);
    s.bptt = 7;
    start(&cut, &s);
    run_epochs(&whole, 1);
    run_epochs(&cut, 1);
    check_near(cut.history[0].loss, whole.history[0].loss, 1e-6, "loss", 0);
    check_near(cut.history[0].validation, whole.history[0].validation, 1e-6, "validation", 0);
    pseg_trainer_free(&whole);
    pseg_trainer_free(&cut);
}

static void gradients_are_clipped(void **state)
{
    struct pseg_trainer wide, narrow;
    struct pseg_settings s = small_settings();
    (void)state;
    s.clip = 0;
    start(&wide, &s);
    s.clip = 1e-9; /* as small as Adam's epsilon: the steps shrink */
    start(&narrow, &s);
    run_epochs(&wide, 1);
    run_epochs(&narrow, 1);
    assert_true(narrow.history[0].validation > 1.02 * wide.history[0].validation);
    pseg_trainer_free(&wide);
    pseg_trainer_free(&narrow);
}

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
        cmocka_unit_test(resumed_run_keeps_its_best_epoch),
        cmocka_unit_test(nonsense_in_a_checkpoint_is_refused),
        cmocka_unit_test(the_state_goes_on_from_chunk_to_chunk),
        cmocka_unit_test(gradients_are_clipped),
        cmocka_unit_test(batches_are_shuffled),
        cmocka_unit_test(features_are_measured_over_all_dimensions),
        cmocka_unit_test(damaged_checkpoint_is_refused),
        cmocka_unit_test(other_audio_is_refused),
        cmocka_unit_test(loss_falls),
        cmocka_unit_test(groups_learn_what_the_whole_batch_does),
        cmocka_unit_test(the_prediction_counts_rpm_times),
        cmocka_unit_test(truncation_learns_and_a_long_chunk_is_none),
        cmocka_unit_test(patience_ends_the_run_and_keeps_the_best),
        cmocka_unit_test(an_epoch_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
