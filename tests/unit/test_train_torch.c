/* Loss and gradients of the 4-layer network against PyTorch's autograd (golden/make_network.py). */
#include <stdlib.h>

#include "backprop.h"
#include "blas.h"
#include "check.h"
#include "frame_loss.h"
#include "golden.h"

enum { STEPS = 12, BATCH = 3, D = 5 };

struct problem {
    struct golden golden;
    struct pseg_network net;
    struct pseg_trace trace;
    float *weights, *x, *dprediction, *scratch, *gradient;
    double loss;
};

/* The golden file's problem, forward and backward, with these kernels. */
static void solve(struct problem *p, const struct pseg_kernels *kernels)
{
    const struct pseg_config config = {.n_mel = D,
                                       .topology = PSEG_TOPOLOGY_RPM4,
                                       .n_dense = 7,
                                       .n_hidden = 6,
                                       .score = PSEG_SCORE_BLEND};
    long n_valid;
    golden_read(&p->golden, "rpm4_gradient.txt");
    pseg_network_build(&p->net, &config);
    const int n = (int)p->net.n_parameters;
    const double *golden_lengths = golden_values(&p->golden, "lengths", 1, BATCH);
    const int lengths[BATCH] = {(int)golden_lengths[0], (int)golden_lengths[1],
                                (int)golden_lengths[2]};
    p->weights = golden_floats(&p->golden, "weights", 1, n);
    p->x = golden_floats(&p->golden, "x", STEPS * BATCH, D);
    p->trace = (struct pseg_trace){calloc(pseg_trace_size(&p->net, STEPS, BATCH), sizeof(real)),
                                   NULL, STEPS, BATCH};
    p->dprediction = calloc(STEPS * BATCH * D, sizeof(float));
    p->scratch = calloc(pseg_backprop_scratch(&p->net, STEPS, BATCH), sizeof(float));
    p->gradient = calloc((size_t)n, sizeof(float));
    for (int t = 0; t < STEPS; t++)
        pseg_network_step(&p->trace, t, p->x + t * BATCH * D, p->weights, &p->net, kernels);
    const struct pseg_layer *last = &p->net.layers[p->net.n_layers - 1];
    p->loss =
        pseg_frame_loss(p->dprediction, &n_valid, pseg_trace_row(&p->trace, last, PSEG_SLOT_OUT, 1),
                        p->x, lengths, 0, STEPS, BATCH, D, 1) /
        (double)n_valid;
    pseg_backprop(p->gradient, p->dprediction, p->scratch, &p->trace, p->x, p->weights, &p->net);
}

static void release(struct problem *p)
{
    golden_free(&p->golden);
    free(p->trace.base);
    free(p->weights);
    free(p->x);
    free(p->dprediction);
    free(p->scratch);
    free(p->gradient);
}

static void compare(const struct pseg_kernels *kernels)
{
    struct problem p = {0};
    solve(&p, kernels);
    const int n = (int)p.net.n_parameters;
    const double *expected = golden_values(&p.golden, "gradient", 1, n);
    const double loss = golden_values(&p.golden, "loss", 1, 1)[0];
    double largest = 0;
    assert_true(fabs(p.loss - loss) <= 1e-5 * loss);
    for (int i = 0; i < n; i++)
        largest = fmax(largest, fabs(expected[i]));
    for (int k = 0; k < p.net.n_tensors; k++) {
        const struct pseg_tensor *t = &p.net.tensors[k];
        for (size_t i = t->offset; i < t->offset + (size_t)(t->rows * t->cols); i++)
            /* single precision: to 1e-4 of the value, or of a thousandth of the largest */
            if (fabs(p.gradient[i] - expected[i]) > 1e-4 * fmax(fabs(expected[i]), 1e-3 * largest))
                fail_msg("%s[%zu]: %g, autograd has %g", t->name, i - t->offset,
                         (double)p.gradient[i], expected[i]);
    }
    release(&p);
}

static void plain_loops_equal_autograd(void **state)
{
    (void)state;
    compare(&pseg_kernels_scalar);
}

static void blas_equals_autograd(void **state)
{
    (void)state;
    compare(&pseg_kernels_blas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_loops_equal_autograd),
        cmocka_unit_test(blas_equals_autograd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
