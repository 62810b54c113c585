/* What a batch teaches: the same in any groups of its columns; in chunks of frames, from one to the
 * next of which the state goes on; and no more than clipping lets through. */
#include "run_batch.h"

#include "small_run.h"

/* Marks as a teacher would have set them; and none again. */
static void teach(void)
{
    for (size_t i = 0; i < small_data.train.n; i++) {
        struct pseg_utterance *u = &small_data.train.utterances[i];
        u->n_marks = 3;
        u->marks = calloc(3, sizeof *u->marks);
        for (int k = 0; k < 3; k++)
            u->marks[k] =
                (struct pseg_mark){.at = 5.3f + 11 * (float)k + 0.3f * (float)i, .likely = 1};
    }
}

static void forget(void)
{
    for (size_t i = 0; i < small_data.train.n; i++) {
        free(small_data.train.utterances[i].marks);
        small_data.train.utterances[i].marks = NULL;
        small_data.train.utterances[i].n_marks = 0;
    }
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

/* No group is larger than what a cache holds, and all are of about the same size; chunks need the
 * whole batch in one. */
static void groups_fit_the_cache_unless_training_is_truncated(void **state)
{
    static const struct {
        int batch, bptt, columns;
    } cases[] = {{8, 0, 8}, {9, 0, 5}, {16, 0, 8}, {32, 0, 8}, {10, 7, 10}};
    struct pseg_settings s = small_settings();
    struct pseg_trainer t;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        s.batch = cases[i].batch;
        s.bptt = cases[i].bptt;
        start(&t, &s);
        assert_int_equal(t.group_size, cases[i].columns);
        pseg_trainer_free(&t);
    }
}

/* With a rate of next to nothing the losses of a cut and of a whole run are the same, if the state
 * goes on from chunk to chunk: of a batch, too, that would be two groups if it were not cut. */
static void the_state_goes_on_from_chunk_to_chunk(void **state)
{
    struct pseg_trainer whole, cut;
    struct pseg_settings s = small_settings();
    (void)state;
    s.rate = 1e-9;
    s.dropout = 0;
    s.batch = UTTERANCES;
    start(&whole, &s);
    assert_true(whole.group_size < UTTERANCES);
    s.bptt = 7;
    start(&cut, &s);
    run_epochs(&whole, 1);
    run_epochs(&cut, 1);
    check_near(cut.history[0].loss, whole.history[0].loss, 1e-6, "loss", 0);
    check_near(cut.history[0].validation, whole.history[0].validation, 1e-6, "validation", 0);
    pseg_trainer_free(&whole);
    pseg_trainer_free(&cut);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_learn_what_the_whole_batch_does),
        cmocka_unit_test(the_prediction_counts_rpm_times),
        cmocka_unit_test(groups_fit_the_cache_unless_training_is_truncated),
        cmocka_unit_test(the_state_goes_on_from_chunk_to_chunk),
        cmocka_unit_test(truncation_learns_and_a_long_chunk_is_none),
        cmocka_unit_test(gradients_are_clipped),
    };
    return cmocka_run_group_tests(tests, make_small_data, free_small_data);
}
