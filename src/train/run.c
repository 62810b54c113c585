#include "run.h"

#include <stdlib.h>
#include <string.h>

#include "calibrate.h"
#include "own.h"
#include "quantise.h"

/* Features that mean the same to weights of the same shape. */
static int hear_alike(const struct pseg_config *a, const struct pseg_config *b)
{
    return a->rate == b->rate && a->window == b->window && a->hop == b->hop &&
           a->fft_size == b->fft_size && a->low_hz == b->low_hz && a->high_hz == b->high_hz &&
           a->pre_emphasis == b->pre_emphasis && a->n_mel == b->n_mel && a->n_ceps == b->n_ceps &&
           a->deltas == b->deltas && a->cmvn == b->cmvn;
}

static int are_alike(const struct pseg_config *a, const struct pseg_config *b)
{
    return hear_alike(a, b) && a->topology == b->topology && a->cell == b->cell &&
           a->residual == b->residual;
}

int pseg_run_adopt(struct pseg_trainer *t, const struct pseg_model *model, struct pseg_error *error)
{
    struct pseg_config config = model->config;
    struct pseg_network net;
    config.int8 = 0;
    pseg_network_build(&net, &config);
    int same = are_alike(&config, &t->config) && net.n_tensors == t->net.n_tensors &&
               net.n_parameters == t->net.n_parameters;
    for (int i = 0; same && i < net.n_tensors; i++)
        same = strcmp(net.tensors[i].name, t->net.tensors[i].name) == 0 &&
               net.tensors[i].rows == t->net.tensors[i].rows &&
               net.tensors[i].cols == t->net.tensors[i].cols;
    if (!same)
        return pseg_fail(error, "its network or its frames are not what the settings make");
    pseg_float_weights(t->parameters, model);
    return 0;
}

int pseg_run_epochs(struct pseg_trainer *t, int last, const struct pseg_run_hooks *hooks,
                    struct pseg_error *error)
{
    while (!pseg_trainer_finished(t) && (!last || t->epoch < last)) {
        const int status = pseg_trainer_epoch(t, hooks->progress, hooks->user, error);
        if (status)
            return status;
        if (hooks->epoch && hooks->epoch(hooks->user, t, error))
            return -1;
    }
    return 0;
}

/* Members of the record: who, from what, how, with what course. */
static void write_record(FILE *f, const struct pseg_trainer *t)
{
    fprintf(f,
            "{\"made_by\":\"phoneseg %s\",\"train_minutes\":%.2f,\"validation_minutes\":%.2f,"
            "\"epochs_done\":%d,\"best_epoch\":%d,\"settings\":{",
            PSEG_VERSION, t->data->train.seconds / 60, t->data->validation.seconds / 60, t->epoch,
            t->best_epoch);
    pseg_settings_write_json(f, &t->settings);
    fprintf(f, "},\"loss\":[");
    for (int i = 0; i < t->epoch; i++)
        fprintf(f, "%s%.6g", i ? "," : "", t->history[i].loss);
    fprintf(f, "],\"validation\":[");
    for (int i = 0; i < t->epoch; i++)
        fprintf(f, "%s%.6g", i ? "," : "", t->history[i].validation);
    fprintf(f, "]}");
}

static int make_record(char **json, size_t *size, const struct pseg_trainer *t,
                       struct pseg_error *error)
{
    FILE *f = open_memstream(json, size);
    if (!f)
        return pseg_fail(error, "out of memory for the training record");
    write_record(f, t);
    return fclose(f) ? pseg_fail(error, "out of memory for the training record") : 0;
}

/* Weights and record in one block, which the model owns. */
int pseg_run_model(struct pseg_model *model, const struct pseg_trainer *t, struct pseg_error *error)
{
    char *json = NULL;
    size_t size = 0;
    memset(model, 0, sizeof *model);
    if (make_record(&json, &size, t, error)) {
        free(json);
        return -1;
    }
    *model = (struct pseg_model){.config = t->config,
                                 .weights = pseg_trainer_result(t),
                                 .n_weights = t->net.n_parameters,
                                 .json = json,
                                 .json_size = size};
    const float *weights = pseg_model_own(model);
    free(json);
    return weights ? 0 : pseg_fail(error, "out of memory for the trained model");
}

int pseg_run_calibrate(struct pseg_model *model, const struct pseg_trainer *t,
                       struct pseg_error *error)
{
    const struct pseg_part *part = t->data->validation.n ? &t->data->validation : &t->data->train;
    struct pseg_heard heard;
    if (t->settings.blend < 0) {
        if (pseg_listen(&heard, model, part, error))
            return -1;
        model->config.blend = (float)pseg_equal_blend(&heard);
        pseg_heard_free(&heard);
    }
    if (pseg_listen(&heard, model, part, error))
        return -1;
    const int status =
        pseg_threshold_for_rate(&model->config.threshold, &heard, t->settings.boundaries, error);
    pseg_heard_free(&heard);
    return status;
}
