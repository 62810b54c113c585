#include "train_result.h"

#include <stdlib.h>

#include "config.h"
#include "cost.h"
#include "plot_learning.h"
#include "run.h"

static void print_table(const struct pseg_trainer *t, const struct pseg_model *model,
                        const char *path)
{
    const struct pseg_config *c = &model->config;
    const struct pseg_epoch *last = &t->history[t->epoch - 1];
    struct pseg_cost cost;
    pseg_network_cost(&cost, &t->net);
    printf("model          %s\n", path);
    printf("network        %s, %s, %zu parameters, %zu multiply-adds a frame; normalisation and "
           "readout have %zu more parameters\n",
           pseg_topology_names[c->topology], t->net.cell->name, cost.parameters, cost.multiply_adds,
           t->net.n_parameters - cost.parameters);
    printf("loss           %.4f in training, %.4f in validation, after %d epoch%s\n", last->loss,
           last->validation, t->epoch, t->epoch == 1 ? "" : "s");
    printf("score          %s", pseg_score_names[c->score]);
    if (c->score == PSEG_SCORE_BLEND)
        printf(", w %.4g", (double)c->blend);
    printf("\nthreshold      %.4g, for %.3g boundaries a second of the validation audio\n",
           (double)c->threshold, t->settings.boundaries);
    printf("latency        %.1f ms\n", 1000.0 * pseg_config_latency(c) / c->rate);
}

int save_result(const struct pseg_trainer *t, const char *path, struct pseg_error *error)
{
    struct pseg_model model;
    if (pseg_run_model(&model, t, error))
        return -1;
    int status = pseg_run_calibrate(&model, t, error);
    if (!status && pseg_rank() == 0) {
        status = pseg_model_save(&model, path, error);
        if (!status)
            print_table(t, &model, path);
    }
    pseg_model_free(&model);
    return status;
}

int draw_learning(const struct pseg_trainer *t, const char *name, const char *path,
                  struct pseg_error *error)
{
    const size_t n = (size_t)t->epoch;
    double *losses = malloc(2 * (n + 1) * sizeof *losses);
    if (!losses)
        return pseg_fail(error, "out of memory for %s", path);
    for (size_t i = 0; i < n; i++) {
        losses[i] = t->history[i].loss;
        losses[n + i] = t->history[i].validation;
    }
    const struct pseg_learning run = {name, losses, losses + n, n};
    const int status = pseg_plot_learning(path, name, &run, 1, error);
    free(losses);
    return status;
}
