/* phoneseg reproduce: trains and scores what the papers' tables list. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "folders.h"
#include "parallel.h"
#include "random.h"
#include "reproduce.h"
#include "reproduce_pictures.h"
#include "reproduce_work.h"

const char reproduce_details[] =
    "Learns from TRAIN and scores on TEST where DIR is TIMIT as the LDC ships it, or holds it in "
    "a\n"
    "folder TIMIT; else DIR is any folder of audio with label files beside it, and --train says "
    "where\nto learn from, which needs no labels (default: the same folder).\n\n"
    "Into OUT: reproduce.md, results.csv, curves.csv, pictures, and in runs/ what each system and\n"
    "seed gave. What is there already, with the same settings and recordings, is not done again:\n"
    "after an interruption the same command goes on.\n\n"
    "Systems for --only: tables gates, approaches, cells; networks ae-lstm, ae-gru, rpm2-gru,\n"
    "rpm4-gru, cell:NAME (see `phoneseg cells`); baselines hac, transition, periodic-80, "
    "periodic-40.\n";

struct request {
    char *data, *tier, *train, *only, *snr_text, *seeds_text, *jobs_text, *epochs_text, *batch_text,
        *rate_text;
    char *task, *out, *cells;
    char **sets; /* NAME=VALUE, NULL at the end */
    int quick, streaming;
    int seeds, jobs, epochs, batch; /* 0: not given */
    double rate, snr;
};

static int parse(struct request *q, int argc, const char **argv)
{
    const struct poptOption table[] = {
        {"data", 0, POPT_ARG_STRING, &q->data, 0, "TIMIT, or labelled recordings", "DIR"},
        {"tier", 0, POPT_ARG_STRING, &q->tier, 0,
         "of label files with tiers (the only one, or the first with 'phon' in its name)", "NAME"},
        {"out", 'o', POPT_ARG_STRING, &q->out, 0, "folder of the results", "DIR"},
        {"train", 0, POPT_ARG_STRING, &q->train, 0, "speech to learn from", "DIR"},
        {"seeds", 0, POPT_ARG_STRING, &q->seeds_text, 0, "of each network (3)", "N"},
        {"only", 0, POPT_ARG_STRING, &q->only, 0, "these systems or tables, commas between",
         "LIST"},
        {"quick", 0, POPT_ARG_NONE, &q->quick, 0,
         "two minutes: little audio, one seed, few epochs; the figures mean nothing", NULL},
        {"streaming", 0, POPT_ARG_NONE, &q->streaming, 0,
         "tables 1 and 2 with the causal settings of a detector too", NULL},
        {"set", 0, POPT_ARG_ARGV, &q->sets, 0,
         "a setting of all networks, as `phoneseg help train` names it; may be repeated",
         "NAME=VALUE"},
        {"epochs", 0, POPT_ARG_STRING, &q->epochs_text, 0, "passes over the audio (10, cells: 5)",
         "N"},
        {"batch", 0, POPT_ARG_STRING, &q->batch_text, 0, "utterances in a batch (32)", "N"},
        {"rate", 0, POPT_ARG_STRING, &q->rate_text, 0, "learning rate of Adam (0.002)", "X"},
        {"snr", 0, POPT_ARG_STRING, &q->snr_text, 0, "of the noisy condition (6)", "DB"},
        {"jobs", 0, POPT_ARG_STRING, &q->jobs_text, 0, "threads (default: one a processor)", "N"},
        {"task", 0, POPT_ARG_STRING, &q->task, 0,
         "instead of boundaries a task of 002: adding, adding-embedded, counting", "NAME"},
        {"cells", 0, POPT_ARG_STRING, &q->cells, 0, "cells of the task, commas between", "LIST"},
        POPT_TABLEEND,
    };
    struct options options;
    const char **rest = options_parse(&options, argc, argv, table);
    if (!rest)
        return EXIT_USAGE;
    int status = EXIT_DONE;
    if (rest[0])
        status = complain_usage("reproduce", "what is '%s'? The folder goes after --data", rest[0]);
    options_free(&options);
    return status;
}

