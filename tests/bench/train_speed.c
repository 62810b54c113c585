/* One side of train_speed.py: learns epoch after epoch, and before each writes the epoch's batches,
 * for another program to learn the same from. To stdout, all little-endian as on any PC:
 *
 *   int32    parameters of the network, epochs
 *   then for each epoch:
 *     batches: int32 steps, batch, features; int32 lengths[batch]; float x[steps][batch][features],
 *              float targets[steps][batch]
 *     int32    0, 0, 0
 *     double   loss, [s of processor time] of learning alone, and with the making of batches
 *
 *   train_speed FOLDER [SETTING VALUE]... */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "trainer.h"

static int fail(const char *sentence)
{
    fprintf(stderr, "train_speed: %s\n", sentence);
    return EXIT_FAILURE;
}

static void report(void *user, const char *sentence)
{
    (void)user;
    fail(sentence);
}

static int go_on(void *user, double done)
{
    (void)user;
    (void)done;
    return 0;
}

static void write_batch(const struct pseg_batch *b, int n_features)
{
    const int32_t head[3] = {b->steps, b->batch, n_features};
    const size_t rows = (size_t)b->steps * (size_t)b->batch;
    fwrite(head, sizeof *head, 3, stdout);
    fwrite(b->lengths, sizeof *b->lengths, (size_t)b->batch, stdout);
    fwrite(b->x, sizeof *b->x, rows * (size_t)n_features, stdout);
    fwrite(b->targets, sizeof *b->targets, rows, stdout);
}

/* The very batches that the next epoch learns from: they depend on nothing but its number. */
static void write_batches(struct pseg_trainer *t)
{
    const int32_t end[3] = {0};
    const struct pseg_batch *b;
    pseg_batches_start(&t->train, t->parameters + t->net.tensors[t->net.mean].offset,
                       t->parameters[t->net.tensors[t->net.gain].offset], t->epoch + 1);
    while ((b = pseg_batches_next(&t->train)))
        write_batch(b, t->net.n_features);
    fwrite(end, sizeof *end, 3, stdout);
    fflush(stdout);
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int run_epoch(struct pseg_trainer *t, struct pseg_error *error)
{
    write_batches(t);
    const double own = seconds(CLOCK_THREAD_CPUTIME_ID), all = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (pseg_trainer_epoch(t, NULL, NULL, error))
        return -1;
    const double result[3] = {t->history[t->epoch - 1].loss, seconds(CLOCK_THREAD_CPUTIME_ID) - own,
                              seconds(CLOCK_PROCESS_CPUTIME_ID) - all};
    fwrite(result, sizeof *result, 3, stdout);
    return fflush(stdout) ? pseg_fail(error, "nobody reads the batches") : 0;
}

static int run(struct pseg_trainer *t, struct pseg_error *error)
{
    const int32_t head[2] = {(int32_t)t->net.n_parameters, t->settings.epochs};
    fwrite(head, sizeof *head, 2, stdout);
    while (t->epoch < t->settings.epochs)
        if (run_epoch(t, error))
            return -1;
    return 0;
}

int main(int argc, char **argv)
{
    struct pseg_settings settings;
    struct pseg_dataset dataset;
    struct pseg_trainer trainer;
    struct pseg_error error;
    const struct pseg_load_hooks hooks = {report, go_on, NULL};
    const struct pseg_labels_wanted labels = {NULL, 0};
    if (argc < 2 || argc % 2)
        return fail("usage: train_speed FOLDER [SETTING VALUE]...");
    pseg_settings_default(&settings);
    for (int i = 2; i < argc; i += 2)
        if (pseg_settings_set(&settings, argv[i], argv[i + 1], &error))
            return fail(error.text);
    if (pseg_dataset_load(&dataset, argv[1], &settings, &labels, &hooks, &error))
        return fail(error.text);
    if (pseg_trainer_init(&trainer, &settings, &dataset, &error) || run(&trainer, &error))
        return fail(error.text);
    pseg_trainer_free(&trainer);
    pseg_dataset_free(&dataset);
    return EXIT_SUCCESS;
}
