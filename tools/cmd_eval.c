/* phoneseg eval: a model, or a baseline, scored against labelled speech. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "config.h"
#include "eval.h"
#include "parallel.h"
#include "plot_file.h"
#include "ranks.h"

static const char **parse(struct options *p, struct eval_options *o, int argc, const char **argv)
{
    const struct poptOption table[] = {
        EVAL_INPUT_OPTIONS(o),
        {"int8", 0, POPT_ARG_NONE, &o->int8, 0,
         "make its weights int8 first, as `phoneseg quantize` does", NULL},
        {"snr", 0, POPT_ARG_STRING, &o->snr_text, 0, "add noise, SNR over a recording", "DB"},
        {"noise", 0, POPT_ARG_STRING, &o->noise, 0,
         "white (default), pink, hum, or babble=DIR: eight voices at once, of recordings in DIR",
         "KIND"},
        {"level", 0, POPT_ARG_STRING, &o->level_text, 0,
         "scale each recording's peak to this level (dBFS) first", "DB"},
        {"score", 0, POPT_ARG_STRING, &o->score, 0,
         "error, gas, gas-mean, blend, readout, transition; periodic-N: a boundary every N ms; "
         "hac: clustering of frames, offline (default: the model's own)",
         "NAME"},
        {"gate", 0, POPT_ARG_STRING, &o->gate, 0,
         "gate whose difference is scored; first: update or forget (default: the model's own)",
         "NAME"},
        {"threshold", 0, POPT_ARG_STRING, &o->threshold_text, 0, "in place of the model's", "X"},
        {"tune", 0, POPT_ARG_NONE, &o->tune, 0,
         "find the threshold, the offset and the blend's weight that fit these recordings best",
         NULL},
        {"offset", 0, POPT_ARG_STRING, &o->offset_text, 0, "of a boundary from its frame", "MS"},
        {"blend", 0, POPT_ARG_STRING, &o->blend_text, 0, "w of (1 - w) error + w gas", "W"},
        {"min-gap", 0, POPT_ARG_STRING, &o->gap_text, 0, "least distance of boundaries", "MS"},
        {"seed", 0, POPT_ARG_STRING, &o->seed_text, 0, "of the noise (default: 0)", "N"},
        {"jobs", 0, POPT_ARG_STRING, &o->jobs_text, 0, "threads (default: one a processor)", "N"},
        {"bootstrap", 0, POPT_ARG_STRING, &o->draws_text, 0, "draws for the intervals (1000)", "N"},
        {"by-speaker", 0, POPT_ARG_NONE, &o->by_speaker, 0, "also each folder by itself", NULL},
        {"output-dir", 0, POPT_ARG_STRING, &o->output_dir, 0, "write what was found as .phn",
         "DIR"},
        {"save", 0, POPT_ARG_STRING, &o->save, 0,
         "write the model with this score, threshold and offset; with --tune a readout's scores "
         "are made probabilities",
         "F"},
        {"reliability", 0, POPT_ARG_STRING, &o->reliability, 0,
         "picture (PNG, SVG, PDF) of how often a readout's probabilities come true", "F"},
        {"json", 0, POPT_ARG_NONE, &o->json, 0, "print one JSON object", NULL},
        POPT_TABLEEND,
    };
    const char **rest = options_parse(p, argc, argv, table);
    if (rest && rest[0]) {
        complain_usage("eval", "'%s' is not expected: recordings are given by --data DIR", rest[0]);
        options_free(p);
        return NULL;
    }
    return rest;
}

/* A picture of probabilities needs some. */
static int check_reliability(const struct evaluation *e)
{
    const char *path = e->options->reliability;
    char score[32];
    eval_score_name(score, e);
    if (path && pseg_picture_format(path) == PSEG_PICTURE_UNKNOWN)
        return complain_usage("eval", "--reliability %s: .png, .svg or .pdf expected", path);
    if (path && !eval_has_probabilities(e))
        return complain_usage("eval", "--reliability: the score '%s' is no probability", score);
    return EXIT_DONE;
}

static int report(const struct evaluation *e)
{
    struct eval_result result;
    const int failed = eval_count(&result, e) || eval_draw_reliability(e, &result.reliability);
    if (!failed)
        (e->options->json ? eval_print_json : eval_print_text)(e, &result);
    eval_result_free(&result);
    if (!failed && (fflush(stdout) || ferror(stdout))) {
        complain("eval", "cannot write the report: %s", strerror(errno));
        return -1;
    }
    return failed;
}

static int evaluate(struct evaluation *e)
{
    const struct eval_options *o = e->options;
    if (eval_open_corpus(e) || eval_open_sound(e) || (o->tune ? eval_tune(e) : eval_detect(e)))
        return EXIT_FAILED;
    if (o->tune && o->save && eval_calibrate(e))
        return EXIT_FAILED;
    if (pseg_rank()) /* rank 0 writes */
        return e->n_failed ? EXIT_FAILED : EXIT_DONE;
    if ((o->output_dir && eval_write_labels(e)) || (o->save && eval_save(e, o->save, NULL, NULL)) ||
        report(e))
        return EXIT_FAILED;
    return e->n_failed ? EXIT_FAILED : EXIT_DONE;
}

static void free_texts(const struct eval_options *o)
{
    char *const all[] = {o->data,           o->model,       o->score,      o->gate,
                         o->reliability,    o->output_dir,  o->save,       o->snr_text,
                         o->threshold_text, o->offset_text, o->blend_text, o->gap_text,
                         o->seed_text,      o->jobs_text,   o->draws_text, o->noise,
                         o->level_text,     o->labels,      o->tier};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

int command_eval(int argc, const char **argv)
{
    struct options parsed;
    struct eval_options o = {.command = "eval", .jobs = pseg_processors(), .draws = 1000};
    struct evaluation e = {.options = &o};
    int status = EXIT_USAGE;
    if (parse(&parsed, &o, argc, argv)) {
        status = eval_read_options(&o) ? EXIT_USAGE : eval_make_model(&e);
        if (!status)
            status = check_reliability(&e);
        if (!status)
            status = evaluate(&e);
        options_free(&parsed);
    }
    eval_close_corpus(&e);
    eval_close_sound(&e);
    pseg_model_free(&e.model);
    free_texts(&o);
    return status;
}
