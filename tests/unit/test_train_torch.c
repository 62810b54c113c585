/* Every cell of the table in every topology against PyTorch's autograd: what golden/make_cells.py
 * computed from the papers' equations. A cell without such a file fails. Compiled twice: in single
 * precision, which the trainer has, and in double (tests/double), to all digits of the files. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "backprop.h"
#include "blas.h"
#include "check.h"
#include "frame_loss.h"
#include "golden.h"
#include "hashed.h"

#ifdef PSEG_DOUBLE
#define TOLERANCE 1e-8
#define SLOPE_TOLERANCE 1e-8
#define SMALL 1e-3 /* of the largest slope: what is smaller need not be more exact */
#else
#define TOLERANCE 1e-5
#define SLOPE_TOLERANCE 1e-4
#define SMALL 1e-2
#endif

enum { STEPS = 7, BATCH = 2, D = 3 };
static const int lengths[BATCH] = {7, 5};

struct variant {
    const char *name;
    int topology, residual;
    int whole; /* the file has the gradient itself, not only its products by tensor */
};

static const struct variant variants[] = {
    {"rpm2", PSEG_TOPOLOGY_RPM2, 0, 1},      {"rpm4", PSEG_TOPOLOGY_RPM4, 0, 0},
    {"ae", PSEG_TOPOLOGY_AE, 0, 0},          {"rpm4+residual", PSEG_TOPOLOGY_RPM4, 1, 1},
    {"ae+residual", PSEG_TOPOLOGY_AE, 1, 0},
};

struct problem {
    const struct golden *golden;
    const struct variant *variant;
    uint32_t seed;
    struct pseg_network net;
    struct pseg_trace trace;
    real *weights, *x, *dprediction, *scratch, *gradient;
    double loss;
};

/* The golden file's array of this variant, [rows][cols]. */
static const double *expected(const struct problem *p, const char *name, int rows, int cols)
{
    char full[32];
    snprintf(full, sizeof full, "%s.%s", p->variant->name, name);
    return golden_values(p->golden, full, rows, cols);
}

static void build(struct problem *p, int cell)
{
    const struct pseg_config config = {.n_mel = D,
                                       .topology = p->variant->topology,
                                       .cell = cell,
                                       .n_dense = 4,
                                       .n_hidden = 3,
                                       .residual = p->variant->residual,
                                       .score = PSEG_SCORE_ERROR};
    pseg_network_build(&p->net, &config);
    const size_t n = p->net.n_parameters;
    p->trace = (struct pseg_trace){NULL, NULL, STEPS, BATCH};
    p->trace.base = calloc(pseg_trace_size(&p->net, STEPS, BATCH), sizeof(real));
    p->weights = calloc(n, sizeof(real));
    p->x = calloc(STEPS * BATCH * D, sizeof(real));
    p->dprediction = calloc(STEPS * BATCH * D, sizeof(real));
    p->scratch = calloc(pseg_backprop_scratch(&p->net, STEPS, BATCH), sizeof(real));
    p->gradient = calloc(n, sizeof(real));
    p->seed = (uint32_t)expected(p, "seed", 1, 1)[0];
    for (uint32_t i = 0; i < n; i++)
        p->weights[i] = i < D ? 0 : i == D ? 1 : hashed(p->seed, i);
    for (uint32_t i = 0; i < STEPS * BATCH * D; i++)
        if ((int)i / (BATCH * D) < lengths[i / D % BATCH])
            p->x[i] = hashed(p->seed + 1, i);
}

static void release(struct problem *p)
{
    free(p->trace.base);
    free(p->weights);
    free(p->x);
    free(p->dprediction);
    free(p->scratch);
    free(p->gradient);
}

static void solve(struct problem *p, const struct pseg_kernels *kernels)
{
    const double share = 1 / (double)pseg_frame_loss_valid(lengths, 0, STEPS, BATCH, p->net.ahead);
    const struct pseg_layer *last = &p->net.layers[p->net.n_layers - 1];
    for (int t = 0, n = 1; t < STEPS; t += n, n++) /* 1, 2, 3 and 1 steps at once */
        pseg_network_steps(&p->trace, t, n < STEPS - t ? n : STEPS - t, p->x + t * BATCH * D,
                           p->weights, &p->net, kernels);
    p->loss =
        pseg_frame_loss(p->dprediction, share, pseg_trace_row(&p->trace, last, PSEG_SLOT_OUT, 1),
                        p->x, lengths, 0, STEPS, BATCH, D, p->net.ahead);
    p->loss *= share;
    pseg_backprop(p->gradient, p->dprediction, p->scratch, &p->trace, p->x, p->weights, &p->net,
                  NULL);
}

