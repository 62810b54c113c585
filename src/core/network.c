#include "network.h"

#include <string.h>

static int add_tensor(struct pseg_network *net, const char *name, int rows, int cols, int fixed)
{
    struct pseg_tensor *t = &net->tensors[net->n_tensors];
    t->name = name;
    t->rows = rows;
    t->cols = cols;
    t->offset = net->n_parameters;
    t->fixed = fixed;
    net->n_parameters += (size_t)rows * (size_t)cols;
    return net->n_tensors++;
}

static void add_slots(struct pseg_network *net, struct pseg_layer *layer)
{
    for (int s = 0; s < PSEG_N_SLOTS; s++) {
        layer->before[s] = net->trace_width;
        net->trace_width += (size_t)layer->width[s];
    }
}

static int last_width(const struct pseg_network *net)
{
    return net->n_layers ? net->layers[net->n_layers - 1].out : net->n_features;
}

static void add_dense(struct pseg_network *net, const char *const names[2], int out,
                      enum pseg_activation f)
{
    struct pseg_layer layer = {.kind = PSEG_LAYER_DENSE, .activation = f, .out = out};
    layer.in = last_width(net);
    layer.w = add_tensor(net, names[0], layer.in, out, 0);
    layer.b = add_tensor(net, names[1], 1, out, 0);
    layer.width[PSEG_SLOT_OUT] = out;
    add_slots(net, &layer);
    net->layers[net->n_layers++] = layer;
}

static void add_recurrent(struct pseg_network *net, const char *const names[3], int out)
{
    const int blocks = net->cell->blocks;
    struct pseg_layer layer = {.kind = PSEG_LAYER_RECURRENT, .out = out};
    layer.in = last_width(net);
    layer.w = add_tensor(net, names[0], layer.in, blocks * out, 0);
    layer.u = add_tensor(net, names[1], out, blocks * out, 0);
    layer.b = add_tensor(net, names[2], 1, blocks * out, 0);
    layer.width[PSEG_SLOT_OUT] = layer.width[PSEG_SLOT_H] = out;
    layer.width[PSEG_SLOT_ACT] = blocks * out;
    layer.width[PSEG_SLOT_AUX] = net->cell->aux * out;
    add_slots(net, &layer);
    if (net->first_recurrent < 0)
        net->first_recurrent = net->n_layers;
    net->layers[net->n_layers++] = layer;
}

/* 000 section 4.1: the 4-layer RPM is the whole stack of figure 2, the 2-layer one its lower half;
 * both end in a linear layer back to the features. */
static void add_layers(struct pseg_network *net, const struct pseg_config *c)
{
    static const char *const encode[] = {"encode.W", "encode.b"};
    static const char *const rec1[] = {"rec1.W", "rec1.U", "rec1.b"};
    static const char *const rec2[] = {"rec2.W", "rec2.U", "rec2.b"};
    static const char *const decode[] = {"decode.W", "decode.b"};
    static const char *const predict[] = {"predict.W", "predict.b"};
    add_dense(net, encode, c->n_dense, PSEG_RELU);
    add_recurrent(net, rec1, c->n_hidden);
    if (c->topology == PSEG_TOPOLOGY_RPM4) {
        add_recurrent(net, rec2, c->n_hidden);
        add_dense(net, decode, c->n_dense, PSEG_RELU);
    }
    add_dense(net, predict, net->n_features, PSEG_LINEAR);
}

void pseg_network_build(struct pseg_network *net, const struct pseg_config *c)
{
    memset(net, 0, sizeof *net);
    net->cell = &pseg_cells[c->cell];
    net->n_features = pseg_n_features(c);
    net->first_recurrent = net->readout = net->readout_bias = -1;
    if (c->topology == PSEG_TOPOLOGY_NONE)
        return;
    net->mean = add_tensor(net, "feature.mean", 1, net->n_features, 1);
    net->gain = add_tensor(net, "feature.gain", 1, 1, 1);
    add_layers(net, c);
    if (c->score == PSEG_SCORE_READOUT) {
        net->readout = add_tensor(net, "readout.w", 1 + c->n_hidden, 1, 1);
        net->readout_bias = add_tensor(net, "readout.b", 1, 1, 1);
    }
}

static void recurrent_step(const struct pseg_trace *tr, int t, const real *x,
                           const real *parameters, const struct pseg_network *net,
                           const struct pseg_layer *layer, const struct pseg_kernels *k)
{
    const struct pseg_cell_weights weights = {
        parameters + net->tensors[layer->w].offset,
        parameters + net->tensors[layer->u].offset,
        parameters + net->tensors[layer->b].offset,
    };
    const struct pseg_cell_step step = {
        .h = pseg_trace_row(tr, layer, PSEG_SLOT_H, t + 1),
        .act = pseg_trace_row(tr, layer, PSEG_SLOT_ACT, t + 1),
        .aux = pseg_trace_row(tr, layer, PSEG_SLOT_AUX, t + 1),
        .last = pseg_trace_row(tr, layer, PSEG_SLOT_H, t),
        .x = x,
        .batch = tr->batch,
        .in = layer->in,
        .n = layer->out,
    };
    net->cell->forward(&step, &weights, k);
    memcpy(pseg_trace_row(tr, layer, PSEG_SLOT_OUT, t + 1), step.h,
           (size_t)tr->batch * (size_t)layer->out * sizeof(real));
}

static void drop(real *out, const real *mask, int n)
{
    for (int i = 0; i < n; i++)
        out[i] *= mask[i];
}

void pseg_network_step(struct pseg_trace *tr, int t, const real *x, const real *parameters,
                       const struct pseg_network *net, const struct pseg_kernels *k)
{
    for (int l = 0; l < net->n_layers; l++) {
        const struct pseg_layer *layer = &net->layers[l];
        real *out = pseg_trace_row(tr, layer, PSEG_SLOT_OUT, t + 1);
        if (layer->kind == PSEG_LAYER_RECURRENT)
            recurrent_step(tr, t, x, parameters, net, layer, k);
        else
            pseg_dense_forward(out, x, parameters + net->tensors[layer->w].offset,
                               parameters + net->tensors[layer->b].offset, layer->activation,
                               tr->batch, layer->in, layer->out, k);
        if (tr->mask && l + 1 < net->n_layers)
            drop(out, tr->mask + pseg_trace_index(tr, layer, PSEG_SLOT_OUT, t + 1),
                 tr->batch * layer->out);
        x = out;
    }
}

void pseg_network_clear(struct pseg_trace *tr, const struct pseg_network *net)
{
    for (int l = 0; l < net->n_layers; l++)
        for (int s = 0; s < PSEG_N_SLOTS; s++) {
            const struct pseg_layer *layer = &net->layers[l];
            memset(pseg_trace_row(tr, layer, (enum pseg_slot)s, 0), 0,
                   (size_t)tr->batch * (size_t)layer->width[s] * sizeof(real));
        }
}

void pseg_network_carry(struct pseg_trace *tr, const struct pseg_network *net)
{
    for (int l = 0; l < net->n_layers; l++)
        for (int s = 0; s < PSEG_N_SLOTS; s++) {
            const struct pseg_layer *layer = &net->layers[l];
            const size_t width = (size_t)tr->batch * (size_t)layer->width[s];
            memcpy(pseg_trace_row(tr, layer, (enum pseg_slot)s, 0),
                   pseg_trace_row(tr, layer, (enum pseg_slot)s, tr->steps), width * sizeof(real));
        }
}
