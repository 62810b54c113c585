#include "run_batch.h"

#include <string.h>

#include "backprop.h"
#include "blas.h"
#include "dropout.h"
#include "frame_loss.h"
#include "ranks.h"
#include "readout_loss.h"

/* Enough rows for a product, and few enough that what a layer leaves is still in the second-level
 * cache when the next one reads it. */
enum { STEPS_AT_ONCE = 8 };

/* Frames start .. start + steps - 1 of a batch; how many of them count for each loss, of all
 * ranks. */
struct chunk {
    int start, steps;
    double n_readout, n_predictor;
};

static int taught(const struct pseg_trainer *t)
{
    return t->net.readout >= 0;
}

static int first_asked(const struct pseg_trainer *t)
{
    return t->settings.delay + 1;
}

/* Before anything is learned: the gradient of a mean needs them. */
static int count_valid(struct chunk *c, const struct pseg_trainer *t, const struct pseg_batch *b,
                       struct pseg_error *error)
{
    double n[2] = {
        0, (double)pseg_frame_loss_valid(b->lengths, c->start, c->steps, b->batch, t->net.ahead)};
    if (taught(t))
        n[0] = (double)pseg_readout_loss_valid(b->lengths, c->start, c->steps, b->batch,
                                               first_asked(t));
    if (pseg_ranks_add(n, 2, error))
        return -1;
    c->n_readout = n[0];
    c->n_predictor = n[1];
    return 0;
}

/* Steps that a group goes: in chunks as the trace does that the next one carries on, else no
 * further than its own longest piece. */
static int group_steps(const struct pseg_trainer *t, const struct chunk *c,
                       const struct pseg_batch *g)
{
    int steps = 1;
    for (int i = 0; i < g->batch; i++)
        steps = g->lengths[i] > steps ? g->lengths[i] : steps;
    return t->train.chunk ? c->steps : steps;
}

/* The columns of the group that begins with column `first`, side by side. */
static void take_group(struct pseg_trainer *t, const struct pseg_batch *b, int first,
                       const struct chunk *c)
{
    struct pseg_batch *g = &t->group;
    const int left = b->batch - first;
    g->batch = left < t->group_size ? left : t->group_size;
    g->lengths = b->lengths + first;
    g->steps = group_steps(t, c, g);
    const size_t n = (size_t)g->batch, d = (size_t)t->net.n_features;
    for (int s = 0; s <= g->steps; s++) {
        const size_t to = (size_t)s * n;
        const size_t from = (size_t)(c->start + s) * (size_t)b->batch + (size_t)first;
        memcpy(g->x + to * d, b->x + from * d, n * d * sizeof(float));
        if (s < g->steps)
            memcpy(g->targets + to, b->targets + from, n * sizeof(float));
    }
}

/* The trace of the group: blank, or where the chunk before left it; and what is dropped. */
static void set_trace(struct pseg_trainer *t, const struct chunk *c, struct pseg_random *r)
{
    t->trace.base = t->trace_base;
    t->trace.mask = r ? t->mask : NULL;
    t->trace.batch = t->group.batch;
    t->trace.steps = t->group.steps;
    if (c->start)
        pseg_network_carry(&t->trace, &t->net, t->trace.steps);
    else
        pseg_network_clear(&t->trace, &t->net);
    if (t->trace.mask)
        pseg_draw_mask(t->mask, &t->trace, t->settings.dropout, &t->net, r, t->group.batch);
}

static void forward(struct pseg_trainer *t)
{
    const size_t row = (size_t)t->group.batch * (size_t)t->net.n_features;
    for (int s = 0; s < t->trace.steps; s += STEPS_AT_ONCE) {
        const int left = t->trace.steps - s, n = left < STEPS_AT_ONCE ? left : STEPS_AT_ONCE;
        pseg_network_steps(&t->trace, s, n, t->group.x + (size_t)s * row, t->parameters, &t->net,
                           &pseg_kernels_blas);
    }
}

/* The predictor's loss, summed, and in dprediction the gradient of weight times that. */
static double predictor_loss(struct pseg_trainer *t, const struct chunk *c, double weight)
{
    const struct pseg_layer *last = &t->net.layers[t->net.n_layers - 1];
    const struct pseg_batch *g = &t->group;
    return pseg_frame_loss(t->dprediction, weight,
                           pseg_trace_row(&t->trace, last, PSEG_SLOT_OUT, 1), g->x, g->lengths,
                           c->start, g->steps, g->batch, t->net.n_features, t->net.ahead);
}

