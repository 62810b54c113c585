/* What the parts of `phoneseg inspect` share: their options, the model, the recordings and what it
 * says of each, and the folder of pictures and numbers. A part is a file inspect_NAME.c:
 *
 *     struct inspect in;
 *     int status = inspect_open(&in, argc, argv, own_options);
 *     if (!status)
 *         status = inspect_hear(&in, visit, user);
 *     ... inspect_path(path, &in, "gates.png") ...
 *     inspect_close(&in);
 */
#ifndef INSPECT_H
#define INSPECT_H

#include "command.h"
#include "find_audio.h"
#include "signals.h"

enum { INSPECT_OPTIONS = 10, INSPECT_PATH = 4200 };

struct inspect {
    const char *name; /* of the part, "inspect gates" */
    struct options options;
    struct poptOption table[3], common[INSPECT_OPTIONS];

    /* as given, NULL where not */
    char *model_path, *output, *data, *labels, *tier, *layer_name, *gate_name;
    int with_signals; /* all signals are written, too */
    int is_told;      /* by a report of which this is a part: what recordings cannot be used */

    struct pseg_model model;
    struct pseg_network net;
    int layer; /* the recurrent layer that is asked for; -1: none in particular */
    int gate;  /* likewise */
    struct pseg_files files;
    struct pseg_names phones; /* of all labels read so far */
    size_t n_failed;          /* recordings that could not be used, told */
};

/* Options, model, recordings and output folder. An exit status: where it is not EXIT_DONE, what is
 * wrong has been told. own: further options. Free with inspect_close in any case. */
int inspect_open(struct inspect *in, int argc, const char **argv, const struct poptOption *own);
void inspect_close(struct inspect *in);

/* Sees the signals of a recording, which are freed afterwards unless it has moved them away and
 * left zeros. -1 with a sentence ends all. */
typedef int inspect_visit(void *user, struct pseg_signals *s, struct pseg_error *error);

/* Every recording in turn, with one progress bar; one that cannot be used is told and left out. An
 * exit status: EXIT_FAILED only where there is nothing to show, told. */
int inspect_hear(struct inspect *in, inspect_visit *visit, void *user);

/* A file in the output folder. */
void inspect_path(char path[INSPECT_PATH], const struct inspect *in, const char *file);

/* The exit status of a part that has shown what there was: EXIT_FAILED where a recording failed. */
int inspect_status(const struct inspect *in);

/* The model's file name without its folders, or "default model". */
const char *inspect_model_name(const struct inspect *in);

#endif
