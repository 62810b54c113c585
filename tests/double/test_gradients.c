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

enum { STEPS = 12, BATCH = 3 };
static const int lengths[BATCH] = {9, 12, 4};

struct problem {
    struct pseg_network net;
    struct pseg_trace trace;
    int chunk; /* frames of back-propagation through time */
    real *parameters, *x, *mask, *dprediction, *scratch;
};

/* Uniform in -1 .. 1, the same on every machine. */
static double next(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 4503599627370496.0 - 1;
}

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
}

static void tear_down(struct problem *p)
{
    free(p->trace.base);
    free(p->parameters);
    free(p->x);
    free(p->mask);
    free(p->dprediction);
    free(p->scratch);
}

/* Mean loss over the frames of the chunk that begins at `start`, whose trace goes on from the row
 * 0 it has. */
static double chunk_loss(struct problem *p, int start)
{
    long n_valid;
    const size_t row = (size_t)BATCH * (size_t)p->net.n_features;
    const struct pseg_layer *last = &p->net.layers[p->net.n_layers - 1];
    for (int t = 0; t < p->chunk; t++)
        pseg_network_step(&p->trace, t, p->x + (size_t)(start + t) * row, p->parameters, &p->net,
                          &pseg_kernels_scalar);
    const double sum =
        pseg_frame_loss(p->dprediction, &n_valid, pseg_trace_row(&p->trace, last, PSEG_SLOT_OUT, 1),
                        p->x + (size_t)start * row, lengths, start, p->chunk, BATCH,
                        p->net.n_features, p->net.ahead);
    return sum / (double)n_valid;
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

/* Every parameter that the loss trains, against a central difference; the trace's row 0 is put back
 * before each run. */
static void compare(struct problem *p, int start)
{
    const size_t size = pseg_trace_size(&p->net, p->chunk, BATCH) * sizeof(real);
    const double step = 1e-5;
    real *before = malloc(size), *gradient = calloc(p->net.n_parameters, sizeof(real));
    memcpy(before, p->trace.base, size);
    chunk_loss(p, start);
    pseg_backprop(gradient, p->dprediction, p->scratch, &p->trace,
                  p->x + (size_t)start * BATCH * (size_t)p->net.n_features, p->parameters, &p->net);
    const double largest = largest_of(gradient, p->net.n_parameters);
    assert_true(largest > 1e-3);
    for (int k = 0; k < p->net.n_tensors; k++) {
        const struct pseg_tensor *t = &p->net.tensors[k];
        double worst = 0;
        for (size_t i = t->offset; !t->fixed && i < t->offset + (size_t)(t->rows * t->cols); i++) {
            const real value = p->parameters[i];
            memcpy(p->trace.base, before, size);
            p->parameters[i] = value + step;
            const double above = chunk_loss(p, start);
            memcpy(p->trace.base, before, size);
            p->parameters[i] = value - step;
            const double below = chunk_loss(p, start);
            p->parameters[i] = value;
            worst = fmax(worst, relative(gradient[i], (above - below) / (2 * step), largest));
        }
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
        pseg_network_carry(&p.trace, &p.net);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_layers_equal_finite_differences),
        cmocka_unit_test(four_layers_equal_finite_differences),
        cmocka_unit_test(the_autoencoder_equals_finite_differences),
        cmocka_unit_test(a_memory_residual_equals_finite_differences),
        cmocka_unit_test(dropout_equals_finite_differences),
        cmocka_unit_test(truncated_chunks_equal_finite_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
