/* phoneseg inspect report: a model in one page of HTML, with all other parts in it. */
#include "inspect_report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "inspect_html.h"

enum { PICTURES = 6, SHOWN_RECORDINGS = 20 };

/* A part, how to read it, and its pictures in the output folder. */
struct section {
    const char *title, *name;
    int (*run)(int argc, const char **argv);
    const char *text;
    struct {
        const char *file, *caption;
    } picture[PICTURES];
};

static const struct section sections[] = {
    {"Gates",
     "inspect gates",
     inspect_gates,
     "Gates open and close as sounds change. The table has what each signal does around boundaries "
     "on average, beside what it does around random times: its peak, when that is, and by how many "
     "standard errors it differs from chance; less than 4 may be chance.",
     {{"gates.png",
       "Means of each gate over its units, the prediction error and the score over a recording; "
       "dashed: boundaries."},
      {"differences.png",
       "How gates change from frame to frame: their means, and eight of their units."},
      {"averages.png", "Averages around boundaries, and around random times."}}},
    {"Units",
     "inspect units",
     inspect_units,
     "What the units of recurrent layers hold and how often, which phones they answer to where "
     "recordings are labelled, and how often gates are as good as shut or open.",
     {{"density.png", "How often each unit holds what."},
      {"types.png", "Kinds of units: silent, positive, negative, regular and excited ones."},
      {"saturation.png", "How often gates are below 0.1, and above 0.9."},
      {"responsibility-rec1.png", "The share of each phone's frames in which a unit of rec1 is "
                                  "unusual."},
      {"responsibility-rec2.png", "The same of rec2."},
      {"recognisers.png", "Units that answer to one phone more than to any other."}}},
    {"Time",
     "inspect time",
     inspect_time,
     "How memory moves through a sentence, how fast it changes, and how long a disturbance stays "
     "in it. Frames that lie together in the layout are alike to the network.",
     {{"time-tsne.png",
       "The memory at each frame of a recording, laid out in the plane by t-SNE: neighbours in "
       "memory are neighbours here; distances across the picture mean little."},
      {"time-decay.png",
       "One frame of noise is heard in place of the recording, many times in turn: how far the "
       "memory is from an undisturbed one in the frames after it."},
      {"time-residual.png",
       "The memory of all units, its change from frame to frame, and the length of that change."}}},
    {"Memory",
     "inspect memory",
     inspect_memory,
     "What can be read from a state of what was heard some frames before: the share that decoders "
     "tell rightly of recordings that they did not learn from. What lies above the dotted curve, "
     "of decoders that know the present frame only, is memory; what lies below the dashed one is "
     "no better than guessing.",
     {{"memory.png",
       "Memory signatures: by class and number of frames, and all classes together."}}},
};
enum { SECTIONS = sizeof sections / sizeof *sections };

/* ---------------------------------------------------------------------------- the recordings -- */

struct recordings {
    FILE *f;
    size_t n, labelled;
    double seconds;
    size_t labels, found; /* boundaries */
};

static int list_one(void *user, struct pseg_signals *s, struct pseg_error *error)
{
    struct recordings *r = user;
    (void)error;
    const double seconds = (double)s->n_frames * s->hop;
    if (r->n++ < SHOWN_RECORDINGS) {
        fprintf(r->f, "<tr><td>");
        html_text(r->f, s->name);
        fprintf(r->f, "</td><td>%.2f</td><td>", seconds);
        if (s->is_labelled)
            fprintf(r->f, "%zu", s->ref.n);
        fprintf(r->f, "</td><td>%zu</td></tr>\n", s->found.n);
    }
    r->labelled += (size_t)s->is_labelled;
    r->seconds += seconds;
    r->labels += s->ref.n;
    r->found += s->found.n;
    return 0;
}

static int list_recordings(FILE *f, struct inspect *in)
{
    struct recordings r = {.f = f};
    fprintf(f, "<h2>Recordings</h2>\n<table>\n<tr><th>recording</th><th>seconds</th>"
               "<th>boundaries labelled</th><th>found</th></tr>\n");
    const int status = inspect_hear(in, list_one, &r);
    if (r.n > SHOWN_RECORDINGS)
        fprintf(f, "<tr><td>and %zu more</td></tr>\n", r.n - SHOWN_RECORDINGS);
    fprintf(f,
            "<tr><th>%zu, of these %zu with labels</th><td>%.2f</td><td>%zu</td><td>%zu</td></tr>"
            "\n</table>\n",
            r.n, r.labelled, r.seconds, r.labels, r.found);
    return status;
}

/* --------------------------------------------------------------------------------- the parts -- */

/* All of the file as a text, to be freed. */
static char *read_all(FILE *f)
{
    const long size = fseek(f, 0, SEEK_END) ? -1 : ftell(f);
    char *text = size < 0 ? NULL : calloc((size_t)size + 1, 1);
    rewind(f);
    if (text && fread(text, 1, (size_t)size, f) == (size_t)size)
        return text;
    free(text);
    return NULL;
}

