/* The network: a stack of layers, their tensors, and one step of all of them.
 *
 * A trace holds what every layer computed, for `steps` frames of `batch` streams. Each of its
 * arrays has steps + 1 rows: row t + 1 is what step t computed, row 0 is what the frame before
 * the first step left behind. The detector has a trace of a few steps, and carries the last row to
 * row 0 before the next; so "this frame" and "the frame before", which the difference GAS and the
 * prediction error need, always stand side by side. */
#ifndef PSEG_NETWORK_H
#define PSEG_NETWORK_H

#include "arena.h"
#include "cell.h"
#include "dense.h"

/* A trainable tensor [rows][cols] at `offset` reals from the start of the parameters. One of int8
 * is there as scales [cols], reals, and then int8 [rows][cols], filled up to a whole real. */
struct pseg_tensor {
    const char *name; /* "layer.tensor" */
    int rows, cols;
    size_t offset;
    int fixed;   /* set from data or by the user, not trained by the loss */
    int is_int8; /* a matrix of an int8 network */
};

/* The int8 [rows][cols] of such a tensor. */
static inline const int8_t *pseg_tensor_int8(const real *parameters, const struct pseg_tensor *t)
{
    return (const int8_t *)(parameters + t->offset + t->cols);
}

#define PSEG_MAX_LAYERS 6
#define PSEG_MAX_TENSORS (4 * PSEG_MAX_LAYERS + 4)

enum pseg_layer_kind { PSEG_LAYER_DENSE, PSEG_LAYER_RECURRENT };

/* Arrays of one layer in the trace. Only OUT is used by a dense layer. */
enum pseg_slot {
    PSEG_SLOT_OUT, /* [batch][out] what the next layer reads: the output after dropout */
    PSEG_SLOT_ACT, /* [batch][blocks * out] gates and candidate */
    PSEG_SLOT_AUX, /* [batch][out] what the cell needs besides */
    PSEG_SLOT_H,   /* [batch][out] state */
    PSEG_SLOT_C,   /* [batch][out] memory, of a cell that has one besides its state */
    PSEG_N_SLOTS
};

struct pseg_layer {
    enum pseg_layer_kind kind;
    enum pseg_activation activation; /* of a dense layer */
    int in, out;
    int w, u, b, v;              /* indices of its tensors; -1: not there */
    int exposes_memory;          /* the output is the memory, not the state */
    int below;                   /* the layer whose memory its candidate gets; -1: none */
    int drops;                   /* dropout takes of its output */
    int width[PSEG_N_SLOTS];     /* reals a stream and step, 0: not there */
    size_t before[PSEG_N_SLOTS]; /* reals a stream and step in the arrays before this one */
};

struct pseg_network {
    const struct pseg_cell_kind *cell;
    int is_int8; /* its matrices; biases, peepholes, normalisation and readout are real */
    int n_layers;
    int n_run; /* layers that a step runs, from the bottom: all, where nobody says fewer */
    struct pseg_layer layers[PSEG_MAX_LAYERS];
    int first_recurrent; /* its gates are the GAS */
    int last_recurrent;
    int ahead; /* [frames] from the frame that comes in to the one that the last layer tells */
    int n_features;
    int n_tensors;
    struct pseg_tensor tensors[PSEG_MAX_TENSORS];
    int mean, gain;            /* tensors of the normalisation: (feature - mean[j]) * gain */
    int readout, readout_bias; /* tensors [1 + J or 1 + 2 J][1] and [1][1]; -1 unless the score is a
                                  readout */
    size_t n_parameters;       /* reals that the tensors take; as many numbers, unless it is int8 */
    size_t trace_width;        /* reals a stream and step in all arrays */
    size_t scratch;            /* reals that hold the widest inputs of an int8 matrix, quantised */
};

/* A checked configuration becomes layers and tensors. */
void pseg_network_build(struct pseg_network *net, const struct pseg_config *config);

/* Stacks of other shapes, layer by layer from the bottom: begin, add, end. */
void pseg_network_begin(struct pseg_network *net, const struct pseg_cell_kind *cell,
                        int n_features);
void pseg_network_add_dense(struct pseg_network *net, const char *const names[2], int out,
                            enum pseg_activation f);
