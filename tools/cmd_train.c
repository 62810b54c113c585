/* phoneseg train: learns a model from unlabelled speech. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "checkpoint.h"
#include "commands.h"
#include "progress.h"
#include "recipes.h"
#include "run.h"
#include "train_result.h"

struct run {
    const char *data, *out, *recipe, *config, *resume, *checkpoint, *curve;
    int stop_after;
    char *values[PSEG_N_SETTINGS]; /* texts given on the command line */
    int flags[PSEG_N_SETTINGS];    /* options without one */
    struct pseg_settings settings;
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

/* --------------------------------------------------------------------------------- settings -- */

enum { N_OWN = 8 };

static void describe_recipes(char *text, size_t room)
{
    size_t used = (size_t)snprintf(text, room, "settings that belong together:");
    for (int i = 0; i < PSEG_N_RECIPES && used < room; i++)
        used += (size_t)snprintf(text + used, room - used, "%s %s, %s", i ? ";" : "",
                                 pseg_recipes[i].name, pseg_recipes[i].about);
}

static int parse(struct run *run, int argc, const char **argv)
{
    static char help[PSEG_N_SETTINGS][512], recipe_help[512];
    describe_recipes(recipe_help, sizeof recipe_help);
    struct poptOption table[N_OWN + PSEG_N_SETTINGS + 1] = {
        {"data", 0, POPT_ARG_STRING, &run->data, 0, "folder of speech, searched for audio", "DIR"},
        {"out", 'o', POPT_ARG_STRING, &run->out, 0, "the model to write", "F.pseg"},
        {"recipe", 0, POPT_ARG_STRING, &run->recipe, 0, recipe_help, "NAME"},
        {"config", 0, POPT_ARG_STRING, &run->config, 0,
         "file of `name value` lines, the names being those of the options below", "F"},
        {"resume", 0, POPT_ARG_STRING, &run->resume, 0,
         "go on from this checkpoint, with its settings", "F"},
        {"checkpoint", 0, POPT_ARG_STRING, &run->checkpoint, 0,
         "where to keep one after each epoch (default: the model's name and .ckpt)", "F"},
        {"curve", 0, POPT_ARG_STRING, &run->curve, 0,
         "picture of the losses, png, svg or pdf (default: the model's name and .png)", "F"},
        {"stop-after", 0, POPT_ARG_INT, &run->stop_after, 0,
         "stop after so many epochs of this run, leaving a checkpoint", "N"},
    };
    for (int i = 0; i < PSEG_N_SETTINGS; i++) {
        const struct pseg_setting *t = &pseg_settings_table[i];
        char names[256] = "", initial[64];
        pseg_settings_default(&run->settings);
        pseg_setting_text(initial, sizeof initial, &run->settings, i);
        if (t->kind == PSEG_SETTING_NAME)
            pseg_setting_names(names, sizeof names, t);
        snprintf(help[i], sizeof help[i], "%s%s%s (%s)", t->help, *names ? ": " : "", names,
                 initial);
        const char *shape = t->kind == PSEG_SETTING_NAME ? "NAME" : "X";
        table[N_OWN + i] =
            t->kind == PSEG_SETTING_FLAG
                ? (struct poptOption){t->name, 0, POPT_ARG_NONE, &run->flags[i], 0, help[i], NULL}
                : (struct poptOption){t->name, 0,    POPT_ARG_STRING, &run->values[i], 0,
                                      help[i], shape};
    }
    struct options options;
    const char **rest = options_parse(&options, argc, argv, table);
    if (!rest)
        return -1;
    const char *stray = rest[0];
    if (stray)
        complain_usage("train", "what is '%s'? The folder goes after --data", stray);
    options_free(&options);
    return stray ? -1 : 0;
}

/* Settings of a resumed run stay as they were, save for the number of epochs. */
static int agrees(const struct run *run, const struct pseg_settings *given, int i)
{
    char was[64], is[64];
    pseg_setting_text(was, sizeof was, &run->settings, i);
    pseg_setting_text(is, sizeof is, given, i);
    if (strcmp(was, is) == 0 || strcmp(pseg_settings_table[i].name, "epochs") == 0)
        return 1;
    complain_usage("train", "--%s is %s, but the run of %s has %s", pseg_settings_table[i].name, is,
                   run->resume, was);
    return 0;
}

static int gather_settings(struct run *run)
{
    struct pseg_error error;
    struct pseg_settings given;
    pseg_settings_default(&given);
    if (run->resume && (run->config || run->recipe))
        return complain_usage("train", "--resume keeps the run's settings: leave --%s out",
                              run->config ? "config" : "recipe");
    if (run->recipe && pseg_settings_recipe(&given, run->recipe, &error))
        return complain_usage("train", "%s", error.text);
    if (run->resume && pseg_checkpoint_settings(&given, run->resume, &error))
        return complain("train", "%s", error.text);
    run->settings = given;
    if (run->config && pseg_settings_read(&given, run->config, &error))
        return complain("train", "%s", error.text);
    for (int i = 0; i < PSEG_N_SETTINGS; i++) {
        const char *value = run->flags[i] ? "1" : run->values[i];
        if (!value)
            continue;
        if (pseg_settings_set(&given, pseg_settings_table[i].name, value, &error))
            return complain_usage("train", "--%s", error.text);
        if (run->resume && !agrees(run, &given, i))
            return EXIT_USAGE;
    }
    if (run->resume && given.epochs != run->settings.epochs && given.schedule != PSEG_RATE_CONSTANT)
        return complain_usage("train",
                              "a cosine schedule is laid out for its %d epochs: "
                              "resume it with that number",
                              run->settings.epochs);
    if (pseg_settings_check(&given, &error))
        return complain_usage("train", "%s", error.text);
    run->settings = given;
    return EXIT_DONE;
}

