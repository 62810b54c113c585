/* The trainer's gradients against finite differences, in double precision: the very sources of the
 * network and its backward pass, compiled with a wider number type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "backprop.h"
#include "blas.h"
#include "frame_loss.h"
#include "readout_loss.h"
#include "uniform.h"

enum { STEPS = 12, BATCH = 3 };
static const int lengths[BATCH] = {9, 12, 4};

struct problem {
    struct pseg_network net;
    struct pseg_trace trace;
    int chunk; /* frames of back-propagation through time */
    real *parameters, *x, *mask, *dprediction, *scratch;
    /* of a readout; no gate: there is none */
    int gate, sees_state;
    float *targets;
    real *readout_gradient, *dgate, *dstate;
};

enum { NO_READOUT = -1 };

static real *random_reals(size_t n, double scale)
{
    real *p = malloc(n * sizeof *p);
    for (size_t i = 0; i < n; i++)
        p[i] = scale * next();
    return p;
}

static void set_up(struct problem *p, int cell, int topology, int residual, int chunk,
                   double dropout)
{
    const struct pseg_config config = {.rate = 16000,
                                       .n_mel = 5,
                                       .topology = topology,
                                       .cell = cell,
                                       .n_dense = 7,
                                       .n_hidden = 6,
                                       .residual = residual,
                                       .score = PSEG_SCORE_ERROR};
    pseg_network_build(&p->net, &config);
    const size_t rows = (size_t)(STEPS + 1) * BATCH;
    const size_t trace = pseg_trace_size(&p->net, chunk, BATCH);
    p->chunk = chunk;
    p->trace = (struct pseg_trace){calloc(trace, sizeof(real)), NULL, chunk, BATCH};
    p->parameters = random_reals(p->net.n_parameters, 0.5);
    p->x = random_reals(rows * (size_t)p->net.n_features, 1);
    p->dprediction = calloc(rows * (size_t)p->net.n_features, sizeof(real));
    p->scratch = calloc(pseg_backprop_scratch(&p->net, chunk, BATCH), sizeof(real));
    p->mask = random_reals(trace, 1);
    for (size_t i = 0; i < trace; i++)
        p->mask[i] = p->mask[i] + 1 < 2 * dropout ? 0 : 1 / (1 - dropout);
    if (dropout > 0)
        p->trace.mask = p->mask;
    p->gate = NO_READOUT;
}

/* With a readout of that gate. The weight of log E is 0: it counts as given, which no difference
 * quotient does. */
static void set_up_readout(struct problem *p, int cell, int gate, int sees_state, int chunk)
{
    const struct pseg_config config = {.rate = 16000,
                                       .n_mel = 5,
                                       .topology = PSEG_TOPOLOGY_RPM4,
                                       .cell = cell,
                                       .n_dense = 7,
                                       .n_hidden = 6,
                                       .residual = 1,
                                       .readout_state = sees_state,
                                       .score = PSEG_SCORE_READOUT};
    const size_t units = (size_t)STEPS * BATCH * 6;
    set_up(p, cell, PSEG_TOPOLOGY_RPM4, 1, chunk, 0);
    pseg_network_build(&p->net, &config);
    free(p->parameters);
    p->parameters = random_reals(p->net.n_parameters, 0.5);
    p->parameters[p->net.tensors[p->net.readout].offset] = 0;
    p->gate = gate;
    p->sees_state = sees_state;
    p->targets = calloc(STEPS * BATCH, sizeof *p->targets);
    for (int i = 0; i < STEPS * BATCH; i++)
        p->targets[i] = (float)(0.5 + 0.5 * next());
    p->readout_gradient = calloc(p->net.n_parameters, sizeof(real));
    p->dgate = calloc(units, sizeof(real));
    p->dstate = calloc(units, sizeof(real));
}

static void tear_down(struct problem *p)
{
    free(p->trace.base);
    free(p->parameters);
    free(p->x);
    free(p->mask);
    free(p->dprediction);
    free(p->scratch);
    free(p->targets);
    free(p->readout_gradient);
    free(p->dgate);
    free(p->dstate);
}

