#include "decoder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "adam.h"
#include "backprop.h"
#include "blas.h"
#include "initialise.h"
#include "random.h"
#include "reals.h"
#include "task_loss.h"

enum { BATCH = 256, FEW = 2000 };

const struct pseg_decoder_settings pseg_decoder_defaults = {
    .units = 0, .steps = 200, .rate = 0.02, .decay = 0.03, .seed = 1};

/* What learning and telling need besides the decoder itself. */
struct workspace {
    struct pseg_adam adam;
    float *trace, *x, *dlogits, *gradient, *scratch;
    signed char class[BATCH];
};

/* ------------------------------------------------------------------------------------ memory -- */

static void build(struct pseg_network *net, int dim, int units, int classes)
{
    static const char *const names[2][2] = {{"hear.W", "hear.b"}, {"tell.W", "tell.b"}};
    pseg_network_begin(net, &pseg_cells[PSEG_CELL_GRU], dim);
    if (units)
        pseg_network_add_dense(net, names[0], units, PSEG_RELU);
    pseg_network_add_dense(net, names[1], classes, PSEG_LINEAR);
    pseg_network_end(net);
}

static int allocate(struct workspace *w, const struct pseg_decoder *d, struct pseg_error *error)
{
    int missing = 0;
    const size_t n = d->net.n_parameters;
    memset(w, 0, sizeof *w);
    w->adam.m = pseg_reals(n, &missing);
    w->adam.v = pseg_reals(n, &missing);
    w->gradient = pseg_reals(n, &missing);
    w->trace = pseg_reals(pseg_trace_size(&d->net, 1, BATCH), &missing);
    w->x = pseg_reals(BATCH * (size_t)d->dim, &missing);
    w->dlogits = pseg_reals(BATCH * (size_t)d->classes, &missing);
    w->scratch = pseg_reals(pseg_backprop_scratch(&d->net, 1, BATCH), &missing);
    return missing ? pseg_fail(error, "out of memory for a decoder") : 0;
}

static void release(struct workspace *w)
{
    float *const arrays[] = {w->adam.m,  w->adam.v,   w->trace,  w->x,
                             w->dlogits, w->gradient, w->scratch};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
}

void pseg_decoder_free(struct pseg_decoder *d)
{
    free(d->parameters);
    free(d->mean);
    free(d->gain);
    memset(d, 0, sizeof *d);
}

/* ---------------------------------------------------------------------------------- learning -- */

/* Mean 0 and variance 1 for each unit; a unit that never moves says nothing. */
static void normalise(struct pseg_decoder *d, const struct pseg_examples *e)
{
    for (int j = 0; j < d->dim; j++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < e->n; i++)
            sum += e->x[e->at[i] * (size_t)d->dim + (size_t)j];
        const double mean = sum / (double)e->n;
        for (size_t i = 0; i < e->n; i++) {
            const double from = e->x[e->at[i] * (size_t)d->dim + (size_t)j] - mean;
            squares += from * from;
        }
        const double variance = squares / (double)e->n;
        d->mean[j] = (float)mean;
        d->gain[j] = variance > 1e-12 ? (float)(1 / sqrt(variance)) : 0;
    }
}

static void hear(float *to, const struct pseg_decoder *d, const struct pseg_examples *e, size_t i)
{
    const float *from = e->x + e->at[i] * (size_t)d->dim;
    for (int j = 0; j < d->dim; j++)
        to[j] = (from[j] - d->mean[j]) * d->gain[j];
}

/* Logits [rows][classes] of w->x[rows][dim]. */
static const float *forward(struct pseg_trace *tr, struct workspace *w,
                            const struct pseg_decoder *d, int rows)
{
    const struct pseg_layer *last = &d->net.layers[d->net.n_layers - 1];
    *tr = (struct pseg_trace){w->trace, NULL, 1, rows};
    pseg_network_step(tr, 0, w->x, d->parameters, &d->net, &pseg_kernels_blas);
    return pseg_trace_row(tr, last, PSEG_SLOT_OUT, 1);
}

/* The loss's gradient and the decay's, weights and biases alike. */
static void step(struct workspace *w, struct pseg_decoder *d, double rate, double decay)
{
    struct pseg_trace tr;
    long asked;
    const float *logits = forward(&tr, w, d, BATCH);
    pseg_class_loss(w->dlogits, &asked, logits, w->class, BATCH, d->classes);
    for (size_t i = 0; i < d->net.n_parameters; i++)
        w->gradient[i] = (float)decay * d->parameters[i];
    pseg_backprop(w->gradient, w->dlogits, w->scratch, &tr, w->x, d->parameters, &d->net, NULL);
    pseg_adam_step(d->parameters, &w->adam, w->gradient, rate, &d->net);
}

static void learn(struct workspace *w, struct pseg_decoder *d, const struct pseg_examples *e,
                  const struct pseg_decoder_settings *s)
{
    /* As a prior counts less, the more examples there are. */
    const double decay = s->decay * fmin(1, FEW / (double)e->n);
    struct pseg_random r;
    pseg_random_seed(&r, s->seed, pseg_random_stream("decoder"));
    pseg_initialise(d->parameters, &d->net, &r);
    for (int k = 0; k < s->steps; k++) {
        for (int i = 0; i < BATCH; i++) {
            const size_t drawn = pseg_random_below(&r, e->n);
            hear(w->x + (size_t)i * (size_t)d->dim, d, e, drawn);
            w->class[i] = e->class[drawn];
        }
        step(w, d, s->rate * 0.5 * (1 + cos(acos(-1.0) * k / s->steps)), decay);
    }
}

int pseg_decoder_train(struct pseg_decoder *d, const struct pseg_examples *examples, int dim,
                       int classes, const struct pseg_decoder_settings *settings,
                       struct pseg_error *error)
{
    int missing = 0;
    struct workspace w;
    memset(d, 0, sizeof *d);
    d->dim = dim;
    d->classes = classes;
    build(&d->net, dim, settings->units, classes);
    d->parameters = pseg_reals(d->net.n_parameters, &missing);
    d->mean = pseg_reals((size_t)dim, &missing);
    d->gain = pseg_reals((size_t)dim, &missing);
    int result = allocate(&w, d, error) || pseg_blas_open(error) ? -1 : 0;
    if (missing)
        result = pseg_fail(error, "out of memory for a decoder");
    if (!result && examples->n) {
        normalise(d, examples);
        learn(&w, d, examples, settings);
    }
    release(&w);
    return result;
}

int pseg_decoder_tell(signed char *told, const struct pseg_decoder *d,
                      const struct pseg_examples *examples, struct pseg_error *error)
{
    struct workspace w;
    struct pseg_trace tr;
    const int result = allocate(&w, d, error);
    for (size_t first = 0; !result && first < examples->n; first += BATCH) {
        const size_t left = examples->n - first;
        const int rows = left < BATCH ? (int)left : BATCH;
        for (int i = 0; i < rows; i++)
            hear(w.x + (size_t)i * (size_t)d->dim, d, examples, first + (size_t)i);
        const float *logits = forward(&tr, &w, d, rows);
        for (int i = 0; i < rows; i++)
            told[first + (size_t)i] =
                (signed char)pseg_class_of(logits + (size_t)i * (size_t)d->classes, d->classes);
    }
    release(&w);
    return result;
}
