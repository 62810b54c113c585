#include "network.h"

#include <string.h>

#include "gates.h"
#include "int8.h"

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

/* Reals in whose place there is room for n int8. */
static size_t reals_for(size_t n)
{
    return (n + sizeof(real) - 1) / sizeof(real);
}

/* What the inputs of a product go through. */
static int add_matrix(struct pseg_network *net, const char *name, int in, int out)
{
    const size_t scratch = reals_for(PSEG_INT8_ROWS * (size_t)in), start = net->n_parameters;
    const int t = add_tensor(net, name, in, out, 0);
    net->tensors[t].is_int8 = net->is_int8;
    if (net->is_int8) {
        net->n_parameters = start + (size_t)out + reals_for((size_t)in * (size_t)out);
        net->scratch = scratch > net->scratch ? scratch : net->scratch;
    }
    return t;
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

/* An empty layer of kind and width on top of those that are there. */
static struct pseg_layer *add_layer(struct pseg_network *net, enum pseg_layer_kind kind, int out)
{
    const int in = last_width(net);
    struct pseg_layer *layer = &net->layers[net->n_layers++];
    layer->kind = kind;
    layer->in = in;
    layer->out = out;
    layer->w = layer->u = layer->b = layer->v = layer->below = -1;
    layer->drops = 1;
    layer->width[PSEG_SLOT_OUT] = out;
    return layer;
}

void pseg_network_add_dense(struct pseg_network *net, const char *const names[2], int out,
                            enum pseg_activation f)
{
    struct pseg_layer *layer = add_layer(net, PSEG_LAYER_DENSE, out);
    layer->activation = f;
    layer->w = add_matrix(net, names[0], layer->in, out);
    layer->b = add_tensor(net, names[1], 1, out, 0);
    add_slots(net, layer);
}

/* The columns of a tensor of a recurrent layer, of n units. */
static int columns(const struct pseg_network *net, enum pseg_hears hears, int n)
{
    return (pseg_cell_blocks(net->cell) - pseg_first_block(net->cell, hears)) * n;
}

/* A refined gate wants an input as wide as itself (002 eq. 4). */
static void add_projection(struct pseg_network *net, int level, int out)
{
    static const char *const names[2][2] = {{"project1.W", "project1.b"},
                                            {"project2.W", "project2.b"}};
    if (!pseg_cell_is_refined(net->cell) || last_width(net) == out)
        return;
    pseg_network_add_dense(net, names[level], out, PSEG_LINEAR);
    net->layers[net->n_layers - 1].drops = 0; /* the layer below has dropped already */
}

static void add_recurrent_slots(struct pseg_network *net, struct pseg_layer *layer)
{
    layer->width[PSEG_SLOT_ACT] = pseg_cell_blocks(net->cell) * layer->out;
    layer->width[PSEG_SLOT_AUX] = layer->width[PSEG_SLOT_H] = layer->out;
    layer->width[PSEG_SLOT_C] = net->cell->family->has_memory ? layer->out : 0;
    add_slots(net, layer);
}

void pseg_network_add_recurrent(struct pseg_network *net, int out, int residual)
{
    static const char *const names[2][4] = {{"rec1.W", "rec1.U", "rec1.b", "rec1.V"},
                                            {"rec2.W", "rec2.U", "rec2.b", "rec2.V"}};
    const int below = net->last_recurrent, level = below >= 0;
    add_projection(net, level, out);
    struct pseg_layer *layer = add_layer(net, PSEG_LAYER_RECURRENT, out);
    layer->w = add_matrix(net, names[level][0], layer->in, columns(net, PSEG_HEARS_INPUT, out));
    layer->u = add_matrix(net, names[level][1], out, columns(net, PSEG_HEARS_STATE, out));
    layer->b = add_tensor(net, names[level][2], 1, columns(net, PSEG_HEARS_BIAS, out), 0);
    if (net->cell->hears & PSEG_HEARS_MEMORY)
        layer->v = add_tensor(net, names[level][3], net->cell->family->n_gates, out, 0);
    add_recurrent_slots(net, layer);
    layer->below = residual ? below : -1;
    net->last_recurrent = net->n_layers - 1;
    if (below < 0)
        net->first_recurrent = net->last_recurrent;
}

/* 000 section 4.1: the autoencoder and the 4-layer RPM are the whole stack of figure 2, the 2-layer
 * RPM its lower half; all end in a linear layer back to the features. */
static void add_layers(struct pseg_network *net, const struct pseg_config *c)
{
    static const char *const encode[] = {"encode.W", "encode.b"};
    static const char *const decode[] = {"decode.W", "decode.b"};
    static const char *const predict[] = {"predict.W", "predict.b"};
    pseg_network_add_dense(net, encode, c->n_dense, PSEG_RELU);
    pseg_network_add_recurrent(net, c->n_hidden, 0);
    if (c->topology != PSEG_TOPOLOGY_RPM2) {
        pseg_network_add_recurrent(net, c->n_hidden, c->residual);
        pseg_network_add_dense(net, decode, c->n_dense, PSEG_RELU);
    }
    pseg_network_add_dense(net, predict, net->n_features, PSEG_LINEAR);
}

void pseg_network_begin(struct pseg_network *net, const struct pseg_cell_kind *cell, int n_features)
{
    memset(net, 0, sizeof *net);
    net->cell = cell;
    net->n_features = n_features;
    net->first_recurrent = net->last_recurrent = net->readout = net->readout_bias = -1;
    net->ahead = 1;
}

void pseg_network_end(struct pseg_network *net)
{
    net->n_run = net->n_layers;
    net->layers[net->n_layers - 1].drops = 0; /* the result is whole */
    if (net->last_recurrent >= 0)
        net->layers[net->last_recurrent].exposes_memory = net->cell->exposes_memory;
}

void pseg_network_build(struct pseg_network *net, const struct pseg_config *c)
{
    pseg_network_begin(net, &pseg_cells[c->cell], pseg_n_features(c));
    net->is_int8 = c->int8;
    if (c->topology == PSEG_TOPOLOGY_NONE)
        return;
    net->mean = add_tensor(net, "feature.mean", 1, net->n_features, 1);
    net->gain = add_tensor(net, "feature.gain", 1, 1, 1);
    add_layers(net, c);
    pseg_network_end(net);
    net->ahead = c->topology != PSEG_TOPOLOGY_AE;
    if (c->score == PSEG_SCORE_READOUT) {
        net->readout = add_tensor(net, "readout.w", 1 + (1 + c->readout_state) * c->n_hidden, 1, 0);
        net->readout_bias = add_tensor(net, "readout.b", 1, 1, 0);
    }
}

static struct pseg_matrix matrix(const real *parameters, const struct pseg_trace *tr, int tensor,
                                 const struct pseg_network *net)
{
    const struct pseg_tensor *t = &net->tensors[tensor];
    const real *at = parameters + t->offset;
    if (!t->is_int8)
        return (struct pseg_matrix){.w = at, .ld = t->cols};
    real *scratch = tr->base + pseg_trace_size(net, tr->steps, tr->batch) - net->scratch;
    return (struct pseg_matrix){.q = pseg_tensor_int8(parameters, t),
                                .scale = at,
                                .scratch = (int8_t *)scratch,
                                .ld = t->cols};
}

void pseg_layer_weights(struct pseg_cell_weights *p, const real *parameters,
                        const struct pseg_trace *tr, const struct pseg_layer *layer,
                        const struct pseg_network *net)
{
    p->w = matrix(parameters, tr, layer->w, net);
    p->u = matrix(parameters, tr, layer->u, net);
    p->b = parameters + net->tensors[layer->b].offset;
    p->v = layer->v < 0 ? NULL : parameters + net->tensors[layer->v].offset;
}

void pseg_layer_step(struct pseg_cell_step *s, const struct pseg_trace *tr, int t, const real *x,
                     const struct pseg_layer *layer, const struct pseg_network *net)
{
    s->h = pseg_trace_row(tr, layer, PSEG_SLOT_H, t + 1);
    s->c = pseg_trace_row(tr, layer, PSEG_SLOT_C, t + 1);
    s->act = pseg_trace_row(tr, layer, PSEG_SLOT_ACT, t + 1);
    s->aux = pseg_trace_row(tr, layer, PSEG_SLOT_AUX, t + 1);
    s->last = pseg_trace_row(tr, layer, PSEG_SLOT_H, t);
    s->last_c = pseg_trace_row(tr, layer, PSEG_SLOT_C, t);
    s->x = x;
    s->from_below = layer->below < 0 ? NULL
                                     : pseg_trace_row(tr, &net->layers[layer->below],
                                                      pseg_memory_slot(net), t + 1);
    s->batch = tr->batch;
    s->in = layer->in;
    s->n = layer->out;
}

/* What the next layer reads of n steps from t on. */
static void hand_on(real *out, const struct pseg_trace *tr, int t, int n,
                    const struct pseg_layer *layer)
{
    const enum pseg_slot shown = layer->exposes_memory ? PSEG_SLOT_C : PSEG_SLOT_H;
    memcpy(out, pseg_trace_row(tr, layer, shown, t + 1),
           (size_t)n * (size_t)tr->batch * (size_t)layer->out * sizeof(real));
}

static void recurrent_steps(real *out, const struct pseg_trace *tr, int t, int n, const real *x,
                            const real *parameters, const struct pseg_network *net,
                            const struct pseg_layer *layer, const struct pseg_kernels *k)
{
    struct pseg_cell_weights weights;
    struct pseg_cell_step step;
    pseg_layer_weights(&weights, parameters, tr, layer, net);
    pseg_layer_step(&step, tr, t, x, layer, net);
    step.batch = n * tr->batch;
    pseg_hear_input(&step, &weights, net->cell, k);
    for (int i = 0; i < n; i++) {
        pseg_layer_step(&step, tr, t + i, x + (long)i * tr->batch * layer->in, layer, net);
        net->cell->family->forward(&step, &weights, net->cell, k);
    }
    hand_on(out, tr, t, n, layer);
}

static void dense_steps(real *out, const struct pseg_trace *tr, int n, const real *x,
                        const real *parameters, const struct pseg_network *net,
                        const struct pseg_layer *layer, const struct pseg_kernels *k)
{
    const struct pseg_matrix w = matrix(parameters, tr, layer->w, net);
    pseg_dense_forward(out, x, &w, parameters + net->tensors[layer->b].offset, layer->activation,
                       n * tr->batch, layer->in, layer->out, k);
}

static void drop(real *out, const real *mask, int n)
{
    for (int i = 0; i < n; i++)
        out[i] *= mask[i];
}

/* Layers first to end - 1, the first of which reads x; returns what the last one tells. */
static const real *run_layers(struct pseg_trace *tr, int t, int n, const real *x,
                              const real *parameters, const struct pseg_network *net, int first,
                              int end, const struct pseg_kernels *k)
{
    for (int l = first; l < end; l++) {
        const struct pseg_layer *layer = &net->layers[l];
        real *out = pseg_trace_row(tr, layer, PSEG_SLOT_OUT, t + 1);
        if (layer->kind == PSEG_LAYER_RECURRENT)
            recurrent_steps(out, tr, t, n, x, parameters, net, layer, k);
        else
            dense_steps(out, tr, n, x, parameters, net, layer, k);
        if (tr->mask && layer->drops)
            drop(out, tr->mask + pseg_trace_index(tr, layer, PSEG_SLOT_OUT, t + 1),
                 n * tr->batch * layer->out);
        x = out;
    }
    return x;
}

void pseg_network_steps(struct pseg_trace *tr, int t, int n, const real *x, const real *parameters,
                        const struct pseg_network *net, const struct pseg_kernels *k)
{
    run_layers(tr, t, n, x, parameters, net, 0, net->n_run, k);
}

void pseg_network_step(struct pseg_trace *tr, int t, const real *x, const real *parameters,
                       const struct pseg_network *net, const struct pseg_kernels *k)
{
    pseg_network_steps(tr, t, 1, x, parameters, net, k);
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

static void carry(struct pseg_trace *tr, const struct pseg_layer *layer, enum pseg_slot slot,
                  int row)
{
    memcpy(pseg_trace_row(tr, layer, slot, 0), pseg_trace_row(tr, layer, slot, row),
           (size_t)tr->batch * (size_t)layer->width[slot] * sizeof(real));
}

void pseg_network_carry(struct pseg_trace *tr, const struct pseg_network *net, int row)
{
    for (int l = 0; l < net->n_layers; l++)
        for (int s = 0; s < PSEG_N_SLOTS; s++)
            carry(tr, &net->layers[l], (enum pseg_slot)s, row);
}

/* The part of a row that stream b has of it. */
static real *stream_of(const struct pseg_trace *tr, int b, const struct pseg_layer *layer,
                       enum pseg_slot slot, int row)
{
    return pseg_trace_row(tr, layer, slot, row) + (size_t)b * (size_t)layer->width[slot];
}

void pseg_network_join(struct pseg_trace *tr, int b, const struct pseg_trace *one, int row,
                       const struct pseg_network *net)
{
    static const enum pseg_slot kept[] = {PSEG_SLOT_H, PSEG_SLOT_C};
    for (int l = 0; l < net->n_run; l++)
        for (int i = 0; i < 2; i++) {
            const struct pseg_layer *layer = &net->layers[l];
            memcpy(stream_of(tr, b, layer, kept[i], 0), pseg_trace_row(one, layer, kept[i], row),
                   (size_t)layer->width[kept[i]] * sizeof(real));
        }
}

void pseg_network_leave(struct pseg_trace *one, int row, const struct pseg_trace *tr, int b,
                        const struct pseg_network *net)
{
    carry(one, &net->layers[net->first_recurrent], PSEG_SLOT_ACT, row);
    carry(one, &net->layers[net->n_layers - 1], PSEG_SLOT_OUT, row);
    for (int l = 0; l < net->n_run; l++)
        for (int s = 0; s < PSEG_N_SLOTS; s++) {
            const struct pseg_layer *layer = &net->layers[l];
            const enum pseg_slot slot = (enum pseg_slot)s;
            memcpy(pseg_trace_row(one, layer, slot, 1), stream_of(tr, b, layer, slot, 1),
                   (size_t)layer->width[slot] * sizeof(real));
        }
}

static void carry_states(struct pseg_trace *tr, const struct pseg_network *net, int first, int end)
{
    for (int l = first; l < end; l++) {
        carry(tr, &net->layers[l], PSEG_SLOT_H, 1);
        carry(tr, &net->layers[l], PSEG_SLOT_C, 1);
    }
}

/* What the first recurrent layer hears of x is kept among the gates of row 0, which no step reads.
 * Layers above the last recurrent one leave nothing to a later step. */
void pseg_network_warm_up(struct pseg_trace *tr, int n, const real *x, const real *parameters,
                          const struct pseg_network *net, const struct pseg_kernels *k)
{
    const int first = net->first_recurrent, last = net->last_recurrent;
    const int end = net->n_run <= last ? net->n_run : last + 1;
    const struct pseg_layer *layer = &net->layers[first];
    const real *heard = pseg_trace_row(tr, layer, PSEG_SLOT_ACT, 0);
    real *out = pseg_trace_row(tr, layer, PSEG_SLOT_OUT, 1);
    struct pseg_cell_weights weights;
    struct pseg_cell_step step;
    x = run_layers(tr, 0, 1, x, parameters, net, 0, first, k);
    pseg_layer_weights(&weights, parameters, tr, layer, net);
    pseg_layer_step(&step, tr, 0, x, layer, net);
    pseg_hear_input(&step, &weights, net->cell, k);
    carry(tr, layer, PSEG_SLOT_ACT, 1);
    for (int i = 0; i < n; i++) {
        carry_states(tr, net, first, end);
        memcpy(step.act, heard,
               (size_t)tr->batch * (size_t)layer->width[PSEG_SLOT_ACT] * sizeof(real));
        net->cell->family->forward(&step, &weights, net->cell, k);
        hand_on(out, tr, 0, 1, layer);
        run_layers(tr, 0, 1, out, parameters, net, first + 1, end, k);
    }
}