/* Mean cross-entropy; its gradients are in readout_gradient, dgate and dstate. */
static double readout_loss(struct problem *p, int start)
{
    const struct pseg_readout_task task = {&p->net, p->gate, p->sees_state, 2};
    long n = 0;
    for (int b = 0; b < BATCH; b++)
        for (int t = start; t < start + p->chunk; t++)
            n += t >= 2 && t < lengths[b];
    memset(p->readout_gradient, 0, p->net.n_parameters * sizeof(real));
    const double sum = pseg_readout_loss(
        p->readout_gradient, p->dgate, p->sees_state ? p->dstate : NULL, 1 / (double)n, &p->trace,
        p->x + (size_t)start * BATCH * (size_t)p->net.n_features,
        p->targets + (size_t)start * BATCH, lengths, start, p->parameters, &task);
    assert_int_equal(pseg_readout_loss_valid(lengths, start, p->chunk, BATCH, 2), n);
    return sum / (double)n;
}

/* Mean loss over the frames of the chunk that begins at `start`, whose trace goes on from the row
 * 0 it has. */
static double chunk_loss(struct problem *p, int start)
{
    const double share =
        1 / (double)pseg_frame_loss_valid(lengths, start, p->chunk, BATCH, p->net.ahead);
    const size_t row = (size_t)BATCH * (size_t)p->net.n_features;
    const struct pseg_layer *last = &p->net.layers[p->net.n_layers - 1];
    for (int t = 0; t < p->chunk; t++)
        pseg_network_step(&p->trace, t, p->x + (size_t)(start + t) * row, p->parameters, &p->net,
                          &pseg_kernels_scalar);
    const double sum =
        pseg_frame_loss(p->dprediction, share, pseg_trace_row(&p->trace, last, PSEG_SLOT_OUT, 1),
                        p->x + (size_t)start * row, lengths, start, p->chunk, BATCH,
                        p->net.n_features, p->net.ahead);
    return sum * share + (p->gate == NO_READOUT ? 0 : readout_loss(p, start));
}

/* |a - b| relative to their size, or to a thousandth of the largest gradient where both are small:
 * below it a difference quotient of rounding noise says nothing. */
static double relative(double a, double b, double largest)
{
    const double size = fmax(fmax(fabs(a), fabs(b)), 1e-3 * largest);
    return fabs(a - b) / size;
}

static double largest_of(const real *x, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(x[i]));
    return largest;
}

/* The loss of the chunk, from the trace's row 0 as it was before. */
static double loss_with(struct problem *p, int start, size_t i, real value, const real *before)
{
    const real was = p->parameters[i];
    memcpy(p->trace.base, before, pseg_trace_size(&p->net, p->chunk, BATCH) * sizeof(real));
    p->parameters[i] = value;
    const double loss = chunk_loss(p, start);
    p->parameters[i] = was;
    return loss;
}

/* How far parameter i's gradient is from a central difference. Across the kink of a ReLU that says
 * nothing, and is far off: a hundredth of the step is likely to stay on one side. */
static double difference(struct problem *p, int start, size_t i, double gradient, double largest,
                         const real *before)
{
    double off = INFINITY;
    for (double step = 1e-5; off > 1e-5 && step > 1e-8; step /= 100) {
        const real value = p->parameters[i];
        const double above = loss_with(p, start, i, value + step, before);
        const double below = loss_with(p, start, i, value - step, before);
        off = fmin(off, relative(gradient, (above - below) / (2 * step), largest));
    }
    return off;
}

/* gradient[n_parameters] by back-propagation. */
static void propagate(real *gradient, struct problem *p, int start)
{
    const struct pseg_readout_gradients readout = {p->dgate, p->sees_state ? p->dstate : NULL,
                                                   p->gate};
    chunk_loss(p, start);
    if (p->gate != NO_READOUT)
        memcpy(gradient, p->readout_gradient, p->net.n_parameters * sizeof(real));
    pseg_backprop(gradient, p->dprediction, p->scratch, &p->trace,
                  p->x + (size_t)start * BATCH * (size_t)p->net.n_features, p->parameters, &p->net,
                  p->gate == NO_READOUT ? NULL : &readout);
}

