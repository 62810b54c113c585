/* The losses of models in training, from the record that each keeps. */
#include <stdlib.h>

#include "plot_kinds.h"
#include "plot_learning.h"
#include "record.h"

struct losses {
    double *train, *validation; /* [n] */
};

static int read_losses(struct pseg_learning *run, struct losses *l, const struct plot_model *m)
{
    struct pseg_error error;
    size_t n_train, n;
    const char *json = m->model.json;
    const size_t size = m->model.json_size;
    if (pseg_record_numbers(&l->train, &n_train, json, size, "loss", &error) ||
        pseg_record_numbers(&l->validation, &n, json, size, "validation", &error))
        return complain("plot", "%s keeps no losses of its training: %s", m->name, error.text);
    if (n != n_train || !n)
        return complain("plot", "%s: its record has %zu losses in training and %zu in validation",
                        m->name, n_train, n);
    *run = (struct pseg_learning){m->name, l->train, l->validation, n};
    return EXIT_DONE;
}

static int draw(const struct plot_settings *s, const struct plot_models *models,
                struct losses losses[PSEG_MOST_SERIES])
{
    struct pseg_learning runs[PSEG_MOST_SERIES];
    struct pseg_error error;
    for (int i = 0; i < models->n; i++)
        if (read_losses(&runs[i], &losses[i], &models->at[i]))
            return EXIT_FAILED;
    const char *title = models->n == 1 ? models->at[0].name : "Losses in training";
    return pseg_plot_learning(s->output, title, runs, (size_t)models->n, &error)
               ? complain("plot", "%s", error.text)
               : EXIT_DONE;
}

int plot_learning(const struct plot_settings *s)
{
    struct losses losses[PSEG_MOST_SERIES] = {{0}};
    struct plot_models *models = calloc(1, sizeof *models);
    if (!models)
        return complain("plot", "out of memory");
    int status = plot_load_models(models, s);
    if (!status)
        status = draw(s, models, losses);
    for (int i = 0; i < models->n; i++) {
        free(losses[i].train);
        free(losses[i].validation);
    }
    plot_free_models(models);
    free(models);
    return status;
}
