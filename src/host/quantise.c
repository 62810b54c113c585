#include "quantise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "int8.h"
#include "network.h"
#include "own.h"
#include "record.h"

/* The scales to[cols] and after them int8 [rows][cols] of from[rows][cols]; column and q are room
 * for a column each. */
static void quantise_matrix(float *to, const float *from, const struct pseg_tensor *t,
                            float *column, int8_t *q)
{
    int8_t *matrix = (int8_t *)(to + t->cols);
    for (int o = 0; o < t->cols; o++) {
        for (long i = 0; i < t->rows; i++)
            column[i] = from[i * t->cols + o];
        to[o] = pseg_quantise(q, column, t->rows);
        for (long i = 0; i < t->rows; i++)
            matrix[i * t->cols + o] = q[i];
    }
}

static int most_rows(const struct pseg_network *net)
{
    int most = 0;
    for (int i = 0; i < net->n_tensors; i++)
        most = net->tensors[i].rows > most ? net->tensors[i].rows : most;
    return most;
}

/* The weights of the int8 network, to be freed; NULL: out of memory. */
static float *quantise_all(const struct pseg_network *net, const struct pseg_network *from,
                           const float *weights)
{
    const size_t rows = (size_t)most_rows(net);
    float *all = calloc(net->n_parameters, sizeof *all);
    float *column = malloc(rows * sizeof *column);
    int8_t *q = malloc(rows);
    for (int i = 0; all && column && q && i < net->n_tensors; i++) {
        const struct pseg_tensor *t = &net->tensors[i];
        const float *source = weights + from->tensors[i].offset;
        if (t->is_int8)
            quantise_matrix(all + t->offset, source, t, column, q);
        else
            memcpy(all + t->offset, source, (size_t)t->rows * (size_t)t->cols * sizeof *all);
    }
    if (!column || !q) {
        free(all);
        all = NULL;
    }
    free(column);
    free(q);
    return all;
}

static double largest_error(const struct pseg_model *int8, const struct pseg_model *from,
                            const struct pseg_network *net)
{
    double largest = 0;
    for (int t = 0; t < net->n_tensors; t++)
        largest = fmax(largest, pseg_int8_error(int8, from, t));
    return largest;
}

/* Record and weights into a block that *to owns. */
static int finish(struct pseg_model *to, const struct pseg_model *from,
                  const struct pseg_network *net, struct pseg_error *error)
{
    char value[96], *json;
    size_t size;
    snprintf(value, sizeof value, "{\"made_by\":\"phoneseg %s\",\"largest_error\":%.6g}",
             PSEG_VERSION, largest_error(to, from, net));
    if (pseg_record_set(&json, &size, from->json, from->json_size, "quantized", value, error))
        return -1;
    to->json = json;
    to->json_size = size;
    const float *weights = pseg_model_own(to);
    free(json);
    return weights ? 0 : pseg_fail(error, "out of memory for the int8 model");
}

int pseg_quantise_model(struct pseg_model *to, const struct pseg_model *from,
                        struct pseg_error *error)
{
    struct pseg_network net, float_net;
    *to = (struct pseg_model){.config = from->config};
    to->config.int8 = 1;
    if (from->config.int8)
        return pseg_fail(error, "the model's weights are int8 already");
    if (from->config.topology == PSEG_TOPOLOGY_NONE)
        return pseg_fail(error, "the model has no network whose weights could be int8");
    pseg_network_build(&net, &to->config);
    pseg_network_build(&float_net, &from->config);
    float *weights = quantise_all(&net, &float_net, from->weights);
    if (!weights)
        return pseg_fail(error, "out of memory for the int8 model");
    to->weights = weights;
    to->n_weights = net.n_parameters;
    const int result = finish(to, from, &net, error);
    free(weights);
    return result;
}

double pseg_int8_error(const struct pseg_model *int8, const struct pseg_model *from, int tensor)
{
    struct pseg_network net, float_net;
    double largest = 0;
    pseg_network_build(&net, &int8->config);
    pseg_network_build(&float_net, &from->config);
    const struct pseg_tensor *t = &net.tensors[tensor];
    const float *w = from->weights + float_net.tensors[tensor].offset;
    const float *scale = int8->weights + t->offset;
    const int8_t *q = pseg_tensor_int8(int8->weights, t);
    for (long k = 0; t->is_int8 && k < (long)t->rows * t->cols; k++)
        largest = fmax(largest, fabs((double)w[k] - q[k] * (double)scale[k % t->cols]));
    return largest;
}

void pseg_float_weights(float *to, const struct pseg_model *from)
{
    struct pseg_config float_config = from->config;
    struct pseg_network net, float_net;
    float_config.int8 = 0;
    pseg_network_build(&net, &from->config);
    pseg_network_build(&float_net, &float_config);
    for (int i = 0; i < net.n_tensors; i++) {
        const struct pseg_tensor *t = &net.tensors[i];
        const float *w = from->weights + t->offset; /* or the scales of */
        const int8_t *q = t->is_int8 ? pseg_tensor_int8(from->weights, t) : NULL;
        float *floats = to + float_net.tensors[i].offset;
        for (long k = 0; k < (long)t->rows * t->cols; k++)
            floats[k] = q ? (float)q[k] * w[k % t->cols] : w[k];
    }
}
