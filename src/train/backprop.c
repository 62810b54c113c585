#include "backprop.h"

#include <string.h>

#include "blas.h"
#include "cell_backward.h"
#include "clones.h"
#include "dense_backward.h"

static int widest(const struct pseg_network *net)
{
    int width = net->n_features;
    for (int l = 0; l < net->n_layers; l++)
        width = net->layers[l].out > width ? net->layers[l].out : width;
    return width;
}

/* Reals of the largest matrix: dense, or of a recurrent layer's blocks. */
static size_t room_to_turn(const struct pseg_network *net)
{
    const size_t width = (size_t)widest(net);
    return width * width * (net->cell ? (size_t)pseg_cell_blocks(net->cell) : 1);
}

/* The parts of scratch, in this order: two buffers that layers hand their input's gradient down in,
 * the gradient that a residual hands down, weights transposed, a recurrent layer's
 * pre-activations, and its state's and memory's gradients at this step and at the one before. */
size_t pseg_backprop_scratch(const struct pseg_network *net, int steps, int batch)
{
    const size_t rows = (size_t)steps * (size_t)batch, width = (size_t)widest(net);
    const size_t blocks = net->cell ? (size_t)pseg_cell_blocks(net->cell) : 0;
    return rows * width * (3 + blocks) + 4 * (size_t)batch * width + room_to_turn(net);
}

/* What every layer's backward pass reads. */
struct pass {
    const struct pseg_trace *tr;
    const real *parameters;
    const struct pseg_network *net;
    const struct pseg_readout_gradients *readout;
    real *below;  /* [steps][batch][n] of the memory that a residual handed up */
    real *turned; /* one matrix of the layer's, transposed */
    real *rest;   /* of scratch */
};

/* What comes down at all steps, [steps][batch][n]: to the state from the layer above and from a
 * readout, to the memory, to a gate; NULL: nothing. */
struct arrivals {
    const real *h, *readout, *c, *gate;
};

/* sum = a + b; b NULL: nothing */
static CLONES void add(real *sum, const real *a, const real *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] = b ? a[i] + b[i] : a[i];
}

/* The layer's output is its state or its memory; a residual above has read its memory, which is its
 * state in a cell without a memory of its own. */
static struct arrivals arrive(real *dy, const struct pass *pass, const struct pseg_layer *layer)
{
    const struct pseg_network *net = pass->net;
    const struct pseg_layer *top = &net->layers[net->last_recurrent];
    const real *below = top != layer && top->below >= 0 ? pass->below : NULL;
    struct arrivals a = {NULL, NULL, NULL, NULL};
    *(layer->exposes_memory ? &a.c : &a.h) = dy;
    if (below && net->cell->family->has_memory)
        a.c = below;
    else if (below)
        add(dy, dy, below, (size_t)(pass->tr->steps * pass->tr->batch * layer->out));
    if (pass->readout && layer == &net->layers[net->first_recurrent]) {
        a.readout = pass->readout->state;
        a.gate = pass->readout->gate;
    }
    return a;
}

static void recurrent_backward(const struct pseg_cell_gradients *g, struct arrivals from_above,
                               const struct pass *pass, const real *x,
                               const struct pseg_cell_weights *p, const struct pseg_layer *layer)
{
    const struct pseg_cell_kind *kind = pass->net->cell;
    pseg_cell_backward_step *backward = pseg_cell_step_backward(kind);
    const size_t n = (size_t)pass->tr->batch * (size_t)layer->out;
    const size_t act = n * (size_t)pseg_cell_blocks(kind);
    const size_t in = (size_t)pass->tr->batch * (size_t)layer->in;
    real *dh = pass->rest, *dc = dh + n, *last = dc + n, *last_c = last + n, *dact = last_c + n;
    struct pseg_cell_step s;

    memset(last, 0, 2 * n * sizeof(real));
    pseg_transpose(pass->turned, p->u.w, p->u.ld, layer->out, p->u.ld);
    for (int t = pass->tr->steps - 1; t >= 0; t--) {
        const size_t at = (size_t)t * n;
        const struct pseg_cell_step_gradients step = {
            .h = dh,
            .c = dc,
            .ut = pass->turned,
            .act = dact + (size_t)t * act,
            .last = last,
            .last_c = last_c,
            .gate = from_above.gate ? from_above.gate + at : NULL,
            .which = pass->readout ? pass->readout->which : 0,
            .below = layer->below < 0 ? NULL : pass->below + at,
            .x = g->x ? g->x + (size_t)t * in : NULL,
        };
        add(dh, last, from_above.h ? from_above.h + at : NULL, n);
        add(dh, dh, from_above.readout ? from_above.readout + at : NULL, n);
        add(dc, last_c, from_above.c ? from_above.c + at : NULL, n);
        pseg_layer_step(&s, pass->tr, t, x + (size_t)t * in, layer, pass->net);
        backward(&step, &s, p, kind);
    }
    pseg_cell_backward_weights(g, dact, &s, p, kind, pass->tr->steps * pass->tr->batch,
                               pass->turned);
}

