/* The network and the scores against numpy and PyTorch in double precision; see
 * golden/make_network.py for what the files hold. */
#include "network.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "golden.h"
#include "score.h"
#include "toy.h"

#define D 5
#define N 6
#define BATCH 3
#define STEPS 8
#define ROWS (STEPS * BATCH)
#define TOLERANCE 1e-5

static struct pseg_config config(int topology)
{
    struct pseg_config c = toy_config(topology, PSEG_SCORE_READOUT);
    c.n_mel = D;
    c.n_dense = 7;
    c.n_hidden = N;
    return c;
}

struct run {
    struct golden golden;
    struct pseg_network net;
    struct pseg_trace trace;
    float *weights, *x;
};

static void run_file(struct run *run, const char *file, int topology)
{
    const struct pseg_config c = config(topology);
    golden_read(&run->golden, file);
    pseg_network_build(&run->net, &c);
    run->weights = golden_floats(&run->golden, "weights", 1, (int)run->net.n_parameters);
    run->x = golden_floats(&run->golden, "x", ROWS, D);
    run->trace = (struct pseg_trace){.steps = STEPS, .batch = BATCH};
    run->trace.base = calloc(pseg_trace_size(&run->net, STEPS, BATCH), sizeof(real));
    for (int t = 0; t < STEPS; t++)
        pseg_network_step(&run->trace, t, run->x + t * BATCH * D, run->weights, &run->net,
                          &pseg_kernels_scalar);
}

static void run_free(struct run *run)
{
    golden_free(&run->golden);
    free(run->weights);
    free(run->x);
    free(run->trace.base);
}

/* Row t of what layer l left in the trace, stream b. */
static const real *at(const struct run *run, int l, enum pseg_slot slot, int t, int b)
{
    const struct pseg_layer *layer = &run->net.layers[l];
    return pseg_trace_row(&run->trace, layer, slot, t + 1) + b * layer->width[slot];
}

static void check_signals(const struct run *run)
{
    const int first = run->net.first_recurrent, last = run->net.n_layers - 1;
    const double *prediction = golden_values(&run->golden, "prediction", ROWS, D);
    const double *update = golden_values(&run->golden, "update", ROWS, N);
    const double *reset = golden_values(&run->golden, "reset", ROWS, N);
    const double *h = golden_values(&run->golden, "h", ROWS, N);
    for (int t = 0; t < STEPS; t++)
        for (int b = 0; b < BATCH; b++) {
            const int row = t * BATCH + b;
            const real *gates = at(run, first, PSEG_SLOT_ACT, t, b);
            check_all_near(gates, update + row * N, TOLERANCE, "update", N);
            check_all_near(gates + N, reset + row * N, TOLERANCE, "reset", N);
            check_all_near(at(run, first, PSEG_SLOT_H, t, b), h + row * N, TOLERANCE, "h", N);
            check_all_near(at(run, last, PSEG_SLOT_OUT, t, b), prediction + row * D, TOLERANCE,
                           "prediction", D);
        }
}

/* The scores of frame t >= 1 of one stream, from the trace. */
static void check_scores(const struct run *run, int t, int b)
{
    const struct golden *g = &run->golden;
    const struct pseg_tensor *tensors = run->net.tensors;
    const int row = t * BATCH + b;
    const real *gate = at(run, run->net.first_recurrent, PSEG_SLOT_ACT, t, b);
    const real *before = at(run, run->net.first_recurrent, PSEG_SLOT_ACT, t - 1, b);
    const real *predicted = at(run, run->net.n_layers - 1, PSEG_SLOT_OUT, t - 1, b);
    float squared[D];
    const float error = pseg_prediction_error(squared, run->x + row * D, predicted, D);
    const float gas = pseg_gas(gate, before, N);
    const struct pseg_readout_view view = {error, gate, before, NULL, N};
    const float readout = pseg_readout(&view, run->weights + tensors[run->net.readout].offset,
                                       run->weights[tensors[run->net.readout_bias].offset]);
    check_all_near(squared, golden_values(g, "squared", ROWS, D) + row * D, TOLERANCE, "squared",
                   D);
    check_near(error, golden_values(g, "error", ROWS, 1)[row], TOLERANCE, "error", row);
    check_near(pseg_gas_mean(gate, before, N), golden_values(g, "gas_mean", ROWS, 1)[row],
               TOLERANCE, "gas_mean", row);
    check_near(gas, golden_values(g, "gas", ROWS, 1)[row], TOLERANCE, "gas", row);
    check_near(0.75 * error + 0.25 * gas, golden_values(g, "blend", ROWS, 1)[row], TOLERANCE,
               "blend", row);
    check_near(readout, golden_values(g, "readout", ROWS, 1)[row], TOLERANCE, "readout", row);
}

static void check_file(const char *file, int topology)
{
    struct run run;
    run_file(&run, file, topology);
    check_signals(&run);
    for (int t = 1; t < STEPS; t++)
        for (int b = 0; b < BATCH; b++)
            check_scores(&run, t, b);
    run_free(&run);
}

static void the_2_layer_network_equals_pytorch(void **state)
{
    (void)state;
    check_file("rpm2_step.txt", PSEG_TOPOLOGY_RPM2);
}

static void the_4_layer_network_equals_pytorch(void **state)
{
    (void)state;
    check_file("rpm4_step.txt", PSEG_TOPOLOGY_RPM4);
}