/* A readout's cross-entropy, summed; the gradient of weight times that is added to its own
 * tensors', and in dgate and dstate. */
static double readout_loss(struct pseg_trainer *t, const struct chunk *c, double weight)
{
    const struct pseg_readout_task task = {&t->net, t->config.gate, t->config.readout_state,
                                           first_asked(t)};
    const struct pseg_batch *g = &t->group;
    return pseg_readout_loss(t->gradient, t->dgate, t->dstate, weight, &t->trace, g->x, g->targets,
                             g->lengths, c->start, t->parameters, &task);
}

/* What the group costs, summed over valid frames, and its share in the gradient of the mean over
 * all of the chunk's. Of a network with a readout: its cross-entropy, and `rpm` times the
 * predictor's loss beside it, each one's mean being over its own valid frames. */
static double measure_loss(struct pseg_trainer *t, const struct chunk *c)
{
    const double share = c->n_predictor > 0 ? 1 / c->n_predictor : 0;
    if (!taught(t))
        return predictor_loss(t, c, share);
    const double weight = t->settings.rpm * share;
    const double predictor = predictor_loss(t, c, weight);
    return readout_loss(t, c, c->n_readout > 0 ? 1 / c->n_readout : 0) +
           weight * c->n_readout * predictor;
}

/* A gradient that is summed over ranks while the rest of it is worked out: from `summed` on it is
 * under way. */
struct summing {
    struct pseg_trainer *t;
    size_t summed;
};

/* Tensors lie in the order of layers, each layer's first one being its w; behind the last layer's
 * is the readout, whose gradient is there before all others. */
static void sum_layer(void *user, const struct pseg_layer *layer)
{
    struct summing *s = user;
    const size_t from = s->t->net.tensors[layer->w].offset;
    pseg_ranks_sum_begin(s->t->gradient + from, s->summed - from);
    s->summed = from;
}

/* A layer's gradient has come together in the last group. */
static void backward(struct pseg_trainer *t, int last_group)
{
    const struct pseg_readout_gradients readout = {
        t->dgate, t->config.readout_state ? t->dstate : NULL, t->config.gate};
    struct summing s = {t, t->net.n_parameters};
    pseg_backprop_watched(t->gradient, t->dprediction, t->scratch, &t->trace, t->group.x,
                          t->parameters, &t->net, taught(t) ? &readout : NULL,
                          last_group ? sum_layer : NULL, &s);
}

static int make_step(struct pseg_trainer *t, double rate, struct pseg_error *error)
{
    if (pseg_ranks_sum_end(error)) /* below the first layer is what is not learned */
        return -1;
    pseg_clip_gradient(t->gradient, t->settings.clip, &t->net);
    pseg_adam_step(t->parameters, &t->adam, t->gradient, rate, &t->net);
    return 0;
}

static int run_chunk(struct pseg_pass *pass, struct pseg_trainer *t, const struct pseg_batch *b,
                     struct chunk *c, double rate, struct pseg_random *r, struct pseg_error *error)
{
    if (count_valid(c, t, b, error))
        return -1;
    const double frames = taught(t) ? c->n_readout : c->n_predictor;
    const int learns = r && frames > 0;
    memset(t->gradient, 0, t->net.n_parameters * sizeof(float));
    for (int first = 0; first < b->batch; first += t->group_size) {
        take_group(t, b, first, c);
        set_trace(t, c, r ? r + first : NULL);
        forward(t);
        pass->sum += measure_loss(t, c);
        if (learns)
            backward(t, first + t->group_size >= b->batch);
    }
    pass->frames += frames;
    return learns ? make_step(t, rate, error) : 0;
}

int pseg_run_batch(struct pseg_pass *pass, struct pseg_trainer *t, const struct pseg_batch *b,
                   int steps, double rate, struct pseg_random *r, struct pseg_error *error)
{
    struct chunk c = {.steps = t->chunk < steps ? t->chunk : steps};
    for (; c.start < steps; c.start += c.steps)
        if (run_chunk(pass, t, b, &c, rate, r, error))
            return -1;
    return 0;
}