static CLONES void undrop(real *dy, const struct pseg_trace *tr, const struct pseg_layer *layer,
                          size_t n)
{
    const real *mask = tr->mask + pseg_trace_index(tr, layer, PSEG_SLOT_OUT, 1);
    for (size_t i = 0; i < n; i++)
        dy[i] *= mask[i];
}

/* The gradient of the layer's output, dy, becomes that of its input, dx (NULL: not wanted). */
static void layer_backward(real *gradient, real *dx, real *dy, const struct pass *pass,
                           const real *x, const struct pseg_layer *layer)
{
    const struct pseg_tensor *tensors = pass->net->tensors;
    const struct pseg_trace *tr = pass->tr;
    const size_t w = tensors[layer->w].offset, b = tensors[layer->b].offset;
    const int rows = tr->steps * tr->batch;
    if (dx)
        memset(dx, 0, (size_t)rows * (size_t)layer->in * sizeof(real));
    if (layer->kind == PSEG_LAYER_DENSE) {
        pseg_dense_backward(dx, gradient + w, gradient + b, dy,
                            pseg_trace_row(tr, layer, PSEG_SLOT_OUT, 1), x, pass->parameters + w,
                            layer->activation, rows, layer->in, layer->out, pass->turned);
        return;
    }
    struct pseg_cell_weights p;
    const struct pseg_cell_gradients g = {
        gradient + w, gradient + tensors[layer->u].offset, gradient + b,
        layer->v < 0 ? NULL : gradient + tensors[layer->v].offset, dx};
    pseg_layer_weights(&p, pass->parameters, tr, layer, pass->net);
    recurrent_backward(&g, arrive(dy, pass, layer), pass, x, &p, layer);
}

void pseg_backprop_watched(real *gradient, real *dprediction, real *scratch,
                           const struct pseg_trace *tr, const real *x, const real *parameters,
                           const struct pseg_network *net,
                           const struct pseg_readout_gradients *readout, pseg_layer_done *done,
                           void *user)
{
    const size_t rows = (size_t)tr->steps * (size_t)tr->batch;
    const size_t room = rows * (size_t)widest(net);
    real *turned = scratch + 3 * room;
    const struct pass pass = {
        tr, parameters, net, readout, scratch + 2 * room, turned, turned + room_to_turn(net)};
    real *hand[2] = {scratch, scratch + room}, *dy = dprediction;
    for (int l = net->n_layers - 1; l >= 0; l--) {
        const struct pseg_layer *layer = &net->layers[l];
        const real *input = l ? pseg_trace_row(tr, &net->layers[l - 1], PSEG_SLOT_OUT, 1) : x;
        real *dx = l ? hand[l % 2] : NULL;
        if (tr->mask && layer->drops)
            undrop(dy, tr, layer, rows * (size_t)layer->out);
        layer_backward(gradient, dx, dy, &pass, input, layer);
        if (done)
            done(user, layer);
        dy = dx;
    }
}

void pseg_backprop(real *gradient, real *dprediction, real *scratch, const struct pseg_trace *tr,
                   const real *x, const real *parameters, const struct pseg_network *net,
                   const struct pseg_readout_gradients *readout)
{
    pseg_backprop_watched(gradient, dprediction, scratch, tr, x, parameters, net, readout, NULL,
                          NULL);
}
