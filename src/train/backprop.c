#include "backprop.h"

#include <string.h>

#include "cell_backward.h"
#include "dense_backward.h"

static int widest(const struct pseg_network *net)
{
    int width = net->n_features;
    for (int l = 0; l < net->n_layers; l++)
        width = net->layers[l].out > width ? net->layers[l].out : width;
    return width;
}

/* Two buffers that layers hand their input's gradient down in, a recurrent layer's dact and its
 * state's gradients. */
size_t pseg_backprop_scratch(const struct pseg_network *net, int steps, int batch)
{
    const size_t rows = (size_t)steps * (size_t)batch, width = (size_t)widest(net);
    return rows * width * (2 + (size_t)net->cell->blocks) + 2 * (size_t)batch * width;
}

/* dh of the step above in time plus what the layer above sends down. */
static void add(real *sum, const real *a, const real *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] = a[i] + b[i];
}

static void recurrent_backward(const struct pseg_cell_gradients *g, real *dy, real *scratch,
                               const struct pseg_trace *tr, const real *x,
                               const struct pseg_cell_weights *p, const struct pseg_layer *layer,
                               const struct pseg_network *net)
{
    const struct pseg_cell_backward *cell = &pseg_cells_backward[net->cell - pseg_cells];
    const size_t state = (size_t)tr->batch * (size_t)layer->out;
    const size_t act = state * (size_t)net->cell->blocks;
    real *dh = scratch, *carried = dh + state, *dact = carried + state;
    struct pseg_cell_step s = {.batch = tr->batch, .in = layer->in, .n = layer->out, .x = x};

    memset(carried, 0, state * sizeof(real));
    for (int t = tr->steps - 1; t >= 0; t--) {
        s.h = pseg_trace_row(tr, layer, PSEG_SLOT_H, t + 1);
        s.act = pseg_trace_row(tr, layer, PSEG_SLOT_ACT, t + 1);
        s.aux = pseg_trace_row(tr, layer, PSEG_SLOT_AUX, t + 1);
        s.last = pseg_trace_row(tr, layer, PSEG_SLOT_H, t);
        add(dh, dy + (size_t)t * state, carried, state);
        cell->step(dact + (size_t)t * act, carried, dh, &s, p);
    }
    cell->weights(g, dact, &s, p, tr->steps * tr->batch); /* s is at the first step */
}

static void undrop(real *dy, const struct pseg_trace *tr, const struct pseg_layer *layer, size_t n)
{
    const real *mask = tr->mask + pseg_trace_index(tr, layer, PSEG_SLOT_OUT, 1);
    for (size_t i = 0; i < n; i++)
        dy[i] *= mask[i];
}

/* The gradient of the layer's output, dy, becomes that of its input, dx (NULL: not wanted). */
static void layer_backward(real *gradient, real *dx, real *dy, real *scratch,
                           const struct pseg_trace *tr, const real *x, const real *parameters,
                           const struct pseg_layer *layer, const struct pseg_network *net)
{
    const size_t w = net->tensors[layer->w].offset, b = net->tensors[layer->b].offset;
    const int rows = tr->steps * tr->batch;
    if (dx)
        memset(dx, 0, (size_t)rows * (size_t)layer->in * sizeof(real));
    if (layer->kind == PSEG_LAYER_DENSE) {
        pseg_dense_backward(dx, gradient + w, gradient + b, dy,
                            pseg_trace_row(tr, layer, PSEG_SLOT_OUT, 1), x, parameters + w,
                            layer->activation, rows, layer->in, layer->out);
    } else {
        const size_t u = net->tensors[layer->u].offset;
        const struct pseg_cell_gradients g = {gradient + w, gradient + u, gradient + b, dx};
        const struct pseg_cell_weights p = {parameters + w, parameters + u, parameters + b};
        recurrent_backward(&g, dy, scratch, tr, x, &p, layer, net);
    }
}

void pseg_backprop(real *gradient, real *dprediction, real *scratch, const struct pseg_trace *tr,
                   const real *x, const real *parameters, const struct pseg_network *net)
{
    const size_t rows = (size_t)tr->steps * (size_t)tr->batch;
    const size_t room = rows * (size_t)widest(net);
    real *hand[2] = {scratch, scratch + room}, *rest = scratch + 2 * room, *dy = dprediction;
    for (int l = net->n_layers - 1; l >= 0; l--) {
        const struct pseg_layer *layer = &net->layers[l];
        const real *input = l ? pseg_trace_row(tr, &net->layers[l - 1], PSEG_SLOT_OUT, 1) : x;
        real *dx = l ? hand[l % 2] : NULL;
        if (tr->mask && l + 1 < net->n_layers)
            undrop(dy, tr, layer, rows * (size_t)layer->out);
        layer_backward(gradient, dx, dy, rest, tr, input, parameters, layer, net);
        dy = dx;
    }
}
