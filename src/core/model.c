#include "model.h"

#include <string.h>

#include "crc32.h"
#include "int8.h"
#include "network.h"

static size_t padded(size_t json_size)
{
    return (json_size + 3) / 4 * 4;
}

size_t pseg_model_bytes(size_t n_weights, size_t json_size)
{
    return PSEG_MODEL_HEADER + padded(json_size) + 4 * n_weights + 4;
}

void pseg_model_write(void *bytes, const struct pseg_config *config, const float *weights,
                      size_t n_weights, const char *json, size_t json_size)
{
    const size_t size = pseg_model_bytes(n_weights, json_size);
    const uint32_t prefix[4] = {PSEG_MODEL_MAGIC, PSEG_MODEL_VERSION, (uint32_t)size,
                                (uint32_t)json_size};
    unsigned char *at = bytes;
    memset(at, 0, size);
    memcpy(at, prefix, sizeof prefix);
    for (int i = 0; i < PSEG_N_FIELDS; i++)
        memcpy(at + PSEG_MODEL_PREFIX + 4 * i, (const char *)config + pseg_fields[i].offset, 4);
    if (json_size)
        memcpy(at + PSEG_MODEL_HEADER, json, json_size);
    if (n_weights)
        memcpy(at + PSEG_MODEL_HEADER + padded(json_size), weights, 4 * n_weights);
    const uint32_t crc = pseg_crc32(at, size - 4);
    memcpy(at + size - 4, &crc, 4);
}

/* What can be said of any bytes, before a field of them is believed. */
static int check_container(const unsigned char *bytes, size_t size)
{
    uint32_t word[4], crc;
    if (size < sizeof word)
        return size >= 4 && memcmp(bytes, "PSEG", 4) == 0 ? PSEG_E_MODEL_SIZE : PSEG_E_MODEL_MAGIC;
    memcpy(word, bytes, sizeof word);
    if (word[0] != PSEG_MODEL_MAGIC)
        return PSEG_E_MODEL_MAGIC;
    if (word[1] != PSEG_MODEL_VERSION)
        return PSEG_E_MODEL_VERSION;
    if (word[2] != size || size < PSEG_MODEL_HEADER + 4 || word[3] > size)
        return PSEG_E_MODEL_SIZE;
    memcpy(&crc, bytes + size - 4, 4);
    return crc == pseg_crc32(bytes, size - 4) ? PSEG_OK : PSEG_E_MODEL_CHECKSUM;
}

static int are_within(const float *x, size_t n, float low, float high)
{
    for (size_t i = 0; i < n; i++)
        if (!(x[i] >= low && x[i] <= high)) /* NaN is not */
            return 0;
    return 1;
}

static int is_sound(const struct pseg_tensor *t, const float *weights)
{
    const float *at = weights + t->offset;
    const size_t n = (size_t)t->rows * (size_t)t->cols;
    if (!t->is_int8)
        return are_within(at, n, -PSEG_MAX_WEIGHT, PSEG_MAX_WEIGHT);
    for (size_t i = 0; i < n; i++)
        if (pseg_tensor_int8(weights, t)[i] < -PSEG_INT8_MOST)
            return 0;
    return are_within(at, (size_t)t->cols, 0, PSEG_MAX_WEIGHT / PSEG_INT8_MOST);
}

static int check_weights(struct pseg_model *m)
{
    struct pseg_network net;
    pseg_network_build(&net, &m->config);
    if (net.n_parameters != m->n_weights)
        return PSEG_E_MODEL_SHAPE;
    for (int t = 0; t < net.n_tensors; t++)
        if (!is_sound(&net.tensors[t], m->weights)) {
            m->bad_field = net.tensors[t].name;
            return PSEG_E_MODEL_VALUE;
        }
    return PSEG_OK;
}

static int open_checked(struct pseg_model *model, const void *bytes, size_t size)
{
    const int status = check_container(bytes, size);
    if (status)
        return status;

    const unsigned char *at = bytes;
    uint32_t json_size;
    memcpy(&json_size, at + 12, 4);
    if (pseg_model_bytes(0, json_size) > size)
        return PSEG_E_MODEL_SIZE;
    for (int i = 0; i < PSEG_N_FIELDS; i++)
        memcpy((char *)&model->config + pseg_fields[i].offset, at + PSEG_MODEL_PREFIX + 4 * i, 4);
    model->bad_field = pseg_config_check(&model->config);
    if (model->bad_field)
        return PSEG_E_MODEL_FIELD;
    model->json = (const char *)at + PSEG_MODEL_HEADER;
    model->json_size = json_size;
    model->weights = (const float *)(const void *)(at + PSEG_MODEL_HEADER + padded(json_size));
    model->n_weights = (size - pseg_model_bytes(0, json_size)) / 4;
    if (size != pseg_model_bytes(model->n_weights, json_size))
        return PSEG_E_MODEL_SIZE;
    return check_weights(model);
}

int pseg_model_open(struct pseg_model *model, const void *bytes, size_t size)
{
    if (!model || !bytes)
        return PSEG_E_ARGUMENT;
    memset(model, 0, sizeof *model);
    if ((uintptr_t)bytes % 4)
        return PSEG_E_MODEL_ALIGN;
    const int status = open_checked(model, bytes, size);
    if (status) /* pseg_init() refuses what is left, should the caller overlook the status */
        *model = (struct pseg_model){.bad_field = model->bad_field};
    return status;
}