/* Every parameter that the loss trains. */
static void compare(struct problem *p, int start)
{
    const size_t size = pseg_trace_size(&p->net, p->chunk, BATCH) * sizeof(real);
    real *before = malloc(size), *gradient = calloc(p->net.n_parameters, sizeof(real));
    memcpy(before, p->trace.base, size);
    propagate(gradient, p, start);
    const double largest = largest_of(gradient, p->net.n_parameters);
    assert_true(largest > 1e-3);
    for (int k = 0; k < p->net.n_tensors; k++) {
        const struct pseg_tensor *t = &p->net.tensors[k];
        double worst = 0;
        for (size_t i = t->offset; !t->fixed && i < t->offset + (size_t)(t->rows * t->cols); i++)
            worst = fmax(worst, difference(p, start, i, gradient[i], largest, before));
        if (worst > 1e-5)
            fail_msg("%s: relative error %g", t->name, worst);
    }
    free(before);
    free(gradient);
}

static void check_cell(int cell, int topology, int residual, int chunk, double dropout)
{
    struct problem p = {0};
    print_message("%s\n", pseg_cells[cell].name);
    set_up(&p, cell, topology, residual, chunk, dropout);
    compare(&p, 0);
    if (chunk < STEPS) { /* the second chunk starts from what the first one left */
        pseg_network_carry(&p.trace, &p.net, p.trace.steps);
        compare(&p, chunk);
    }
    tear_down(&p);
}

/* Every cell that there is. */
static void check(int topology, int residual, int chunk, double dropout)
{
    for (int cell = 0; cell < PSEG_N_CELLS; cell++)
        check_cell(cell, topology, residual, chunk, dropout);
}

static void two_layers_equal_finite_differences(void **state)
{
    (void)state;
    check(PSEG_TOPOLOGY_RPM2, 0, STEPS, 0);
}

static void four_layers_equal_finite_differences(void **state)
{
    (void)state;
    check(PSEG_TOPOLOGY_RPM4, 0, STEPS, 0);
}

static void dropout_equals_finite_differences(void **state)
{
    (void)state;
    check(PSEG_TOPOLOGY_RPM4, 0, STEPS, 0.3);
    check(PSEG_TOPOLOGY_RPM4, 1, STEPS, 0.3);
}

static void truncated_chunks_equal_finite_differences(void **state)
{
    (void)state;
    check(PSEG_TOPOLOGY_RPM4, 0, 5, 0);
    check(PSEG_TOPOLOGY_AE, 1, 5, 0);
}

static void the_autoencoder_equals_finite_differences(void **state)
{
    (void)state;
    check(PSEG_TOPOLOGY_AE, 0, STEPS, 0);
}

static void a_memory_residual_equals_finite_differences(void **state)
{
    (void)state;
    check(PSEG_TOPOLOGY_RPM4, 1, STEPS, 0);
}

/* Of every gate, with and without the state. In the second chunk, what the readout wants of gates
 * before the chunk counts as constant. */
static void a_readout_equals_finite_differences(void **state)
{
    (void)state;
    for (int cell = 0; cell < PSEG_N_CELLS; cell++)
        for (int gate = 0; gate < pseg_cells[cell].family->n_gates; gate++)
            for (int chunk = 5; chunk <= STEPS; chunk += STEPS - 5) {
                struct problem p = {0};
                print_message("%s, gate %d\n", pseg_cells[cell].name, gate);
                set_up_readout(&p, cell, gate, (cell + gate) % 2, chunk);
                compare(&p, 0);
                if (chunk < STEPS) {
                    pseg_network_carry(&p.trace, &p.net, p.trace.steps);
                    compare(&p, chunk);
                }
                tear_down(&p);
            }
}

static int open_blas(void **state)
{
    struct pseg_error error;
    (void)state;
    return pseg_blas_open(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_layers_equal_finite_differences),
        cmocka_unit_test(four_layers_equal_finite_differences),
        cmocka_unit_test(the_autoencoder_equals_finite_differences),
        cmocka_unit_test(a_memory_residual_equals_finite_differences),
        cmocka_unit_test(a_readout_equals_finite_differences),
        cmocka_unit_test(dropout_equals_finite_differences),
        cmocka_unit_test(truncated_chunks_equal_finite_differences),
    };
    return cmocka_run_group_tests(tests, open_blas, NULL);
}