static void check_values(const real *actual, const double *autograd, const char *what, int n)
{
    for (int i = 0; i < n; i++)
        check_near((double)actual[i], autograd[i], TOLERANCE, what, i);
}

static void check_forward(const struct problem *p)
{
    const struct pseg_layer *last = &p->net.layers[p->net.n_layers - 1];
    const struct pseg_layer *first = &p->net.layers[p->net.first_recurrent];
    const double *prediction = expected(p, "prediction", 2 * BATCH, D);
    const int n = p->net.cell->family->n_gates * first->out;
    const double *gates = expected(p, "gates", BATCH, n);
    check_values(pseg_trace_row(&p->trace, last, PSEG_SLOT_OUT, 1), prediction, "first prediction",
                 BATCH * D);
    check_values(pseg_trace_row(&p->trace, last, PSEG_SLOT_OUT, STEPS), prediction + BATCH * D,
                 "last prediction", BATCH * D);
    for (int b = 0; b < BATCH; b++)
        check_values(pseg_trace_row(&p->trace, first, PSEG_SLOT_ACT, STEPS) +
                         b * first->width[PSEG_SLOT_ACT],
                     gates + b * n, "gates", n);
    check_near(p->loss, expected(p, "loss", 1, 1)[0], TOLERANCE, "loss", 0);
}

static void check_slope(double actual, double autograd, double largest, const char *tensor,
                        size_t i)
{
    if (!(fabs(actual - autograd) <= SLOPE_TOLERANCE * fmax(fabs(autograd), SMALL * largest)))
        fail_msg("%s[%zu]: %g, autograd has %g", tensor, i, actual, autograd);
}

/* The whole gradient, or a product for each tensor. */
static void check_gradient(const struct problem *p)
{
    const int n = (int)p->net.n_parameters, whole = p->variant->whole;
    const double *autograd =
        whole ? expected(p, "gradient", 1, n) : expected(p, "along", 1, p->net.n_tensors);
    double largest = 0;
    for (int i = 0; i < n; i++)
        largest = fmax(largest, fabs((double)p->gradient[i]));
    for (int k = 0; k < p->net.n_tensors; k++) {
        const struct pseg_tensor *t = &p->net.tensors[k];
        double along = 0;
        for (size_t i = t->offset; i < t->offset + (size_t)(t->rows * t->cols); i++) {
            along += (double)p->gradient[i] * (double)hashed(p->seed + 2, (uint32_t)i);
            if (whole)
                check_slope((double)p->gradient[i], autograd[i], largest, t->name, i - t->offset);
        }
        if (!whole)
            check_slope(along, autograd[k], largest, t->name, 0);
    }
}

static void check_cell(int cell, const struct pseg_kernels *kernels)
{
    char file[64];
    struct golden golden;
    snprintf(file, sizeof file, "cells/%s.txt", pseg_cells[cell].name);
    golden_read(&golden, file);
    for (size_t v = 0; v < COUNT(variants); v++) {
        struct problem p = {.golden = &golden, .variant = &variants[v]};
        print_message("%s %s\n", pseg_cells[cell].name, variants[v].name);
        build(&p, cell);
        assert_int_equal(p.net.n_parameters, (int)expected(&p, "parameters", 1, 1)[0]);
        solve(&p, kernels);
        check_forward(&p);
        check_gradient(&p);
        release(&p);
    }
    golden_free(&golden);
}

/* For the backward pass of both: only the way forward has plain loops. */
static int open_blas(void **state)
{
    struct pseg_error error;
    (void)state;
    return pseg_blas_open(&error);
}

static void plain_loops_equal_autograd_in_every_cell(void **state)
{
    (void)state;
    for (int cell = 0; cell < PSEG_N_CELLS; cell++)
        check_cell(cell, &pseg_kernels_scalar);
}

static void blas_equals_autograd_in_every_cell(void **state)
{
    (void)state;
    for (int cell = 0; cell < PSEG_N_CELLS; cell++)
        check_cell(cell, &pseg_kernels_blas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_loops_equal_autograd_in_every_cell),
        cmocka_unit_test(blas_equals_autograd_in_every_cell),
    };
    return cmocka_run_group_tests(tests, open_blas, NULL);
}
