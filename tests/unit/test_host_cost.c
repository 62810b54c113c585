/* Parameters and multiply-adds against the papers' formulas, of n units that hear m inputs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cost.h"

enum { FEATURES = 13, M = 64, N = 32 };

static struct pseg_cost cost_of(int cell, int topology, int n_dense)
{
    const struct pseg_config config = {.n_mel = FEATURES,
                                       .topology = topology,
                                       .cell = cell,
                                       .n_dense = n_dense,
                                       .n_hidden = N,
                                       .score = PSEG_SCORE_READOUT};
    struct pseg_network net;
    struct pseg_cost cost;
    pseg_network_build(&net, &config);
    pseg_network_cost(&cost, &net);
    return cost;
}

/* Two layers: one recurrent layer between two dense ones. */
static void assert_layer(int cell, size_t parameters, size_t multiply_adds)
{
    const struct pseg_cost cost = cost_of(cell, PSEG_TOPOLOGY_RPM2, M);
    assert_int_equal(cost.recurrent_parameters, parameters);
    assert_int_equal(cost.recurrent_multiply_adds, multiply_adds);
    assert_int_equal(cost.parameters, (FEATURES + 1) * M + parameters + (N + 1) * FEATURES);
    assert_int_equal(cost.multiply_adds, FEATURES * M + multiply_adds + N * FEATURES);
}

/* Blocks of gates and candidate: 4 (000 eq. 1-6), 3 (eq. 7-10), 2 (002 eq. 3). */
static void plain_cells_cost_one_block_a_gate_and_one_for_the_candidate(void **state)
{
    (void)state;
    assert_layer(PSEG_CELL_LSTM, 4 * (N * N + N * M + N), 4 * (N * N + N * M));
    assert_layer(PSEG_CELL_LSTM_EXPOSED, 4 * (N * N + N * M + N), 4 * (N * N + N * M));
    assert_layer(PSEG_CELL_GRU, 3 * (N * N + N * M + N), 3 * (N * N + N * M));
    assert_layer(PSEG_CELL_MGU, 2 * (N * N + N * M + N), 2 * (N * N + N * M));
}

/* 004 eq. 12-17: 2 n m less, 2 (n m + n) less, 2 (n m + n^2) less than a GRU. */
static void gate_variants_save_what_their_gates_do_not_hear(void **state)
{
    (void)state;
    const size_t gru = 3 * (N * N + N * M + N);
    assert_layer(PSEG_CELL_GRU1, gru - 2 * N * M, 3 * N * N + N * M);
    assert_layer(PSEG_CELL_GRU2, gru - 2 * (N * M + N), 3 * N * N + N * M);
    assert_layer(PSEG_CELL_GRU3, gru - 2 * (N * M + N * N), N * N + N * M);
}

/* One recurrent layer of n units over m inputs, and nothing else. */
static size_t parameters_alone(int cell, int n, int m)
{
    struct pseg_network net;
    struct pseg_cost cost;
    pseg_network_begin(&net, &pseg_cells[cell], m);
    pseg_network_add_recurrent(&net, n, 0);
    pseg_network_end(&net);
    pseg_network_cost(&cost, &net);
    assert_int_equal(cost.parameters, cost.recurrent_parameters);
    return cost.parameters;
}

/* 004 tables 1 (MNIST by pixels, 100 units) and 2 (IMDB, 128 units): "# Params". */
static void gate_variants_have_the_parameters_that_their_paper_prints(void **state)
{
    (void)state;
    static const struct {
        int cell;
        size_t mnist, imdb;
    } printed[] = {{PSEG_CELL_GRU, 30600, 98688},
                   {PSEG_CELL_GRU1, 30400, 65920},
                   {PSEG_CELL_GRU2, 30200, 65664},
                   {PSEG_CELL_GRU3, 10400, 33152}};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(parameters_alone(printed[i].cell, 100, 1), printed[i].mnist);
        assert_int_equal(parameters_alone(printed[i].cell, 128, 128), printed[i].imdb);
    }
}

/* 001 eq. 1-5: a diagonal for each of three gates. */
static void peepholes_cost_a_weight_a_gate_and_unit(void **state)
{
    (void)state;
    assert_layer(PSEG_CELL_LSTM_PEEPHOLE, 4 * (N * N + N * M + N) + 3 * N,
                 4 * (N * N + N * M) + 3 * N);
}

/* 002 section 3.1: no parameters of their own. Inputs of another width are projected to n, and
 * counted with the layer. */
static void refined_gates_cost_a_projection_or_nothing(void **state)
{
    (void)state;
    const size_t projection = (M + 1) * N;
    assert_layer(PSEG_CELL_GRU_RR_TIMES, 3 * (2 * N * N + N) + projection, 3 * 2 * N * N + M * N);
    assert_layer(PSEG_CELL_LSTM_RIO_PLUS, 4 * (2 * N * N + N) + projection, 4 * 2 * N * N + M * N);
    const struct pseg_cost refined = cost_of(PSEG_CELL_MGU_RF_PLUS, PSEG_TOPOLOGY_RPM4, N);
    const struct pseg_cost plain = cost_of(PSEG_CELL_MGU, PSEG_TOPOLOGY_RPM4, N);
    assert_int_equal(refined.parameters, plain.parameters);
    assert_int_equal(refined.multiply_adds, plain.multiply_adds);
}

static void four_layers_and_the_autoencoder_have_a_second_one_of_each(void **state)
{
    (void)state;
    const struct pseg_cost rpm4 = cost_of(PSEG_CELL_GRU, PSEG_TOPOLOGY_RPM4, M);
    const struct pseg_cost ae = cost_of(PSEG_CELL_GRU, PSEG_TOPOLOGY_AE, M);
    const size_t recurrent = 3 * (N * N + N * M) + 3 * (N * N + N * N);
    assert_int_equal(rpm4.recurrent_multiply_adds, recurrent);
    assert_int_equal(rpm4.multiply_adds, FEATURES * M + recurrent + N * M + M * FEATURES);
    assert_int_equal(rpm4.parameters, rpm4.multiply_adds + M + 2 * 3 * N + M + FEATURES);
    assert_memory_equal(&ae, &rpm4, sizeof ae);
}

static void no_network_costs_nothing(void **state)
{
    (void)state;
    const struct pseg_cost cost = cost_of(PSEG_CELL_GRU, PSEG_TOPOLOGY_NONE, M);
    assert_int_equal(cost.parameters + cost.multiply_adds, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_cells_cost_one_block_a_gate_and_one_for_the_candidate),
        cmocka_unit_test(gate_variants_save_what_their_gates_do_not_hear),
        cmocka_unit_test(gate_variants_have_the_parameters_that_their_paper_prints),
        cmocka_unit_test(peepholes_cost_a_weight_a_gate_and_unit),
        cmocka_unit_test(refined_gates_cost_a_projection_or_nothing),
        cmocka_unit_test(four_layers_and_the_autoencoder_have_a_second_one_of_each),
        cmocka_unit_test(no_network_costs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
