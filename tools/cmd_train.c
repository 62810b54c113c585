/* phoneseg train: learns a model from unlabelled speech. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "blas.h"
#include "checkpoint.h"
#include "commands.h"
#include "progress.h"
#include "ranks.h"
#include "run.h"
#include "train_options.h"
#include "train_result.h"

struct run {
    struct train_options options;
    struct pseg_dataset dataset;
    struct pseg_trainer trainer;
    struct pseg_progress *bar;
    double shown; /* share of the epoch that the bar has */
    double began; /* [s] of this epoch */
    char checkpoint_path[4096];
    char curve_path[4096];
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ------------------------------------------------------------------------------------- run -- */

static void report(void *user, const char *sentence)
{
    const struct run *run = user;
    pseg_progress_clear(run->bar);
    complain("train", "%s", sentence);
}

static void start_bar(struct run *run)
{
    run->bar = pseg_progress_start(1);
    run->shown = 0;
}

static int show(void *user, double done)
{
    struct run *run = user;
    pseg_progress_add(run->bar, done - run->shown);
    run->shown = done;
    return interrupted;
}

static int show_epoch(void *user, const struct pseg_trainer *t, double done)
{
    (void)t;
    return show(user, done);
}

static void print_epoch(const struct run *run)
{
    const struct pseg_trainer *t = &run->trainer;
    const struct pseg_epoch *e = &t->history[t->epoch - 1];
    const double seconds = now() - run->began;
    inform("epoch %3d/%d  loss %.4f  validation %.4f%s  %.1f s  %.0f k frames/s", t->epoch,
           t->settings.epochs, e->loss, e->validation, t->best_epoch == t->epoch ? " (best)" : "",
           seconds, run->dataset.train.seconds * 0.1 / seconds);
}

/* The epoch is over: its line, its checkpoint, which all ranks wait for, the next one's bar. */
static int end_epoch(void *user, const struct pseg_trainer *t, struct pseg_error *error)
{
    struct run *run = user;
    pseg_progress_end(run->bar);
    run->bar = NULL;
    print_epoch(run);
    if (!pseg_rank() && pseg_checkpoint_save(t, run->checkpoint_path, error))
        return -1;
    run->began = now();
    start_bar(run);
    return 0;
}

static int run_epochs(struct run *run)
{
    struct pseg_error error;
    const struct pseg_run_hooks hooks = {show_epoch, end_epoch, run};
    run->began = now();
    start_bar(run);
    const int last = run->options.stop_after ? run->trainer.epoch + run->options.stop_after : 0;
    const int status = pseg_run_epochs(&run->trainer, last, &hooks, &error);
    pseg_progress_end(run->bar);
    run->bar = NULL;
    const int kept = run->trainer.epoch > 0;
    if (status < 0)
        return complain("train", "%s%s%s", error.text, kept ? "; go on with --resume " : "",
                        kept ? run->checkpoint_path : "");
    if (status > 0)
        return complain("train", "interrupted in epoch %d; %s%s", run->trainer.epoch + 1,
                        kept ? "go on with --resume " : "nothing was kept",
                        kept ? run->checkpoint_path : "");
    return EXIT_DONE;
}

/* Better missed now than when hours of recordings have been read. */
static int load_blas(void)
{
    struct pseg_error error;
    return pseg_blas_open(&error) ? complain("train", "%s", error.text) : EXIT_DONE;
}

static int load_data(struct run *run)
{
    struct pseg_error error;
    const struct pseg_dataset *ds = &run->dataset;
    const struct pseg_load_hooks hooks = {report, show, run};
    start_bar(run);
    const int failed = pseg_dataset_load(&run->dataset, run->options.data, &run->options.settings,
                                         &run->options.labels, &hooks, &error);
    pseg_progress_end(run->bar);
    run->bar = NULL;
    if (failed)
        return complain("train", "%s", error.text);
    inform("%.1f minutes to learn from, %.1f to validate, in %zu pieces", ds->train.seconds / 60,
           ds->validation.seconds / 60, ds->train.n + ds->validation.n);
    if (!ds->validation.n)
        inform("nothing is kept for validation: its loss is that of training");
    return EXIT_DONE;
}

/* Better now than after an hour of training. */
static int check_writable(const char *path)
{
    struct pseg_error error;
    struct pseg_output *o = pseg_output_open(path, &error);
    if (!o)
        return complain("train", "%s", error.text);
    pseg_output_abandon(o);
    return EXIT_DONE;
}

/* The model's name with .png in place of its own ending, unless another is asked for. */
static void name_curve(struct run *run)
{
    const size_t n = strlen(run->options.out),
                 end = n > 5 && !strcmp(run->options.out + n - 5, ".pseg") ? n - 5 : n;
    if (run->options.curve)
        snprintf(run->curve_path, sizeof run->curve_path, "%s", run->options.curve);
    else
        snprintf(run->curve_path, sizeof run->curve_path, "%.*s.png", (int)end, run->options.out);
}

static int train(struct run *run)
{
    struct pseg_error error;
    char *checkpoint = run->checkpoint_path;
    snprintf(checkpoint, sizeof run->checkpoint_path, "%s%s",
             run->options.checkpoint ? run->options.checkpoint : run->options.out,
             run->options.checkpoint ? "" : ".ckpt");
    if (pseg_model_check_place(run->options.out, &error))
        return complain("train", "%s", error.text);
    name_curve(run);
    if (!pseg_rank() && (check_writable(run->options.out) || check_writable(checkpoint) ||
                         check_writable(run->curve_path)))
        return EXIT_FAILED;
    if (pseg_trainer_init(&run->trainer, &run->options.settings, &run->dataset, &error))
        return complain("train", "%s", error.text);
    if (run->options.from && pseg_run_adopt(&run->trainer, &run->options.model, &error))
        return complain("train", "--from %s: %s", run->options.from, error.text);
    if (run->options.resume && pseg_checkpoint_load(&run->trainer, run->options.resume, &error))
        return complain("train", "%s", error.text);
    inform("%zu parameters", run->trainer.net.n_parameters);
    if (pseg_trainer_finished(&run->trainer))
        inform("all of its epochs were done already");

    const int status = run_epochs(run);
    if (status)
        return status;
    if (!pseg_trainer_finished(&run->trainer)) {
        inform("stopped after epoch %d; go on with --resume %s", run->trainer.epoch, checkpoint);
        return run->dataset.failed ? EXIT_FAILED : EXIT_DONE;
    }
    if (save_result(&run->trainer, run->options.out, &error) ||
        (pseg_rank() == 0 &&
         draw_learning(&run->trainer, run->options.out, run->curve_path, &error)))
        return complain("train", "%s", error.text);
    return run->dataset.failed ? EXIT_FAILED : EXIT_DONE;
}

int command_train(int argc, const char **argv)
{
    struct run *run = calloc(1, sizeof *run);
    if (!run)
        return complain("train", "out of memory");
    int status = train_options_parse(&run->options, argc, argv)
                     ? EXIT_USAGE
                     : train_options_check(&run->options);
    if (!status)
        status = load_blas();
    if (!status)
        status = load_data(run);
    if (!status)
        status = train(run);
    pseg_trainer_free(&run->trainer);
    pseg_dataset_free(&run->dataset);
    train_options_free(&run->options);
    free(run);
    return status;
}