/* Streaming, one step and a carry at a time, against the batch: the same bits. */
static void a_stream_alone_equals_the_same_stream_in_a_batch(void **state)
{
    (void)state;
    struct run run;
    run_file(&run, "rpm4_step.txt", PSEG_TOPOLOGY_RPM4);
    const struct pseg_layer *last = &run.net.layers[run.net.n_layers - 1];
    struct pseg_trace one = {.steps = 1, .batch = 1};
    one.base = calloc(pseg_trace_size(&run.net, 1, 1), sizeof(real));
    for (int b = 0; b < BATCH; b++) {
        memset(one.base, 0, pseg_trace_size(&run.net, 1, 1) * sizeof(real));
        for (int t = 0; t < STEPS; t++) {
            pseg_network_carry(&one, &run.net, 1);
            pseg_network_step(&one, 0, run.x + (t * BATCH + b) * D, run.weights, &run.net,
                              &pseg_kernels_scalar);
            assert_memory_equal(pseg_trace_row(&one, last, PSEG_SLOT_OUT, 1),
                                at(&run, run.net.n_layers - 1, PSEG_SLOT_OUT, t, b),
                                D * sizeof(real));
        }
    }
    free(one.base);
    run_free(&run);
}

/* Rows 1 to STEPS of every array, and with them all that a backward pass reads. */
static void steps_at_once_equal_steps_in_turn(void **state)
{
    (void)state;
    struct run run;
    run_file(&run, "rpm4_step.txt", PSEG_TOPOLOGY_RPM4);
    const size_t size = pseg_trace_size(&run.net, STEPS, BATCH) * sizeof(real);
    for (int at_once = 2; at_once <= STEPS; at_once += 3) {
        struct pseg_trace tr = run.trace;
        tr.base = calloc(1, size);
        for (int t = 0; t < STEPS; t += at_once)
            pseg_network_steps(&tr, t, at_once < STEPS - t ? at_once : STEPS - t,
                               run.x + t * BATCH * D, run.weights, &run.net, &pseg_kernels_scalar);
        assert_memory_equal(tr.base, run.trace.base, size);
        free(tr.base);
    }
    run_free(&run);
}

static struct pseg_trace trace_of(const struct pseg_network *net, int steps)
{
    struct pseg_trace tr = {.steps = steps, .batch = 1};
    tr.base = calloc(pseg_trace_size(net, steps, 1), sizeof(real));
    return tr;
}

/* What the recurrent layers have in row 1. */
static void check_same_states(const struct pseg_trace *a, const struct pseg_trace *b,
                              const struct pseg_network *net)
{
    static const enum pseg_slot slots[] = {PSEG_SLOT_ACT, PSEG_SLOT_H, PSEG_SLOT_C};
    for (int l = net->first_recurrent; l <= net->last_recurrent; l++)
        for (int s = 0; s < 3; s++) {
            const struct pseg_layer *layer = &net->layers[l];
            assert_memory_equal(pseg_trace_row(a, layer, slots[s], 1),
                                pseg_trace_row(b, layer, slots[s], 1),
                                (size_t)layer->width[slots[s]] * sizeof(real));
        }
}

static void check_warm_up(const struct pseg_config *c, int n)
{
    const real x[] = {0.5f, -1, 0.25f, 2, -0.125f, 1, 0, -2, 0.75f, -0.5f};
    struct toy_model toy;
    struct pseg_network net;
    toy_model_make(&toy, c, 7);
    pseg_network_build(&net, c);
    assert_true(net.n_features <= (int)(sizeof x / sizeof *x));
    struct pseg_trace quick = trace_of(&net, 3), slow = trace_of(&net, 1);
    pseg_network_warm_up(&quick, n, x, toy.model.weights, &net, &pseg_kernels_scalar);
    for (int i = 0; i < n; i++) {
        pseg_network_carry(&slow, &net, 1);
        pseg_network_step(&slow, 0, x, toy.model.weights, &net, &pseg_kernels_scalar);
    }
    check_same_states(&quick, &slow, &net);
    free(quick.base);
    free(slow.base);
    toy_model_free(&toy);
}

static void warming_up_equals_as_many_steps(void **state)
{
    (void)state;
    for (int i = 0; i < TOY_N_MODELS; i++) {
        const struct pseg_config c = toy_config_of(i);
        if (c.topology == PSEG_TOPOLOGY_NONE)
            continue;
        check_warm_up(&c, 1);
        check_warm_up(&c, 5);
    }
}

static void tensors_follow_each_other_without_gaps_or_equal_names(void **state)
{
    (void)state;
    for (int topology = PSEG_TOPOLOGY_RPM2; topology <= PSEG_TOPOLOGY_RPM4; topology++) {
        const struct pseg_config c = config(topology);
        struct pseg_network net;
        size_t offset = 0;
        pseg_network_build(&net, &c);
        for (int i = 0; i < net.n_tensors; i++) {
            assert_int_equal(net.tensors[i].offset, offset);
            offset += (size_t)net.tensors[i].rows * (size_t)net.tensors[i].cols;
            for (int j = 0; j < i; j++)
                assert_string_not_equal(net.tensors[i].name, net.tensors[j].name);
        }
        assert_int_equal(offset, net.n_parameters);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_2_layer_network_equals_pytorch),
        cmocka_unit_test(the_4_layer_network_equals_pytorch),
        cmocka_unit_test(a_stream_alone_equals_the_same_stream_in_a_batch),
        cmocka_unit_test(steps_at_once_equal_steps_in_turn),
        cmocka_unit_test(warming_up_equals_as_many_steps),
        cmocka_unit_test(tensors_follow_each_other_without_gaps_or_equal_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
