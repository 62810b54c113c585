/* A recording in detail, or many small ones on pages. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "corpus.h"
#include "plot_kinds.h"
#include "plot_pages.h"
#include "progress.h"

struct drawing {
    const struct plot_settings *settings;
    struct pseg_model model;
    struct pseg_plot plot; /* what all recordings share */
    struct pseg_progress *progress;
    double shown; /* share of the recording in hand that the bar has been told */
};

static int on_read(void *user, double share)
{
    struct drawing *d = user;
    if (share - d->shown >= 0.01) {
        pseg_progress_add(d->progress, share - d->shown);
        d->shown = share;
    }
    return interrupted;
}

static const char *model_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    if (!path)
        return "default model";
    return slash ? slash + 1 : path;
}

/* -------------------------------------------------------------------------------------- one -- */

static int draw_one(struct drawing *d, const char *input)
{
    struct pseg_error error;
    d->plot.input = input;
    d->plot.labels = d->settings->labels;
    d->progress = pseg_progress_start(1);
    const int result = pseg_plot(&d->plot, &d->model, &error);
    pseg_progress_end(d->progress);
    if (result && interrupted)
        return complain("plot", "interrupted: there is no picture");
    return result ? complain("plot", "%s", error.text) : EXIT_DONE;
}

/* ------------------------------------------------------------------------------------- many -- */

struct gallery {
    struct pseg_files files;
    char **labels; /* [files.n] NULL where there are none */
    size_t n_bad;  /* inputs that could not be read, or drawn: told already */
    size_t n_drawn;
    struct pseg_pages_setup setup;
};

static int find_recordings(struct gallery *g, const struct plot_settings *s)
{
    struct pseg_error error;
    for (const char *const *input = s->arguments; *input; input++)
        if (pseg_find_audio(&g->files, *input, &error)) {
            complain("plot", "%s", error.text);
            g->n_bad++;
        }
    g->labels = calloc(g->files.n + 1, sizeof *g->labels);
    if (!g->labels)
        return complain("plot", "out of memory");
    for (size_t i = 0; i < g->files.n; i++) {
        const struct pseg_found *f = &g->files.file[i];
        if (pseg_find_labels(&g->labels[i], f->path, f->path + f->relative, s->labels))
            return complain("plot", "out of memory");
        g->setup.labelled |= g->labels[i] != NULL;
        g->setup.unlabelled |= g->labels[i] == NULL;
    }
    if (s->labels && !g->setup.labelled)
        return complain("plot", "--labels %s: no recording has labels there", s->labels);
    return g->files.n ? EXIT_DONE : EXIT_FAILED;
}

static void draw_small(struct drawing *d, struct gallery *g, struct pseg_pages *pages, size_t i)
{
    struct pseg_error error;
    const struct pseg_found *found = &g->files.file[i];
    d->plot.input = found->path;
    d->plot.name = found->path + found->relative;
    d->plot.labels = g->labels[i];
    d->shown = 0;
    const int result = pseg_pages_add(pages, &d->plot, &d->model, &error);
    g->n_drawn += result >= 0;
    g->n_bad += result != 0;
    if (result && !interrupted) {
        pseg_progress_clear(d->progress);
        complain("plot", "%s", error.text);
    }
    pseg_progress_add(d->progress, 1 - d->shown);
}

static int finish(const struct gallery *g, size_t n_tried)
{
    if (n_tried < g->files.n)
        complain("plot", "%s shows %zu of %zu recordings: a PDF has pages for all of them",
                 g->setup.output, g->n_drawn, g->files.n);
    return g->n_bad ? EXIT_FAILED : EXIT_DONE;
}

static int draw_many(struct drawing *d, struct gallery *g)
{
    struct pseg_error error;
    struct pseg_pages *pages = pseg_pages_open(&g->setup, &error);
    if (!pages)
        return complain("plot", "%s", error.text);
    const size_t room = pseg_pages_room(pages);
    size_t i = 0;
    d->progress = pseg_progress_start(room < g->files.n ? room : g->files.n);
    for (; i < g->files.n && g->n_drawn < room && !interrupted; i++)
        draw_small(d, g, pages, i);
    pseg_progress_end(d->progress);
    if (interrupted || !g->n_drawn) {
        pseg_pages_abandon(pages);
        return interrupted ? complain("plot", "interrupted: there is no picture") : EXIT_FAILED;
    }
    if (pseg_pages_commit(pages, &error))
        return complain("plot", "%s", error.text);
    return finish(g, i);
}

static int draw_gallery(struct drawing *d)
{
    const struct plot_settings *s = d->settings;
    char title[1024];
    struct gallery g = {.setup = {.output = s->output,
                                  .title = title,
                                  .width = d->plot.width,
                                  .height = s->height ? d->plot.height : PSEG_PAGE_HEIGHT}};
    snprintf(title, sizeof title, "%s%s  |  %s", s->arguments[0], s->arguments[1] ? " ..." : "",
             d->plot.model_name);
    int status = find_recordings(&g, s);
    g.setup.total = g.files.n;
    if (!status)
        status = draw_many(d, &g);
    for (size_t i = 0; g.labels && i < g.files.n; i++)
        free(g.labels[i]);
    free(g.labels);
    pseg_files_free(&g.files);
    return status;
}

/* -------------------------------------------------------------------------------------- all -- */

static int is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int parse(struct pseg_plot *plot, const struct plot_settings *s)
{
    if (!s->arguments[0]) {
        complain_usage("plot", "no input: name an audio file, or a folder of them");
        return -1;
    }
    return parse_part(&plot->start, &plot->end, s->start, s->end, "plot") ||
                   parse_integer(&plot->channel, s->channel, "--channel", 1, 1024, "plot") ||
                   parse_integer(&plot->width, s->width, "--width", PSEG_PLOT_NARROWEST,
                                 PSEG_PLOT_LARGEST, "plot") ||
                   parse_integer(&plot->height, s->height, "--height", PSEG_PLOT_LOWEST,
                                 PSEG_PLOT_LARGEST, "plot")
               ? -1
               : 0;
}

int plot_recordings(const struct plot_settings *s)
{
    struct drawing d = {.settings = s,
                        .plot = {.output = s->output,
                                 .tier = s->tier,
                                 .model_name = model_name(s->model),
                                 .end = INFINITY,
                                 .width = PSEG_PLOT_WIDTH,
                                 .height = PSEG_PLOT_HEIGHT,
                                 .on_read = on_read}};
    d.plot.user = &d;
    if (parse(&d.plot, s))
        return EXIT_USAGE;
    if (load_model(&d.model, s->model, "plot"))
        return EXIT_FAILED;
    const int many = s->arguments[1] || is_folder(s->arguments[0]);
    int status = change_picking(&d.model.config, s->threshold, s->min_gap, "plot");
    if (!status)
        status = many ? draw_gallery(&d) : draw_one(&d, s->arguments[0]);
    pseg_model_free(&d.model);
    return status;
}
