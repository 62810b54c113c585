#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "model.h"
#include "phoneseg/host.h"

int pseg_model_load(struct pseg_model *model, const char *path, struct pseg_error *error)
{
    size_t size;
    memset(model, 0, sizeof *model);
    unsigned char *bytes = pseg_read_file(path, &size, error);
    if (!bytes)
        return -1;
    const int status = pseg_model_open(model, bytes, size);
    if (!status) {
        model->owned = bytes;
        return 0;
    }
    pseg_fail(error, "model %s: %s%s%s", path, pseg_strerror(status), model->bad_field ? ": " : "",
              model->bad_field ? model->bad_field : "");
    free(bytes);
    return -1;
}

void pseg_model_free(struct pseg_model *model)
{
    free(model->owned);
    model->owned = NULL;
}

int pseg_model_check_place(const char *path, struct pseg_error *error)
{
    char magic[4];
    struct stat s;
    if (stat(path, &s) || !S_ISREG(s.st_mode) || s.st_size == 0)
        return 0;
    FILE *f = fopen(path, "rb");
    const int is_model =
        f && fread(magic, 1, sizeof magic, f) == sizeof magic && memcmp(magic, "PSEG", 4) == 0;
    if (f)
        fclose(f);
    return is_model ? 0 : pseg_fail(error, "%s exists and is no model: it is not replaced", path);
}

int pseg_model_save(const struct pseg_model *model, const char *path, struct pseg_error *error)
{
    const size_t size = pseg_model_bytes(model->n_weights, model->json_size);
    if (pseg_model_check_place(path, error))
        return -1;
    unsigned char *bytes = malloc(size);
    if (!bytes)
        return pseg_fail(error, "out of memory for model %s", path);
    pseg_model_write(bytes, &model->config, model->weights, model->n_weights, model->json,
                     model->json_size);
    struct pseg_output *o = pseg_output_open(path, error);
    if (o)
        fwrite(bytes, 1, size, pseg_output_stream(o));
    free(bytes);
    return o ? pseg_output_commit(o, error) : -1;
}
