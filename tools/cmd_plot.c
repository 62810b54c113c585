/* phoneseg plot: recordings, and models, as pictures. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "plot_file.h"
#include "plot_kinds.h"

const char plot_details[] =
    "Kinds of pictures:\n"
    "  recordings        INPUT is an audio file: waveform, spectrum, score, gates, boundaries; "
    "with\n"
    "                    --labels hits, misses and false alarms. A folder or several files: a "
    "page\n"
    "                    of small pictures, with the labels that lie beside the recordings; a PDF\n"
    "                    has as many pages as it takes\n"
    "  precision-recall  over all thresholds of each INPUT, a model, for labelled recordings\n"
    "  pareto            R-value of each INPUT, a model, against latency, parameters and\n"
    "                    multiply-adds, for labelled recordings\n"
    "  learning          losses of each INPUT, a model, in training, from the record it keeps\n"
    "  latency           how long INPUT, a model, computes for a frame: a histogram\n"
    "Of models the built-in one is shown where none is named. Beside precision-recall and pareto\n"
    "their figures are written as CSV: c.csv beside c.png. `phoneseg eval --reliability` draws "
    "how\n"
    "far probabilities can be trusted, `phoneseg train --curve` the losses of a run.\n"
    "\n"
    "Examples:\n"
    "  phoneseg plot speech.flac -o speech.png --start 1.5 --end 2.5\n"
    "  phoneseg plot labelled/ -o labelled.pdf\n"
    "  phoneseg plot --kind precision-recall --data labelled -o c.png models/*.pseg\n"
    "  phoneseg plot --kind learning -o l.svg models/default.pseg models/tiny.pseg\n";

enum option_use { FOR_RECORDINGS = 1, FOR_LABELLED = 2 };

static const struct kind {
    const char *name;
    int (*draw)(const struct plot_settings *s);
    int uses; /* options of this use have a meaning */
} kinds[] = {{"recordings", plot_recordings, FOR_RECORDINGS},
             {"precision-recall", plot_precision_recall, FOR_LABELLED},
             {"pareto", plot_pareto, FOR_LABELLED},
             {"learning", plot_learning, 0},
             {"latency", plot_latency, 0}};

/* NULL after saying what there is. */
static const struct kind *find_kind(const char *name)
{
    char names[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "",
                                 kinds[i].name);
    }
    complain_usage("plot", "there is no kind '%s'; there are %s", name, names);
    return NULL;
}

/* -1: an option is given that this kind has no use for; told. */
static int check_options(const struct kind *kind, const struct plot_settings *s)
{
    const struct {
        const char *name, *given;
        int use;
    } options[] = {{"--model", s->model, FOR_RECORDINGS},
                   {"--threshold", s->threshold, FOR_RECORDINGS},
                   {"--min-gap", s->min_gap, FOR_RECORDINGS},
                   {"--channel", s->channel, FOR_RECORDINGS},
                   {"--start", s->start, FOR_RECORDINGS},
                   {"--end", s->end, FOR_RECORDINGS},
                   {"--width", s->width, FOR_RECORDINGS},
                   {"--height", s->height, FOR_RECORDINGS},
                   {"--labels", s->labels, FOR_RECORDINGS | FOR_LABELLED},
                   {"--tier", s->tier, FOR_RECORDINGS | FOR_LABELLED},
                   {"--data", s->data, FOR_LABELLED},
                   {"--jobs", s->jobs, FOR_LABELLED}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].given && !(options[i].use & kind->uses)) {
            complain_usage("plot", "%s has no meaning for --kind %s", options[i].name, kind->name);
            return -1;
        }
    return 0;
}

static int run(const struct plot_settings *s)
{
    const struct kind *kind = find_kind(s->kind ? s->kind : "recordings");
    if (!kind || check_options(kind, s))
        return EXIT_USAGE;
    if (!s->output)
        return complain_usage("plot", "nowhere to draw: name the picture with -o FILE");
    if (pseg_picture_format(s->output) == PSEG_PICTURE_UNKNOWN)
        return complain_usage("plot", "-o takes a name that ends in .png, .svg or .pdf, not '%s'",
                              s->output);
    return kind->draw(s);
}

static void settings_free(struct plot_settings *s)
{
    char *all[] = {s->kind, s->output, s->model, s->threshold, s->min_gap, s->channel, s->labels,
                   s->tier, s->start,  s->end,   s->width,     s->height,  s->data,    s->jobs};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

int command_plot(int argc, const char **argv)
{
    struct options o;
    struct plot_settings s = {0};
    const struct poptOption table[] = {
        {"output", 'o', POPT_ARG_STRING, &s.output, 0, "the picture: .png, .svg or .pdf", "FILE"},
        {"kind", 'k', POPT_ARG_STRING, &s.kind, 0,
         "recordings (default), precision-recall, pareto, learning or latency", "KIND"},
        {"model", 'm', POPT_ARG_STRING, &s.model, 0, "of recordings: model file; the built-in one",
         "FILE"},
        {"threshold", 't', POPT_ARG_STRING, &s.threshold, 0,
         "least score of a boundary; the model's", "X"},
        {"min-gap", 'g', POPT_ARG_STRING, &s.min_gap, 0,
         "least distance between boundaries; the model's", "MS"},
        {"channel", 0, POPT_ARG_STRING, &s.channel, 0,
         "draw this one, 1 being the first (default: the mean of all)", "N"},
        {"labels", 'l', POPT_ARG_STRING, &s.labels, 0,
         "reference boundaries: shows hits, misses and false alarms. Of several recordings where "
         "they are: a folder, or what follows the recordings' names (default: beside them)",
         "FILE"},
        {"tier", 0, POPT_ARG_STRING, &s.tier, 0,
         "of a label file that has several (default: the first with 'phon' in its name)", "NAME"},
        {"start", 's', POPT_ARG_STRING, &s.start, 0, "show from here (default: 0)", "SECONDS"},
        {"end", 'e', POPT_ARG_STRING, &s.end, 0, "show up to here (default: all)", "SECONDS"},
        {"width", 0, POPT_ARG_STRING, &s.width, 0, "of the picture (default: 1400)", "PIXELS"},
        {"height", 0, POPT_ARG_STRING, &s.height, 0,
         "of the picture (default: 800; of a page at most 1980)", "PIXELS"},
        {"data", 0, POPT_ARG_STRING, &s.data, 0, "labelled recordings, to score models", "DIR"},
        {"jobs", 'j', POPT_ARG_STRING, &s.jobs, 0,
         "threads to score with (default: one a processor)", "N"},
        POPT_TABLEEND,
    };
    const char **inputs = options_parse(&o, argc, argv, table);
    int status = EXIT_USAGE;
    if (inputs) {
        s.arguments = inputs;
        status = run(&s);
        options_free(&o);
    }
    settings_free(&s);
    return status;
}