/* residual: it gets the memory of the recurrent layer below, which is as wide (001 section 5.2) */
void pseg_network_add_recurrent(struct pseg_network *net, int out, int residual);
void pseg_network_end(struct pseg_network *net);

/* Where the memory of a recurrent layer is: what a residual hands up. */
static inline enum pseg_slot pseg_memory_slot(const struct pseg_network *net)
{
    return net->cell->family->has_memory ? PSEG_SLOT_C : PSEG_SLOT_H;
}

/* Frames like the first one that the network is taken to have heard before it. A state of zeros is
 * like no sound at all: as it gives way to the first real one, the gates move as at a boundary. */
#define PSEG_WARM_UP 8

struct pseg_trace {
    real *base;       /* [pseg_trace_size()]: trace_width * (steps + 1) * batch, then scratch */
    const real *mask; /* dropout: factors at the place of each OUT of base; NULL: none */
    int steps, batch;
};

static inline size_t pseg_trace_size(const struct pseg_network *net, int steps, int batch)
{
    return net->trace_width * (size_t)(steps + 1) * (size_t)batch + net->scratch;
}

/* Where row `row` of a layer's array starts, counted in reals from the trace's base. */
static inline size_t pseg_trace_index(const struct pseg_trace *tr, const struct pseg_layer *layer,
                                      enum pseg_slot slot, int row)
{
    return (layer->before[slot] * (size_t)(tr->steps + 1) +
            (size_t)layer->width[slot] * (size_t)row) *
           (size_t)tr->batch;
}

static inline real *pseg_trace_row(const struct pseg_trace *tr, const struct pseg_layer *layer,
                                   enum pseg_slot slot, int row)
{
    return tr->base + pseg_trace_index(tr, layer, slot, row);
}

/* A recurrent layer's own part of the parameters; int8 matrices work in the trace's scratch. */
void pseg_layer_weights(struct pseg_cell_weights *p, const real *parameters,
                        const struct pseg_trace *tr, const struct pseg_layer *layer,
                        const struct pseg_network *net);

/* The arrays of its step t, which reads x[batch][in]. */
void pseg_layer_step(struct pseg_cell_step *s, const struct pseg_trace *tr, int t, const real *x,
                     const struct pseg_layer *layer, const struct pseg_network *net);

/* Step t of all layers: x[batch][n_features], normalised, to row t + 1 of the trace. The last
 * layer's OUT is the prediction of the next frame (000 eq. 14), or this one once more (eq. 11). */
void pseg_network_step(struct pseg_trace *tr, int t, const real *x, const real *parameters,
                       const struct pseg_network *net, const struct pseg_kernels *k);

/* Steps t to t + n - 1, of x[n][batch][n_features]: layer by layer, so that what needs no state is
 * one product over all of them. */
void pseg_network_steps(struct pseg_trace *tr, int t, int n, const real *x, const real *parameters,
                        const struct pseg_network *net, const struct pseg_kernels *k);

/* Step 0 and its carry, n times over with the same x, as far as later steps can tell: states,
 * memories and gates are then in row 1. At a fraction of the cost, since only the recurrent layers
 * have anything to do more than once. */
void pseg_network_warm_up(struct pseg_trace *tr, int n, const real *x, const real *parameters,
                          const struct pseg_network *net, const struct pseg_kernels *k);

/* Row 0 of each array becomes zero: nothing has been heard before the next step 0. */
void pseg_network_clear(struct pseg_trace *tr, const struct pseg_network *net);

/* Row 0 of each array becomes that row, not 0: the next step 0 goes on from there. */
void pseg_network_carry(struct pseg_trace *tr, const struct pseg_network *net, int row);

/* Stream b of the batch tr goes on from that row of `one`, the trace of a stream of its own: its
 * states and memories, which are all that step 0 reads, become those of row 0. */
void pseg_network_join(struct pseg_trace *tr, int b, const struct pseg_trace *one, int row,
                       const struct pseg_network *net);

/* Back: row 1 of `one` becomes what step 0 computed for stream b of the batch, and row 0 what that
 * row was, where scores compare the two: in the first recurrent layer's gates and the last layer's
 * OUT. */
void pseg_network_leave(struct pseg_trace *one, int row, const struct pseg_trace *tr, int b,
                        const struct pseg_network *net);

#endif
