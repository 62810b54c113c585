/* phoneseg plot: one recording as a picture. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "plot.h"
#include "plot_file.h"
#include "progress.h"

/* As given, NULL where not. */
struct settings {
    char *model, *labels, *tier, *output, *start, *end, *width, *height;
};

struct reading {
    struct pseg_progress *progress;
    double shown; /* share of the audio that the bar has been told */
};

static int on_read(void *user, double share)
{
    struct reading *r = user;
    if (share - r->shown >= 0.01) {
        pseg_progress_add(r->progress, share - r->shown);
        r->shown = share;
    }
    return interrupted;
}

/* -1: bad usage, told. */
static int parse_files(struct pseg_plot *plot, const struct settings *s, const char **inputs)
{
    if (!inputs[0])
        complain_usage("plot", "no input: name an audio file");
    else if (inputs[1])
        complain_usage("plot", "one audio file at a time: '%s' is one too many", inputs[1]);
    else if (!s->output)
        complain_usage("plot", "nowhere to draw: name the picture with -o FILE");
    else if (pseg_picture_format(s->output) == PSEG_PICTURE_UNKNOWN)
        complain_usage("plot", "-o takes a name that ends in .png, .svg or .pdf, not '%s'",
                       s->output);
    else {
        plot->input = inputs[0];
        plot->output = s->output;
        plot->labels = s->labels;
        plot->tier = s->tier;
        return 0;
    }
    return -1;
}

static int parse_numbers(struct pseg_plot *plot, const struct settings *s)
{
    return parse_part(&plot->start, &plot->end, s->start, s->end, "plot") ||
                   parse_integer(&plot->width, s->width, "--width", PSEG_PLOT_NARROWEST,
                                 PSEG_PLOT_LARGEST, "plot") ||
                   parse_integer(&plot->height, s->height, "--height", PSEG_PLOT_LOWEST,
                                 PSEG_PLOT_LARGEST, "plot")
               ? -1
               : 0;
}

static const char *model_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    if (!path)
        return "default model";
    return slash ? slash + 1 : path;
}

static int draw(struct pseg_plot *plot, const char *model_path)
{
    struct pseg_model model;
    struct pseg_error error;
    struct reading reading = {0};
    if (load_model(&model, model_path, "plot"))
        return EXIT_FAILED;
    plot->model_name = model_name(model_path);
    plot->on_read = on_read;
    plot->user = &reading;
    reading.progress = pseg_progress_start(1);
    const int result = pseg_plot(plot, &model, &error);
    pseg_progress_end(reading.progress);
    pseg_model_free(&model);
    if (result && interrupted)
        return complain("plot", "interrupted: there is no picture");
    return result ? complain("plot", "%s", error.text) : EXIT_DONE;
}

static void settings_free(struct settings *s)
{
    char *all[] = {s->model, s->labels, s->tier, s->output, s->start, s->end, s->width, s->height};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

int command_plot(int argc, const char **argv)
{
    struct options o;
    struct settings s = {0};
    struct pseg_plot plot = {.width = PSEG_PLOT_WIDTH, .height = PSEG_PLOT_HEIGHT, .end = INFINITY};
    const struct poptOption table[] = {
        {"output", 'o', POPT_ARG_STRING, &s.output, 0, "the picture: .png, .svg or .pdf", "FILE"},
        {"model", 'm', POPT_ARG_STRING, &s.model, 0, "model file; the built-in one", "FILE"},
        {"labels", 'l', POPT_ARG_STRING, &s.labels, 0,
         "reference boundaries: shows hits, misses and false alarms", "FILE"},
        {"tier", 0, POPT_ARG_STRING, &s.tier, 0,
         "of a label file that has several (default: the first with 'phon' in its name)", "NAME"},
        {"start", 's', POPT_ARG_STRING, &s.start, 0, "show from here (default: 0)", "SECONDS"},
        {"end", 'e', POPT_ARG_STRING, &s.end, 0, "show up to here (default: all)", "SECONDS"},
        {"width", 0, POPT_ARG_STRING, &s.width, 0, "of the picture (default: 1400)", "PIXELS"},
        {"height", 0, POPT_ARG_STRING, &s.height, 0, "of the picture (default: 800)", "PIXELS"},
        POPT_TABLEEND,
    };
    const char **inputs = options_parse(&o, argc, argv, table);
    int status = EXIT_USAGE;
    if (inputs) {
        if (!parse_files(&plot, &s, inputs) && !parse_numbers(&plot, &s))
            status = draw(&plot, s.model);
        options_free(&o);
    }
    settings_free(&s);
    return status;
}
