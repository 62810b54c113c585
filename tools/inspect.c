#include "inspect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "corpus.h"
#include "folders.h"
#include "gate.h"
#include "inspect_signals.h"
#include "progress.h"

/* ----------------------------------------------------------------------------------- options -- */

static void make_tables(struct inspect *in, const struct poptOption *own)
{
    const struct poptOption common[INSPECT_OPTIONS] = {
        {"output", 'o', POPT_ARG_STRING, &in->output, 0, "folder for pictures and numbers", "DIR"},
        {"model", 'm', POPT_ARG_STRING, &in->model_path, 0, "model file; the built-in one", "FILE"},
        {"data", 'd', POPT_ARG_STRING, &in->data, 0, "recordings, besides INPUTs", "DIR"},
        {"labels", 'l', POPT_ARG_STRING, &in->labels, 0,
         "phones: a file, for one recording; a folder; or what follows the recordings' names, such "
         "as .TextGrid (default: beside them)",
         "WHERE"},
        {"tier", 0, POPT_ARG_STRING, &in->tier, 0,
         "of label files that have several (default: the first with 'phon' in its name)", "NAME"},
        {"layer", 0, POPT_ARG_STRING, &in->layer_name, 0, "recurrent layer to look at: rec1, rec2",
         "NAME"},
        {"gate", 0, POPT_ARG_STRING, &in->gate_name, 0,
         "gate to look at, as `phoneseg cells` lists them; first: update or forget", "NAME"},
        {"signals", 0, POPT_ARG_NONE, &in->with_signals, 0,
         "write each recording's features, states and gates, too, as DIR/signals/*.npy", NULL},
        {"told", 0, POPT_ARG_NONE | POPT_ARGFLAG_DOC_HIDDEN, &in->is_told, 0, NULL, NULL},
        POPT_TABLEEND,
    };
    memcpy(in->common, common, sizeof common);
    in->table[0] = (struct poptOption){NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)own, 0, NULL, NULL};
    in->table[1] = (struct poptOption){NULL, 0, POPT_ARG_INCLUDE_TABLE, in->common, 0, NULL, NULL};
    in->table[2] = (struct poptOption)POPT_TABLEEND;
}

static int check_usage(const struct inspect *in, const char **inputs)
{
    if (!inputs[0] && !in->data)
        return complain_usage(in->name, "no input: name audio files, or a folder of them");
    if (!in->output)
        return complain_usage(in->name, "nowhere to draw: name a folder with -o DIR");
    return EXIT_DONE;
}

/* ---------------------------------------------------------------------- model and recordings -- */

static int open_model(struct inspect *in)
{
    struct pseg_error error;
    in->layer = in->gate = -1;
    if (load_model(&in->model, in->model_path, in->name))
        return EXIT_FAILED;
    pseg_network_build(&in->net, &in->model.config);
    if (!in->net.n_layers)
        return complain(in->name, "%s has no network: there is nothing in it to look at",
                        inspect_model_name(in));
    if (in->layer_name && (in->layer = pseg_find_layer(&in->net, in->layer_name, 1, &error)) < 0)
        return complain_usage(in->name, "--layer: %.900s", error.text);
    if (in->gate_name && (in->gate = pseg_find_gate(in->net.cell, in->gate_name, &error)) < 0)
        return complain_usage(in->name, "--gate: %.900s", error.text);
    return EXIT_DONE;
}

static void find(struct inspect *in, const char *path)
{
    struct pseg_error error;
    if (pseg_find_audio(&in->files, path, &error)) {
        if (!in->is_told)
            complain(in->name, "%s", error.text);
        in->n_failed++;
    }
}

/* Each recording's signals need a name of their own. */
static int check_names(const struct inspect *in)
{
    for (size_t i = 0; i < in->files.n; i++)
        for (size_t k = 0; k < i; k++) {
            const struct pseg_found *a = &in->files.file[i], *b = &in->files.file[k];
            const char *name = a->path + a->relative, *other = b->path + b->relative;
            const int stem = inspect_stem(name);
            if (stem == inspect_stem(other) && strncmp(name, other, (size_t)stem) == 0)
                return complain_usage(in->name, "two recordings would be signals/%.*s: %s and %s",
                                      stem, name, b->path, a->path);
        }
    return EXIT_DONE;
}

