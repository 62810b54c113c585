#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "model.h"
#include "network.h"
#include "phoneseg/host.h"

/* [bytes] of the processor's caches. Vectors of weights that lie across two lines take twice as
 * long to load. */
enum { LINE = 64 };

/* The same bytes at the start of a line; NULL: out of memory. They are freed in any case. */
static unsigned char *align(unsigned char *bytes, size_t size)
{
    unsigned char *aligned = aligned_alloc(LINE, (size + LINE - 1) / LINE * LINE);
    if (aligned && bytes)
        memcpy(aligned, bytes, size);
    free(bytes);
    return aligned;
}

int pseg_model_load(struct pseg_model *model, const char *path, struct pseg_error *error)
{
    size_t size;
    memset(model, 0, sizeof *model);
    unsigned char *bytes = pseg_read_file(path, &size, error);
    if (!bytes)
        return -1;
    bytes = align(bytes, size);
    if (!bytes)
        return pseg_fail(error, "out of memory for model %s", path);
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

/* [bytes] of the file before the largest tensor. */
static size_t place_of_largest(const struct pseg_model *model, size_t json_size)
{
    struct pseg_network net;
    const struct pseg_tensor *largest = NULL;
    pseg_network_build(&net, &model->config);
    for (int t = 0; t < net.n_tensors; t++)
        if (!largest || net.tensors[t].rows * net.tensors[t].cols > largest->rows * largest->cols)
            largest = &net.tensors[t];
    return pseg_model_bytes(largest ? largest->offset : 0, json_size) - sizeof(uint32_t);
}

/* The record, and blanks after it such that the largest tensor starts a line, and with it each of
 * its rows where they are as long as some lines. NULL: out of memory. */
static char *pad_record(size_t *size, const struct pseg_model *model)
{
    size_t n = model->json_size;
    while (n && model->json[n - 1] == ' ')
        n--;
    for (*size = n; *size && place_of_largest(model, *size) % LINE;)
        ++*size;
    char *json = malloc(*size + 1);
    if (json) {
        memset(json, ' ', *size);
        memcpy(json, model->json ? model->json : "", n);
    }
    return json;
}

static unsigned char *write_bytes(size_t *size, const struct pseg_model *model)
{
    size_t json_size;
    char *json = pad_record(&json_size, model);
    *size = pseg_model_bytes(model->n_weights, json_size);
    unsigned char *bytes = json ? malloc(*size) : NULL;
    if (bytes)
        pseg_model_write(bytes, &model->config, model->weights, model->n_weights, json, json_size);
    free(json);
    return bytes;
}

int pseg_model_save(const struct pseg_model *model, const char *path, struct pseg_error *error)
{
    size_t size;
    if (pseg_model_check_place(path, error))
        return -1;
    unsigned char *bytes = write_bytes(&size, model);
    if (!bytes)
        return pseg_fail(error, "out of memory for model %s", path);
    struct pseg_output *o = pseg_output_open(path, error);
    if (o)
        fwrite(bytes, 1, size, pseg_output_stream(o));
    free(bytes);
    return o ? pseg_output_commit(o, error) : -1;
}
