/* Models as phoneseg plot shows them, and what they find in labelled recordings. */
#include <stdlib.h>
#include <string.h>

#include "eval.h"
#include "parallel.h"
#include "plot_kinds.h"

/* ---------------------------------------------------------------------------------- models -- */

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int has_namesake(const struct plot_settings *s, const char *path)
{
    int n = 0;
    for (const char *const *other = s->arguments; *other; other++)
        n += strcmp(file_name(*other), file_name(path)) == 0;
    return n > 1;
}

/* NULL: out of memory */
static char *make_name(const struct plot_settings *s, const char *path)
{
    static const char extension[] = ".pseg";
    char *name = strdup(has_namesake(s, path) ? path : file_name(path));
    const size_t n = name ? strlen(name) : 0, m = sizeof extension - 1;
    if (n > m && strcmp(name + n - m, extension) == 0)
        name[n - m] = 0;
    return name;
}

static int load(struct plot_models *models, const char *path, char *name)
{
    struct plot_model *m = &models->at[models->n++];
    m->name = name;
    if (!name)
        return complain("plot", "out of memory");
    return load_model(&m->model, path, "plot") ? EXIT_FAILED : EXIT_DONE;
}

int plot_load_models(struct plot_models *models, const struct plot_settings *s)
{
    int status = EXIT_DONE;
    if (!s->arguments[0])
        return load(models, NULL, strdup("default"));
    for (const char *const *path = s->arguments; *path && !status; path++) {
        if (models->n == PSEG_MOST_SERIES)
            return complain_usage("plot", "more than %d models cannot be told apart in a picture",
                                  PSEG_MOST_SERIES);
        status = load(models, *path, make_name(s, *path));
    }
    return status;
}

void plot_free_models(struct plot_models *models)
{
    for (int i = 0; i < models->n; i++) {
        free(models->at[i].name);
        pseg_model_free(&models->at[i].model);
    }
}

/* ---------------------------------------------------------------------------------- scores -- */

static int score_one(struct plot_model *m, struct evaluation *e)
{
    struct pseg_error error;
    e->model = m->model; /* lent */
    if (eval_detect(e))
        return EXIT_FAILED;
    if (pseg_count_all(&m->own, e->peaks, e->refs, e->n, &m->model.config))
        return complain("plot", "out of memory for counting boundaries");
    if (pseg_sweep(m->curve, PLOT_CURVE, e->peaks, e->refs, e->n, &m->model.config, &error))
        return complain("plot", "%s: %s", m->name, error.text);
    return EXIT_DONE;
}

static void make_title(struct plot_models *models, const struct evaluation *e)
{
    const long n = models->at[0].own.n_ref;
    snprintf(models->title, sizeof models->title, "%s  |  %zu %s, %ld %s", e->options->data, e->n,
             e->n == 1 ? "recording" : "recordings", n, n == 1 ? "boundary" : "boundaries");
}

/* *failed: recordings that cannot be scored, which have been told. */
static int score(struct plot_models *models, size_t *failed, const struct plot_settings *s)
{
    int jobs = pseg_processors();
    if (parse_integer(&jobs, s->jobs, "--jobs", 1, 256, "plot"))
        return EXIT_USAGE;
    const struct eval_options o = {
        .command = "plot", .data = s->data, .labels = s->labels, .tier = s->tier, .jobs = jobs};
    struct evaluation e = {.options = &o};
    int status = eval_open_corpus(&e) ? EXIT_FAILED : EXIT_DONE;
    for (int i = 0; i < models->n && !status; i++)
        status = score_one(&models->at[i], &e);
    make_title(models, &e);
    *failed = e.n_failed;
    eval_close_corpus(&e);
    return status;
}

/* ---------------------------------------------------------------------------------- picture -- */

static int save_csv(const char *picture, const struct plot_models *models,
                    void write_csv(FILE *f, const struct plot_models *models),
                    struct pseg_error *error)
{
    char *path = strdup(picture);
    if (!path)
        return pseg_fail(error, "out of memory for the CSV file");
    strcpy(path + strlen(path) - 4, ".csv"); /* of .png, .svg, .pdf */
    struct pseg_output *output = pseg_output_open(path, error);
    free(path);
    if (!output)
        return -1;
    write_csv(pseg_output_stream(output), models);
    return pseg_output_commit(output, error);
}

static int score_and_draw(struct plot_models *models, const struct plot_settings *s,
                          int draw(const char *path, const struct plot_models *models,
                                   struct pseg_error *error),
                          void write_csv(FILE *f, const struct plot_models *models))
{
    struct pseg_error error;
    size_t failed = 0;
    int status = plot_load_models(models, s);
    if (!status)
        status = score(models, &failed, s);
    if (status)
        return status;
    if (draw(s->output, models, &error) || save_csv(s->output, models, write_csv, &error))
        return complain("plot", "%s", error.text);
    return failed ? EXIT_FAILED : EXIT_DONE;
}

int plot_scored(const struct plot_settings *s,
                int draw(const char *path, const struct plot_models *models,
                         struct pseg_error *error),
                void write_csv(FILE *f, const struct plot_models *models))
{
    if (!s->data)
        return complain_usage("plot", "--kind %s needs labelled recordings: --data DIR", s->kind);
    struct plot_models *models = calloc(1, sizeof *models);
    if (!models)
        return complain("plot", "out of memory");
    const int status = score_and_draw(models, s, draw, write_csv);
    plot_free_models(models);
    free(models);
    return status;
}

/* ------------------------------------------------------------------------------------- CSV -- */

void plot_write_names(FILE *f)
{
    static const char *const countings[] = {"strict", "lenient"};
    fprintf(f, "threshold,reference,found");
    for (int i = 0; i < 2; i++)
        fprintf(f, ",%s_precision,%s_recall,%s_f1,%s_r_value", countings[i], countings[i],
                countings[i], countings[i]);
    putc('\n', f);
}

void plot_write_counts(FILE *f, float threshold, const struct pseg_counts *counts)
{
    const struct pseg_rates rates[2] = {pseg_strict(counts), pseg_lenient(counts)};
    fprintf(f, "%.9g,%ld,%ld", (double)threshold, counts->n_ref, counts->n_hyp);
    for (int i = 0; i < 2; i++)
        fprintf(f, ",%.6g,%.6g,%.6g,%.6g", rates[i].precision, rates[i].recall, rates[i].f1,
                rates[i].r_value);
    putc('\n', f);
}

void plot_write_text(FILE *f, const char *text)
{
    putc('"', f);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', f);
        putc(*text, f);
    }
    putc('"', f);
}
