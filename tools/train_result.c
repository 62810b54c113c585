#include "train_result.h"

#include <stdlib.h>

#include "calibrate.h"

static int calibrate(struct pseg_model *model, const struct pseg_trainer *t,
                     struct pseg_error *error)
{
    const struct pseg_part *part = t->data->validation.n ? &t->data->validation : &t->data->train;
    struct pseg_signals signals;
    if (t->settings.blend < 0) {
        if (pseg_listen(&signals, model, part, error))
            return -1;
        model->config.blend = (float)pseg_equal_blend(&signals);
        pseg_signals_free(&signals);
    }
    if (pseg_listen(&signals, model, part, error))
        return -1;
    model->config.threshold = pseg_threshold_for_rate(&signals, t->settings.boundaries);
    pseg_signals_free(&signals);
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

int save_result(const struct pseg_trainer *t, const char *path, struct pseg_error *error)
{
    char *json = NULL;
    size_t size = 0;
    struct pseg_model model = {
        .config = t->config, .weights = pseg_trainer_result(t), .n_weights = t->net.n_parameters};
    if (calibrate(&model, t, error) || make_record(&json, &size, t, error))
        return -1;
    model.json = json;
    model.json_size = size;
    const int status = pseg_model_save(&model, path, error);
    if (!status)
        printf("%s: blend %.4g, threshold %.4g for %.3g boundaries a second\n", path,
               (double)model.config.blend, (double)model.config.threshold, t->settings.boundaries);
    free(json);
    return status;
}
