#include "own.h"

#include <stdlib.h>
#include <string.h>

float *pseg_model_own(struct pseg_model *model)
{
    const size_t bytes = model->n_weights * sizeof(float);
    char *block = malloc(bytes + model->json_size + 1);
    if (!block)
        return NULL;
    memcpy(block, model->weights, bytes);
    memcpy(block + bytes, model->json, model->json_size);
    pseg_model_free(model);
    model->weights = (const float *)(void *)block;
    model->json = block + bytes;
    model->owned = block;
    return (float *)(void *)block;
}
