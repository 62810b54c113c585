/* phoneseg adapt: threshold, timing and probabilities of a model for a few labelled recordings. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "adapt.h"
#include "commands.h"
#include "parallel.h"

const char adapt_details[] =
    "A threshold is a matter of taste, and timing one of labellers: a few labelled recordings of\n"
    "one's own say both. Their figures after tuning flatter, so each part of them is scored with\n"
    "what the other parts are tuned to, too; where that is no better than the model as it was, "
    "its\n"
    "threshold and timing are kept. The probabilities of a learned readout are fitted as well. At\n"
    "least 5 recordings with 200 boundaries are needed. The weights of the network stay.\n";

static int parse(struct adaptation *a, int argc, const char **argv)
{
    struct eval_options *o = &a->options;
    const struct poptOption table[] = {
        EVAL_INPUT_OPTIONS(o),
        {"out", 'o', POPT_ARG_STRING, &a->out, 0, "the model to write", "F.pseg"},
        {"goal", 0, POPT_ARG_STRING, &a->goal_text, 0,
         "R-value to tune for: mean of both (default), strict or lenient", "NAME"},
        {"jobs", 0, POPT_ARG_STRING, &o->jobs_text, 0, "threads (default: one a processor)", "N"},
        {"bootstrap", 0, POPT_ARG_STRING, &o->draws_text, 0, "draws for the intervals (1000)", "N"},
        {"json", 0, POPT_ARG_NONE, &o->json, 0, "print one JSON object", NULL},
        POPT_TABLEEND,
    };
    struct options options;
    const char **rest = options_parse(&options, argc, argv, table);
    if (!rest)
        return -1;
    const char *stray = rest[0];
    if (stray)
        complain_usage("adapt", "'%s' is not expected: recordings are given by --data DIR", stray);
    options_free(&options);
    return stray ? -1 : 0;
}

static int check_goal(struct adaptation *a)
{
    if (!a->goal_text)
        return EXIT_DONE;
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        if (strcmp(a->goal_text, pseg_goal_names[goal]) == 0) {
            a->goal = (enum pseg_goal)goal;
            return EXIT_DONE;
        }
    return complain_usage("adapt", "--goal %s: mean, strict or lenient expected", a->goal_text);
}

static int check_usage(struct adaptation *a)
{
    struct eval_options *o = &a->options;
    int jobs = (int)o->jobs, draws = (int)o->draws;
    if (!o->data)
        return complain_usage("adapt", "--data DIR is missing: a folder of labelled "
                                       "recordings");
    if (!a->out)
        return complain_usage("adapt", "say where the model goes: --out F.pseg");
    if (parse_integer(&jobs, o->jobs_text, "--jobs", 1, 256, "adapt") ||
        parse_integer(&draws, o->draws_text, "--bootstrap", 1, 1000000, "adapt"))
        return EXIT_USAGE;
    o->jobs = jobs;
    o->draws = draws;
    return check_goal(a);
}

/* Better before the work than after it. */
static int check_place(const struct adaptation *a)
{
    struct pseg_error error;
    if (pseg_model_check_place(a->out, &error) == 0)
        return 0;
    complain("adapt", "%s", error.text);
    return -1;
}

static int check_size(struct adaptation *a)
{
    for (size_t i = 0; i < a->e.n; i++)
        a->n_boundaries += (long)a->e.refs[i]->n;
    if (a->e.n >= ADAPT_LEAST_RECORDINGS && a->n_boundaries >= ADAPT_LEAST_BOUNDARIES)
        return 0;
    complain("adapt",
             "%s: %zu recordings with %ld boundaries are too few to say anything: %d with %d are "
             "needed",
             a->options.data, a->e.n, a->n_boundaries, ADAPT_LEAST_RECORDINGS,
             ADAPT_LEAST_BOUNDARIES);
    return -1;
}

static int tune(struct adaptation *a)
{
    struct pseg_error error;
    struct evaluation *e = &a->e;
    if (pseg_tune(e->best, e->peaks, e->refs, e->n, &e->model.config, 1, &error)) {
        complain("adapt", "%s", error.text);
        return -1;
    }
    a->tuned = e->best[a->goal];
    return 0;
}

/* Before, tuned, and held out; then the point that is better on what it was not tuned to. */
static int choose_point(struct adaptation *a)
{
    struct evaluation *e = &a->e;
    struct pseg_config *c = &e->model.config;
    a->was = *c;
    if (eval_count(&a->before, e) || adapt_hold_out(&a->held_out, e, a->goal) || tune(a))
        return -1;
    c->threshold = a->tuned.threshold;
    c->offset = a->tuned.offset;
    if (eval_count(&a->free, e))
        return -1;
    a->takes = adapt_value(&a->held_out.total, a->goal) > adapt_value(&a->before.total, a->goal);
    if (!a->takes)
        *c = a->was;
    return 0;
}

static int save(const struct adaptation *a)
{
    char *record = NULL;
    size_t size;
    FILE *f = open_memstream(&record, &size);
    if (f)
        adapt_write_record(f, a);
    if (!f || fclose(f)) {
        free(record);
        complain("adapt", "out of memory for the model's record");
        return -1;
    }
    const int result = eval_save(&a->e, a->out, "adapted", record);
    free(record);
    return result;
}

static int adapt(struct adaptation *a)
{
    struct evaluation *e = &a->e;
    if (load_model(&e->model, a->options.model, "adapt") || check_place(a) || eval_open_corpus(e))
        return EXIT_FAILED;
    if (check_size(a) || eval_detect(e) || choose_point(a) || eval_calibrate(e))
        return EXIT_FAILED;
    if (eval_judge(&a->reliability, e) || save(a))
        return EXIT_FAILED;
    (a->options.json ? adapt_print_json : adapt_print_text)(a);
    return close_stdout(e->n_failed ? EXIT_FAILED : EXIT_DONE);
}

int command_adapt(int argc, const char **argv)
{
    struct adaptation a = {
        .options = {.command = "adapt", .jobs = pseg_processors(), .draws = 1000}};
    a.e.options = &a.options;
    int status = parse(&a, argc, argv) ? EXIT_USAGE : check_usage(&a);
    if (!status)
        status = adapt(&a);
    eval_result_free(&a.before);
    eval_result_free(&a.free);
    eval_close_corpus(&a.e);
    pseg_model_free(&a.e.model);
    char *const texts[] = {a.options.data,   a.options.model,     a.out,
                           a.goal_text,      a.options.jobs_text, a.options.draws_text,
                           a.options.labels, a.options.tier};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    return status;
}