static int check_usage(struct run *run)
{
    if (!run->data)
        return complain_usage("train", "say where the speech is: --data DIR");
    if (!run->out)
        return complain_usage("train", "say where the model goes: --out F.pseg");
    if (run->stop_after < 0)
        return complain_usage("train", "--stop-after is %d, which is no number of epochs",
                              run->stop_after);
    return gather_settings(run);
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
    fprintf(stderr, "epoch %3d/%d  loss %.4f  validation %.4f%s  %.1f s  %.0f k frames/s\n",
            t->epoch, t->settings.epochs, e->loss, e->validation,
            t->best_epoch == t->epoch ? " (best)" : "", seconds,
            run->dataset.train.seconds * 0.1 / seconds);
}

/* The epoch is over: its line, its checkpoint, the next one's bar. */
static int end_epoch(void *user, const struct pseg_trainer *t, struct pseg_error *error)
{
    struct run *run = user;
    pseg_progress_end(run->bar);
    run->bar = NULL;
    print_epoch(run);
    if (pseg_checkpoint_save(t, run->checkpoint_path, error))
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
    const int last = run->stop_after ? run->trainer.epoch + run->stop_after : 0;
    const int status = pseg_run_epochs(&run->trainer, last, &hooks, &error);
    pseg_progress_end(run->bar);
    run->bar = NULL;
    if (status < 0)
        return complain("train", "%s", error.text);
    if (status > 0)
        return complain("train", "interrupted in epoch %d; %s%s", run->trainer.epoch + 1,
                        run->trainer.epoch ? "go on with --resume " : "nothing was kept",
                        run->trainer.epoch ? run->checkpoint_path : "");
    return EXIT_DONE;
}

static int load_data(struct run *run)
{
    struct pseg_error error;
    const struct pseg_dataset *ds = &run->dataset;
    const struct pseg_load_hooks hooks = {report, show, run};
    start_bar(run);
    const int failed = pseg_dataset_load(&run->dataset, run->data, &run->settings, &hooks, &error);
    pseg_progress_end(run->bar);
    run->bar = NULL;
    if (failed)
        return complain("train", "%s", error.text);
    fprintf(stderr, "%.1f minutes to learn from, %.1f to validate, in %zu pieces\n",
            ds->train.seconds / 60, ds->validation.seconds / 60, ds->train.n + ds->validation.n);
    if (!ds->validation.n)
        fprintf(stderr, "nothing is kept for validation: its loss is that of training\n");
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
    const size_t n = strlen(run->out),
                 end = n > 5 && !strcmp(run->out + n - 5, ".pseg") ? n - 5 : n;
    if (run->curve)
        snprintf(run->curve_path, sizeof run->curve_path, "%s", run->curve);
    else
        snprintf(run->curve_path, sizeof run->curve_path, "%.*s.png", (int)end, run->out);
}

static int train(struct run *run)
{
    struct pseg_error error;
    char *checkpoint = run->checkpoint_path;
    snprintf(checkpoint, sizeof run->checkpoint_path, "%s%s",
             run->checkpoint ? run->checkpoint : run->out, run->checkpoint ? "" : ".ckpt");
    if (pseg_model_check_place(run->out, &error))
        return complain("train", "%s", error.text);
    name_curve(run);
    if (check_writable(run->out) || check_writable(checkpoint) || check_writable(run->curve_path))
        return EXIT_FAILED;
    if (pseg_trainer_init(&run->trainer, &run->settings, &run->dataset, &error))
        return complain("train", "%s", error.text);
    if (run->resume && pseg_checkpoint_load(&run->trainer, run->resume, &error))
        return complain("train", "%s", error.text);
    fprintf(stderr, "%zu parameters\n", run->trainer.net.n_parameters);
    if (pseg_trainer_finished(&run->trainer))
        fprintf(stderr, "all of its epochs were done already\n");

    const int status = run_epochs(run);
    if (status)
        return status;
    if (!pseg_trainer_finished(&run->trainer)) {
        fprintf(stderr, "stopped after epoch %d; go on with --resume %s\n", run->trainer.epoch,
                checkpoint);
        return run->dataset.failed ? EXIT_FAILED : EXIT_DONE;
    }
    if (save_result(&run->trainer, run->out, &error) ||
        draw_learning(&run->trainer, run->out, run->curve_path, &error))
        return complain("train", "%s", error.text);
    return run->dataset.failed ? EXIT_FAILED : EXIT_DONE;
}

int command_train(int argc, const char **argv)
{
    struct run *run = calloc(1, sizeof *run);
    if (!run)
        return complain("train", "out of memory");
    int status = parse(run, argc, argv) ? EXIT_USAGE : check_usage(run);
    if (!status)
        status = load_data(run);
    if (!status)
        status = train(run);
    pseg_trainer_free(&run->trainer);
    pseg_dataset_free(&run->dataset);
    for (int i = 0; i < PSEG_N_SETTINGS; i++)
        free(run->values[i]);
    const char *const texts[] = {run->data,       run->out,    run->config, run->resume,
                                 run->checkpoint, run->recipe, run->curve};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free((void *)texts[i]); /* popt's copies of the arguments */
    free(run);
    return status;
}