static int read_numbers(struct request *q)
{
    q->snr = 6;
    return parse_integer(&q->seeds, q->seeds_text, "--seeds", 1, MAX_SEEDS, "reproduce") ||
                   parse_integer(&q->jobs, q->jobs_text, "--jobs", 1, 256, "reproduce") ||
                   parse_integer(&q->epochs, q->epochs_text, "--epochs", 1, 100000, "reproduce") ||
                   parse_integer(&q->batch, q->batch_text, "--batch", 1, 4096, "reproduce") ||
                   parse_real(&q->rate, q->rate_text, "--rate", 1e-9, 1, "reproduce") ||
                   parse_real(&q->snr, q->snr_text, "--snr", -20, 100, "reproduce")
               ? EXIT_USAGE
               : EXIT_DONE;
}

/* ------------------------------------------------------------------------------------- plan -- */

static int set(struct plan *plan, const char *name, const char *value)
{
    struct pseg_error error;
    if (pseg_settings_set(&plan->paper, name, value, &error) ||
        pseg_settings_set(&plan->streaming, name, value, &error))
        return complain_usage("reproduce", "%s", error.text);
    return EXIT_DONE;
}

static int set_pair(struct plan *plan, const char *pair)
{
    static const char *const kept[] = {"topology", "cell", "residual", "score",
                                       "gate",     "seed", "blend",    "boundaries"};
    const char *equals = strchr(pair, '=');
    char name[64];
    if (!equals || (size_t)(equals - pair) >= sizeof name)
        return complain_usage("reproduce", "--set takes NAME=VALUE, not '%s'", pair);
    memcpy(name, pair, (size_t)(equals - pair));
    name[equals - pair] = 0;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strcmp(kept[i], name) == 0)
            return complain_usage("reproduce", "--set %s: that is what the tables vary", name);
    return set(plan, name, equals + 1);
}

static void be_quick(struct plan *plan)
{
    plan->seeds = 1;
    plan->train_minutes = 4;
    plan->test_recordings = 12;
    plan->paper.epochs = plan->streaming.epochs = 2;
}

/* The networks of the paper with the settings of those that stream. */
static void be_streaming(struct plan *plan)
{
    plan->paper = plan->streaming;
}

static int check(const struct plan *plan)
{
    struct pseg_error error;
    for (int i = 0; i < plan->n_systems; i++) {
        struct pseg_settings s;
        if (!plan->system[i].chosen || !is_network(&plan->system[i]))
            continue;
        plan_settings(&s, plan, &plan->system[i], 1);
        if (pseg_settings_check(&s, &error))
            return complain_usage("reproduce", "%s: %s", plan->system[i].name, error.text);
    }
    return EXIT_DONE;
}

static int make_plan(struct plan *plan, const struct request *q)
{
    struct pseg_error error;
    const struct {
        const char *name, *value;
    } given[] = {{"epochs", q->epochs_text}, {"batch", q->batch_text}, {"rate", q->rate_text}};
    plan_make(plan);
    if (q->streaming)
        be_streaming(plan);
    if (q->quick)
        be_quick(plan);
    plan->snr = q->snr;
    plan->tier = q->tier;
    plan->seeds = q->seeds ? q->seeds : plan->seeds;
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (given[i].value && set(plan, given[i].name, given[i].value))
            return EXIT_USAGE;
    for (char **s = q->sets; s && *s; s++)
        if (set_pair(plan, *s))
            return EXIT_USAGE;
    if (plan_choose(plan, q->only, &error))
        return complain_usage("reproduce", "--only: %s", error.text);
    return check(plan);
}

/* -------------------------------------------------------------------------------------- run -- */

/* The command without names of folders, which are nobody else's business. */
static void make_command(char *text, size_t size, const struct request *q)
{
    const struct {
        const char *option, *value;
    } given[] = {{"--tier", q->tier},        {"--only", q->only},
                 {"--seeds", q->seeds_text}, {"--epochs", q->epochs_text},
                 {"--batch", q->batch_text}, {"--rate", q->rate_text},
                 {"--snr", q->snr_text}};
    size_t n = (size_t)snprintf(text, size, "phoneseg reproduce --data LABELLED%s --out OUT%s%s",
                                q->train ? " --train SPEECH" : "", q->quick ? " --quick" : "",
                                q->streaming ? " --streaming" : "");
    for (size_t i = 0; i < sizeof given / sizeof *given && n < size; i++)
        if (given[i].value)
            n += (size_t)snprintf(text + n, size - n, " %s %s", given[i].option, given[i].value);
    for (char **s = q->sets; s && *s && n < size; s++)
        n += (size_t)snprintf(text + n, size - n, " --set %s", *s);
}

