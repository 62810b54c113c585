#include "initialise.h"

#include <math.h>
#include <string.h>

static void glorot(float *w, int in, int out, int fan_out, struct pseg_random *r)
{
    const double limit = sqrt(6.0 / (in + fan_out));
    for (int i = 0; i < in * out; i++)
        w[i] = (float)((2 * pseg_random_uniform(r) - 1) * limit);
}

/* Takes from row i its parts along rows 0 .. i - 1, then scales it to length 1. */
static void straighten(float *q, int ld, int n, int i)
{
    double norm = 0;
    for (int k = 0; k < i; k++) {
        double along = 0;
        for (int j = 0; j < n; j++)
            along += (double)q[i * ld + j] * q[k * ld + j];
        for (int j = 0; j < n; j++)
            q[i * ld + j] -= (float)(along * q[k * ld + j]);
    }
    for (int j = 0; j < n; j++)
        norm += (double)q[i * ld + j] * q[i * ld + j];
    for (int j = 0; j < n; j++)
        q[i * ld + j] /= (float)sqrt(norm);
}

/* Gram-Schmidt on Gaussian rows: q[n][n], rows ld apart. */
static void orthogonal(float *q, int ld, int n, struct pseg_random *r)
{
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            q[i * ld + j] = (float)pseg_random_normal(r);
        straighten(q, ld, n, i);
    }
}

static void zero(float *parameters, const struct pseg_tensor *t)
{
    memset(parameters + t->offset, 0, (size_t)(t->rows * t->cols) * sizeof(float));
}

void pseg_initialise(float *parameters, const struct pseg_network *net, struct pseg_random *r)
{
    for (int i = 0; i < net->n_tensors; i++) /* readout and peepholes begin with nothing to say */
        if (!net->tensors[i].fixed)
            zero(parameters, &net->tensors[i]);
    for (int l = 0; l < net->n_layers; l++) {
        const struct pseg_layer *layer = &net->layers[l];
        const struct pseg_tensor *w = &net->tensors[layer->w];
        glorot(parameters + w->offset, w->rows, w->cols, layer->out, r);
        if (layer->kind != PSEG_LAYER_RECURRENT)
            continue;
        const struct pseg_tensor *u = &net->tensors[layer->u];
        for (int first = 0; first < u->cols; first += layer->out)
            orthogonal(parameters + u->offset + first, u->cols, layer->out, r);
    }
}
