/* phoneseg silence: boundaries where nobody speaks, all of them false. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "find_audio.h"
#include "quiet.h"
#include "whole.h"
#include "writer.h"

const char silence_details[] = "Hears ten seconds each of digital silence, room noise and mains "
                               "hum, and then the INPUTs: audio\n"
                               "files, or folders of them, in which nobody speaks. Levels are "
                               "those of the root mean square.\n";

struct silence {
    char *model_path, *threshold_text, *seconds_text, *seed_text;
    double threshold, seconds;
    int seed, json, n_rows;
    struct pseg_model model;
    struct pseg *detector;
};

/* What was heard, and what was found in it. */
struct row {
    const char *name;
    long boundaries;
    double seconds;
};

static const char **parse(struct silence *s, struct options *options, int argc, const char **argv)
{
    const struct poptOption table[] = {
        {"model", 0, POPT_ARG_STRING, &s->model_path, 0, "model file (default: the embedded one)",
         "F"},
        {"threshold", 0, POPT_ARG_STRING, &s->threshold_text, 0, "in place of the model's", "X"},
        {"seconds", 0, POPT_ARG_STRING, &s->seconds_text, 0, "of each sound (10)", "S"},
        {"seed", 0, POPT_ARG_STRING, &s->seed_text, 0, "of the noises (default: 0)", "N"},
        {"json", 0, POPT_ARG_NONE, &s->json, 0, "print one JSON object", NULL},
        POPT_TABLEEND,
    };
    const char **rest = options_parse(options, argc, argv, table);
    if (!rest ||
        parse_real(&s->threshold, s->threshold_text, "--threshold", -1e6, 1e6, "silence") ||
        parse_real(&s->seconds, s->seconds_text, "--seconds", 0.1, 3600, "silence") ||
        parse_integer(&s->seed, s->seed_text, "--seed", 0, 1000000000, "silence"))
        return NULL;
    return rest;
}

static int count(void *user, const struct pseg_event *event)
{
    (void)event;
    ++*(long *)user;
    return interrupted;
}

static void print_row(struct silence *s, const struct row *r)
{
    const double rate = r->seconds > 0 ? (double)r->boundaries / r->seconds : 0;
    if (s->json) {
        printf(s->n_rows++ ? ",\n{\"sound\":" : "\n{\"sound\":");
        pseg_print_json_string(stdout, r->name);
        printf(",\"seconds\":%.6f,\"boundaries\":%ld,\"per_second\":%.6f}", r->seconds,
               r->boundaries, rate);
    } else {
        printf("%-32s %9.2f %10ld %10.2f\n", r->name, r->seconds, r->boundaries, rate);
    }
}

/* ------------------------------------------------------------------------ sounds made here -- */

static int hear_quiet(struct silence *s, float *x, size_t n, const struct pseg_quiet *q)
{
    const int rate = s->model.config.rate;
    struct row row = {q->name, 0, (double)n / rate};
    struct pseg_error error;
    pseg_make_quiet(x, n, rate, q, (uint64_t)s->seed);
    if (pseg_run_whole(s->detector, &s->model, x, n, count, &row.boundaries, &error))
        return complain("silence", "%s: %s", q->name, error.text);
    print_row(s, &row);
    return EXIT_DONE;
}

static int hear_quiets(struct silence *s)
{
    const size_t n = (size_t)(s->seconds * s->model.config.rate + 0.5);
    float *x = malloc(n * sizeof *x);
    int status = x ? EXIT_DONE : complain("silence", "out of memory for %g s", s->seconds);
    for (int k = 0; k < PSEG_N_QUIETS && !status; k++)
        status = hear_quiet(s, x, n, &pseg_quiets[k]);
    free(x);
    return status;
}

/* ------------------------------------------------------------------------------ recordings -- */

/* Adds what is in a file to the row. */
static int hear_file(struct row *row, struct silence *s, const char *path)
{
    const int rate = s->model.config.rate;
    struct pseg_error error;
    uint64_t heard = 0;
    struct pseg_audio *a = pseg_audio_open(path, rate, &error);
    const int failed = !a || pseg_run(s->detector, a, count, &row->boundaries, &heard, &error) ||
                       pseg_audio_complete(a, &error);
    pseg_audio_close(a);
    row->seconds += (double)heard / rate;
    return failed ? complain("silence", "%s", error.text) : EXIT_DONE;
}

/* A folder's recordings together are one row. */
static int hear_input(struct silence *s, const char *input)
{
    struct pseg_files files = {0};
    struct pseg_error error;
    struct row row = {input, 0, 0};
    int status = EXIT_DONE;
    if (pseg_find_audio(&files, input, &error))
        status = complain("silence", "%s", error.text);
    for (size_t i = 0; i < files.n && !interrupted; i++)
        if (hear_file(&row, s, files.file[i].path))
            status = EXIT_FAILED;
    if (row.seconds > 0)
        print_row(s, &row);
    pseg_files_free(&files);
    return status;
}

/* -------------------------------------------------------------------------------- the whole -- */

static int prepare(struct silence *s)
{
    struct pseg_error error;
    if (load_model(&s->model, s->model_path, "silence"))
        return EXIT_FAILED;
    if (s->threshold_text)
        s->model.config.threshold = (float)s->threshold;
    s->detector = pseg_create(&s->model, &error);
    return s->detector ? EXIT_DONE : complain("silence", "%s", error.text);
}

static int run(struct silence *s, const char **inputs)
{
    if (prepare(s))
        return EXIT_FAILED;
    if (s->json)
        printf("{\"threshold\":%.9g,\"seed\":%d,\"sounds\":[", (double)s->model.config.threshold,
               s->seed);
    else
        printf("%-32s %9s %10s %10s\n", "nobody speaks", "seconds", "boundaries", "a second");
    int status = hear_quiets(s);
    for (; *inputs && !interrupted; inputs++)
        if (hear_input(s, *inputs))
            status = EXIT_FAILED;
    if (s->json)
        printf("\n]}\n");
    return interrupted ? EXIT_FAILED : status;
}

int command_silence(int argc, const char **argv)
{
    struct silence s = {.seconds = 10};
    struct options options = {0};
    const char **inputs = parse(&s, &options, argc, argv);
    const int status = inputs ? run(&s, inputs) : EXIT_USAGE;
    pseg_destroy(s.detector);
    pseg_model_free(&s.model);
    char *const texts[] = {s.model_path, s.threshold_text, s.seconds_text, s.seed_text};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    if (options.context)
        options_free(&options);
    return status;
}
