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

static void forward(struct pseg_trainer *t, const struct pseg_batch *b, int start)
{
    const size_t row = (size_t)b->batch * (size_t)t->net.n_features;
    for (int s = 0; s < t->trace.steps; s += STEPS_AT_ONCE) {
        const int left = t->trace.steps - s, n = left < STEPS_AT_ONCE ? left : STEPS_AT_ONCE;
        pseg_network_steps(&t->trace, s, n, b->x + (size_t)(start + s) * row, t->parameters,
                           &t->net, &pseg_kernels_blas);
    }
}

/* Losses summed over a chunk's valid frames, and how many these are: here, then of all ranks. */
struct losses {
    double readout, n_readout, predictor, n_predictor;
};

/* The predictor's loss, and in dprediction the gradient of its mean. */
static void predictor_loss(struct losses *l, struct pseg_trainer *t, const struct pseg_batch *b,
                           int start)
{
    const struct pseg_layer *last = &t->net.layers[t->net.n_layers - 1];
    const size_t row = (size_t)b->batch * (size_t)t->net.n_features;
    long n_valid;
    l->predictor =
        pseg_frame_loss(t->dprediction, &n_valid, pseg_trace_row(&t->trace, last, PSEG_SLOT_OUT, 1),
                        b->x + (size_t)start * row, b->lengths, start, t->trace.steps, b->batch,
                        t->net.n_features, t->net.ahead);
    l->n_predictor = (double)n_valid;
}

/* A readout's cross-entropy; the gradient of its mean is that of its own tensors, dgate, dstate. */
static void readout_loss(struct losses *l, struct pseg_trainer *t, const struct pseg_batch *b,
                         int start)
{
    const struct pseg_readout_task task = {&t->net, t->config.gate, t->config.readout_state,
                                           t->settings.delay + 1};
    const size_t at = (size_t)start * (size_t)b->batch;
    long n_valid;
    l->readout = pseg_readout_loss(t->gradient, t->dgate, t->dstate, &n_valid, &t->trace,
                                   b->x + at * (size_t)t->net.n_features, b->targets + at,
                                   b->lengths, start, t->parameters, &task);
    l->n_readout = (double)n_valid;
}

static void scale(float *x, size_t n, double by)
{
    for (size_t i = 0; i < n; i++)
        x[i] *= (float)by;
}

/* Gradients of means over the frames here become shares in those of means over all ranks'. */
static void weigh(struct pseg_trainer *t, const struct losses *all, const struct losses *here)
{
    const size_t rows = (size_t)t->trace.steps * (size_t)t->trace.batch;
    if (pseg_n_ranks() == 1)
        return;
    if (all->n_predictor > 0)
        scale(t->dprediction, rows * (size_t)t->net.n_features,
              here->n_predictor / all->n_predictor);
    if (all->n_readout > 0) {
        const double share = here->n_readout / all->n_readout;
        scale(t->gradient, t->net.n_parameters, share);
        scale(t->dgate, rows * (size_t)t->config.n_hidden, share);
        if (t->config.readout_state)
            scale(t->dstate, rows * (size_t)t->config.n_hidden, share);
    }
}

/* What a chunk costs, summed over its valid frames, of which there are *n_valid, of all ranks, and
 * the gradient of the mean. Of a network with a readout: its cross-entropy, and `rpm` times the
 * predictor's loss beside it, each one's mean being over its own valid frames. */
static int measure_loss(double *sum, double *n_valid, struct pseg_trainer *t,
                        const struct pseg_batch *b, int start, struct pseg_error *error)
{
    const int taught = t->net.readout >= 0;
    const float weight = taught ? (float)t->settings.rpm : 1;
    struct losses here = {0, 0, 0, 0};
    predictor_loss(&here, t, b, start);
    if (taught) {
        scale(t->dprediction, (size_t)t->trace.steps * (size_t)b->batch * (size_t)t->net.n_features,
              weight);
        readout_loss(&here, t, b, start);
    }
    struct losses all = here;
    if (pseg_ranks_add(&all.readout, sizeof all / sizeof(double), error))
        return -1;
    weigh(t, &all, &here);
    *n_valid = taught ? all.n_readout : all.n_predictor;
    *sum = taught ? all.readout : all.predictor;
    if (taught && all.n_predictor > 0)
        *sum += weight * all.predictor * all.n_readout / all.n_predictor;
    return 0;
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

static int learn(struct pseg_trainer *t, const struct pseg_batch *b, int start, double rate,
                 struct pseg_error *error)
{
    const struct pseg_readout_gradients readout = {
        t->dgate, t->config.readout_state ? t->dstate : NULL, t->config.gate};
    struct summing s = {t, t->net.n_parameters};
    pseg_backprop_watched(t->gradient, t->dprediction, t->scratch, &t->trace,
                          b->x + (size_t)start * (size_t)b->batch * (size_t)t->net.n_features,
                          t->parameters, &t->net, t->net.readout < 0 ? NULL : &readout, sum_layer,
                          &s);
    if (pseg_ranks_sum_end(error)) /* below the first layer is what is not learned */
        return -1;
    pseg_clip_gradient(t->gradient, t->settings.clip, &t->net);
    pseg_adam_step(t->parameters, &t->adam, t->gradient, rate, &t->net);
    return 0;
}

int pseg_run_batch(struct pseg_pass *pass, struct pseg_trainer *t, const struct pseg_batch *b,
                   int steps, double rate, struct pseg_random *r, struct pseg_error *error)
{
    double sum, n_valid;
    t->trace.base = t->trace_base;
    t->trace.mask = r ? t->mask : NULL;
    t->trace.batch = b->batch;
    t->trace.steps = t->chunk < steps ? t->chunk : steps;
    pseg_network_clear(&t->trace, &t->net);
    for (int start = 0; start < steps; start += t->trace.steps) {
        if (start)
            pseg_network_carry(&t->trace, &t->net, t->trace.steps);
        if (t->trace.mask)
            pseg_draw_mask(t->mask, &t->trace, t->settings.dropout, &t->net, &t->train.columns, r);
        memset(t->gradient, 0, t->net.n_parameters * sizeof(float));
        forward(t, b, start);
        if (measure_loss(&sum, &n_valid, t, b, start, error))
            return -1;
        pass->sum += sum;
        pass->frames += n_valid;
        if (r && n_valid > 0 && learn(t, b, start, rate, error))
            return -1;
    }
    return 0;
}