static int is_file(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

/* *labels: to be freed; NULL where there are none. */
static int find_labels(char **labels, const struct inspect *in, const struct pseg_found *found)
{
    if (in->labels && in->files.n == 1 && is_file(in->labels))
        return (*labels = strdup(in->labels)) ? 0 : -1;
    return pseg_find_labels(labels, found->path, found->path + found->relative, in->labels);
}

/* Labels that were asked for are there for one recording at least: boundaries that the model found
 * itself never stand in for them unsaid. */
static int check_labels(const struct inspect *in)
{
    int any = !in->labels;
    for (size_t i = 0; i < in->files.n && !any; i++) {
        char *labels;
        if (find_labels(&labels, in, &in->files.file[i]))
            return complain(in->name, "%s: out of memory", in->files.file[i].path);
        any = labels != NULL;
        free(labels);
    }
    if (any)
        return EXIT_DONE;
    if (is_file(in->labels))
        return complain(in->name, "--labels %s is a file, of one recording, but there are %zu",
                        in->labels, in->files.n);
    return complain(in->name, "--labels %s: no recording has labels there", in->labels);
}

/* Places are there before anything is heard: what is wrong with them shows at once. */
static int open_output(const struct inspect *in)
{
    struct pseg_error error;
    struct stat s;
    char path[INSPECT_PATH];
    inspect_path(path, in, "");
    if (!pseg_make_folders(path, &error) && stat(path, &s) == 0)
        return EXIT_DONE;
    return complain(in->name, "--output %s cannot be a folder: %s", in->output, strerror(errno));
}

int inspect_open(struct inspect *in, int argc, const char **argv, const struct poptOption *own)
{
    memset(in, 0, sizeof *in);
    in->name = argv[0];
    make_tables(in, own);
    const char **inputs = options_parse(&in->options, argc, argv, in->table);
    int status = inputs ? check_usage(in, inputs) : EXIT_USAGE;
    if (!status)
        status = open_model(in);
    if (status)
        return status;
    if (in->data)
        find(in, in->data);
    for (; *inputs; inputs++)
        find(in, *inputs);
    if (!in->files.n)
        return EXIT_FAILED;
    if (in->with_signals && check_names(in))
        return EXIT_USAGE;
    return check_labels(in) ? EXIT_FAILED : open_output(in);
}

void inspect_close(struct inspect *in)
{
    char *all[] = {in->model_path, in->output,     in->data,     in->labels,
                   in->tier,       in->layer_name, in->gate_name};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    if (in->options.context)
        options_free(&in->options);
    pseg_model_free(&in->model);
    pseg_files_free(&in->files);
    pseg_names_free(&in->phones);
}

void inspect_path(char path[INSPECT_PATH], const struct inspect *in, const char *file)
{
    snprintf(path, INSPECT_PATH, "%.2000s/%.2000s", in->output, file);
}

int inspect_status(const struct inspect *in)
{
    return in->n_failed ? EXIT_FAILED : EXIT_DONE;
}

const char *inspect_model_name(const struct inspect *in)
{
    const char *slash = in->model_path ? strrchr(in->model_path, '/') : NULL;
    if (!in->model_path)
        return "default model";
    return slash ? slash + 1 : in->model_path;
}

/* --------------------------------------------------------------------------------- listening -- */

static int label(struct pseg_signals *s, struct inspect *in, const struct pseg_found *found,
                 struct pseg_error *error)
{
    char *labels;
    if (find_labels(&labels, in, found))
        return pseg_fail(error, "%s: out of memory", found->path);
    const int result = labels ? pseg_signals_label(s, &in->phones, labels, in->tier, error) : 0;
    free(labels);
    return result;
}

static int hear(struct pseg_signals *s, struct inspect *in, const struct pseg_found *found,
                struct pseg_error *error)
{
    struct pseg_error why;
    float *x;
    size_t n;
    memset(s, 0, sizeof *s);
    if (pseg_audio_load(&x, &n, found->path, in->model.config.rate, error))
        return -1;
    const int failed = pseg_signals_hear(s, &in->model, x, n, &why);
    free(x);
    if (failed)
        return pseg_fail(error, "%s: %.900s", found->path, why.text);
    s->name = strdup(found->path + found->relative);
    return s->name ? label(s, in, found, error)
                   : pseg_fail(error, "%s: out of memory", found->path);
}

/* True: the visitor has had enough, told. */
static int visit_one(struct inspect *in, const struct pseg_found *found, inspect_visit *visit,
                     void *user, struct pseg_progress *progress)
{
    struct pseg_error error;
    struct pseg_signals s;
    int ends = 0;
    const int failed = hear(&s, in, found, &error);
    if (!failed)
        ends =
            (in->with_signals && inspect_write_signals(in, &s, &error)) || visit(user, &s, &error);
    if ((failed && !in->is_told) || ends) {
        pseg_progress_clear(progress);
        complain(in->name, "%s", error.text);
    }
    in->n_failed += failed != 0;
    pseg_signals_free(&s);
    pseg_progress_add(progress, 1);
    return ends;
}

int inspect_hear(struct inspect *in, inspect_visit *visit, void *user)
{
    struct pseg_progress *progress = pseg_progress_start(in->files.n);
    const size_t failed_before = in->n_failed;
    int ends = 0;
    for (size_t i = 0; i < in->files.n && !ends && !interrupted; i++)
        ends = visit_one(in, &in->files.file[i], visit, user, progress);
    pseg_progress_end(progress);
    if (interrupted)
        return complain(in->name, "interrupted, there is nothing to show");
    if (!ends && in->n_failed - failed_before == in->files.n)
        return complain(in->name, "no recording that can be used");
    return ends ? EXIT_FAILED : EXIT_DONE;
}