static uint64_t hash_of_test(const struct data *d)
{
    uint64_t hash = d->n;
    for (size_t i = 0; i < d->n; i++)
        hash = (hash ^ pseg_random_stream(d->recordings[i]->name) ^ d->refs[i]->n) * 1099511628211u;
    return hash;
}

static int write_all(const struct results *r, const struct data *d, const char *command)
{
    struct pseg_error error;
    if (tables_write_page(r, d, command, &error) || tables_write_numbers(r, &error) ||
        pictures_of_signals(r, d, &error) || picture_of_curves(r, &error) ||
        picture_of_costs(r, &error))
        return complain("reproduce", "%s", error.text);
    printf("%s/reproduce.md\n", r->folder);
    return EXIT_DONE;
}

static int has_network(const struct plan *plan)
{
    for (int i = 0; i < plan->n_systems; i++)
        if (plan->system[i].chosen && is_network(&plan->system[i]))
            return 1;
    return 0;
}

static int make_folders(const char *out)
{
    char path[4200];
    struct pseg_error error;
    snprintf(path, sizeof path, "%s/runs/x", out);
    return pseg_make_folders(path, &error) ? complain("reproduce", "%s", error.text) : EXIT_DONE;
}

static int run(struct results *r, struct data *d, const struct request *q)
{
    struct pseg_error error;
    char command[1024];
    if (data_find(d, q->data, q->train, &error) || data_open_test(d, r->plan, &error))
        return complain("reproduce", "%s", error.text);
    if (make_folders(q->out))
        return EXIT_FAILED;
    if (has_network(r->plan) && data_load_train(d, r->plan, &error))
        return complain("reproduce", "%s", error.text);
    r->folder = q->out;
    r->test = hash_of_test(d);
    r->train = d->dataset.fingerprint;
    make_command(command, sizeof command, q);
    const int worked = work_all(r, d, q->jobs ? q->jobs : pseg_processors());
    const int wrote = write_all(r, d, command);
    return worked || wrote || d->n_failed || d->dataset.failed ? EXIT_FAILED : EXIT_DONE;
}

static int run_tables(const struct request *q)
{
    static struct plan plan;
    static struct results results;
    struct data data = {0};
    if (!q->data)
        return complain_usage("reproduce", "say where the labelled speech is: --data DIR");
    if (q->cells)
        return complain_usage("reproduce", "--cells is for --task; systems are chosen by --only");
    if (make_plan(&plan, q))
        return EXIT_USAGE;
    results.plan = &plan;
    results.figures = calloc(MAX_ROWS * (MAX_SEEDS + 1), sizeof *results.figures);
    const int status = results.figures ? run(&results, &data, q)
                                       : complain("reproduce", "out of memory for the results");
    free(results.figures);
    data_free(&data);
    return status;
}

int command_reproduce(int argc, const char **argv)
{
    struct request q = {0};
    int status = parse(&q, argc, argv);
    if (!status)
        status = read_numbers(&q);
    if (!status && !q.out)
        status = complain_usage("reproduce", "say where the results go: --out DIR");
    if (!status && q.task) {
        const struct reproduce_options o = {q.task,  q.out,    q.cells, q.quick,
                                            q.seeds, q.epochs, q.batch, q.rate};
        status = reproduce_task(&o);
    } else if (!status)
        status = run_tables(&q);
    char *const texts[] = {q.data,       q.tier,      q.train,       q.only,       q.snr_text,
                           q.seeds_text, q.jobs_text, q.epochs_text, q.batch_text, q.rate_text,
                           q.task,       q.out,       q.cells};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    for (char **s = q.sets; s && *s; s++)
        free(*s);
    free(q.sets);
    return status;
}