/* Runs a part as if it had been called, and keeps what it prints: *reading is to be freed, NULL:
 * that was not possible. Returns its exit status. */
static int run_part(char **reading, const struct section *s, int argc, const char **argv)
{
    FILE *kept = tmpfile();
    const int out = dup(STDOUT_FILENO);
    int status = EXIT_FAILED;
    *reading = NULL;
    argv[0] = s->name;
    fflush(stdout);
    if (kept && out >= 0 && dup2(fileno(kept), STDOUT_FILENO) >= 0) {
        status = s->run(argc, argv);
        fflush(stdout);
        dup2(out, STDOUT_FILENO);
        *reading = read_all(kept);
    } else
        complain("inspect report", "cannot keep what %s says", s->name);
    if (out >= 0)
        close(out);
    if (kept)
        fclose(kept);
    return status;
}

/* What an earlier run left does not count. */
static void remove_pictures(const struct inspect *in, const struct section *s)
{
    char path[INSPECT_PATH];
    for (int i = 0; i < PICTURES && s->picture[i].file; i++) {
        inspect_path(path, in, s->picture[i].file);
        unlink(path);
    }
}

static int write_section(FILE *f, const struct inspect *in, const struct section *s,
                         const char *reading, struct pseg_error *error)
{
    char path[INSPECT_PATH];
    int shown = 0;
    fprintf(f, "<h2>%s</h2>\n<p>%s</p>\n", s->title, s->text);
    if (reading && *reading) {
        fprintf(f, "<pre>");
        html_text(f, reading);
        fprintf(f, "</pre>\n");
    }
    for (int i = 0; i < PICTURES && s->picture[i].file; i++) {
        inspect_path(path, in, s->picture[i].file);
        const int is_there = html_picture(f, path, s->picture[i].caption, error);
        if (is_there < 0)
            return -1;
        shown += is_there;
    }
    if (!shown)
        fprintf(f, "<p>There is nothing to show of this part.</p>\n");
    return 0;
}

/* An exit status: EXIT_FAILED where a part failed, which the others do not suffer from. */
static int write_parts(FILE *f, const struct inspect *in, int argc, const char **argv,
                       struct pseg_error *error)
{
    int worst = EXIT_DONE;
    for (int i = 0; i < SECTIONS && !interrupted; i++) {
        char *reading;
        remove_pictures(in, &sections[i]);
        const int status = run_part(&reading, &sections[i], argc, argv);
        const int failed = write_section(f, in, &sections[i], reading, error);
        free(reading);
        worst = status ? EXIT_FAILED : worst;
        if (failed)
            return complain(in->name, "%s", error->text);
    }
    return worst;
}

/* ---------------------------------------------------------------------------------- the page -- */

static int write_page(struct inspect *in, int argc, const char **argv)
{
    struct pseg_error error;
    char path[INSPECT_PATH], title[200];
    inspect_path(path, in, "report.html");
    struct pseg_output *o = pseg_output_open(path, &error);
    if (!o)
        return complain(in->name, "%s", error.text);
    FILE *f = pseg_output_stream(o);
    snprintf(title, sizeof title, "Inside %.150s", inspect_model_name(in));
    html_begin(f, title);
    int status =
        report_model(f, in, &error) ? complain(in->name, "%s", error.text) : list_recordings(f, in);
    if (status) {
        pseg_output_abandon(o);
        return status;
    }
    status = write_parts(f, in, argc, argv, &error);
    html_end(f);
    if (interrupted) {
        pseg_output_abandon(o);
        return complain(in->name, "interrupted: there is no report");
    }
    if (pseg_output_commit(o, &error))
        return complain(in->name, "%s", error.text);
    printf("%s\n", path);
    return status ? status : inspect_status(in);
}

const char inspect_report_details[] =
    "report.html stands alone: what the model is, what it was trained with, and all other parts, "
    "their\npictures within. What these parts write by themselves lies beside it. Their readings "
    "are in the\npage, standard output has its path.\n";

/* What the parts are called with: the same options, but signals need to be written once only, and
 * recordings that cannot be used need to be told once. NULL: out of memory. */
static const char **copy_arguments(int *n, int argc, const char **argv)
{
    const char **copy = calloc((size_t)argc + 2, sizeof *copy);
    *n = 0;
    for (int i = 0; copy && i < argc; i++) {
        if (strcmp(argv[i], "--signals") != 0)
            copy[(*n)++] = argv[i];
        if (i == 0)
            copy[(*n)++] = "--told";
    }
    return copy;
}

int inspect_report(int argc, const char **argv)
{
    const struct poptOption none[] = {POPT_TABLEEND};
    struct inspect in;
    int n;
    int status = inspect_open(&in, argc, argv, none);
    const char **copy = copy_arguments(&n, argc, argv);
    if (!status)
        status = copy ? write_page(&in, n, copy) : complain(in.name, "out of memory");
    inspect_close(&in);
    free(copy);
    return status;
}
