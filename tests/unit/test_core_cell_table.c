/* The table of cells keeps what its users count on: names for every gate, papers for every row, and
 * rows that say what their cells do. */
#include "cell.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "network.h"
#include "synth.h"

static int ends_with(const char *text, char c)
{
    return text[strlen(text) - 1] == c;
}

static void every_value_of_the_enumeration_has_its_row(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        const struct pseg_cell_kind *cell = &pseg_cells[i];
        if (!cell->name || !cell->source || !cell->family)
            fail_msg("cell %d of enum pseg_cell has no name, source or family", i);
        if (strspn(cell->name, "abcdefghijklmnopqrstuvwxyz0123456789-+") != strlen(cell->name))
            fail_msg("cell %s: not a name for a command line and a file", cell->name);
        for (int k = 0; k < i; k++)
            if (strcmp(pseg_cells[k].name, cell->name) == 0)
                fail_msg("two cells are called %s", cell->name);
    }
}

/* A model file has the number of its cell: a new one comes last. */
static void cells_keep_their_numbers(void **state)
{
    (void)state;
    static const char *const names[] = {
        "gru",      "gru1",     "gru2",     "gru3",      "gru-rr+",       "gru-rrx",
        "mgu",      "mgu-rf+",  "mgu-rfx",  "lstm",      "lstm-peephole", "lstm-ri+",
        "lstm-rix", "lstm-ro+", "lstm-rox", "lstm-rio+", "lstm-riox",     "lstm-exposed"};
    for (size_t i = 0; i < COUNT(names); i++)
        assert_string_equal(pseg_cells[i].name, names[i]);
}

/* One of the papers of phoneseg.h, or where else a cell is written down: "NNN eq. 1" or more. */
static void every_cell_says_where_it_is_written_down(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        const char *source = pseg_cells[i].source;
        const size_t digits = strspn(source, "0123456789");
        if (digits != 3 || (strncmp(source + 3, " eq. ", 5) && strncmp(source + 3, " sec. ", 6)))
            fail_msg("cell %s: its source is '%s', not paper and equation or section",
                     pseg_cells[i].name, source);
    }
}

static void every_gate_of_a_family_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        const struct pseg_cell_family *family = pseg_cells[i].family;
        assert_in_range(family->n_gates, 1, PSEG_MAX_GATES);
        assert_non_null(family->forward);
        for (int g = 0; g < PSEG_MAX_GATES; g++) {
            if (!family->gates[g] != (g >= family->n_gates))
                fail_msg("cell %s: %d gates, but not as many names", pseg_cells[i].name,
                         family->n_gates);
            for (int k = 0; k < g && g < family->n_gates; k++)
                assert_string_not_equal(family->gates[k], family->gates[g]);
        }
    }
}

/* 002 section 3.2: the product over time of a refined gate that keeps the state explodes. It is the
 * first gate; that of a family with a single gate is refined where it resets only. */
static void no_gate_that_keeps_the_state_is_refined(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        const struct pseg_cell_kind *cell = &pseg_cells[i];
        if (cell->family->n_gates > 1 && cell->refinement[0] != PSEG_PLAIN)
            fail_msg("cell %s refines its %s gate", cell->name, cell->family->gates[0]);
        for (int g = cell->family->n_gates; g < PSEG_MAX_GATES; g++)
            if (cell->refinement[g] != PSEG_PLAIN)
                fail_msg("cell %s refines a gate that it has not", cell->name);
    }
}

static void a_name_ends_as_its_gates_are_refined(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        const struct pseg_cell_kind *cell = &pseg_cells[i];
        const enum pseg_refinement said = ends_with(cell->name, '+')   ? PSEG_PLUS
                                          : ends_with(cell->name, 'x') ? PSEG_TIMES
                                                                       : PSEG_PLAIN;
        int refined = 0;
        for (int g = 0; g < PSEG_MAX_GATES; g++)
            if (cell->refinement[g] != PSEG_PLAIN) {
                assert_int_equal(cell->refinement[g], said);
                refined = 1;
            }
        if (refined != (said != PSEG_PLAIN))
            fail_msg("cell %s: its name and its gates do not agree", cell->name);
    }
}

static void only_a_memory_can_be_heard_or_exposed(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        const struct pseg_cell_kind *cell = &pseg_cells[i];
        if ((cell->hears & PSEG_HEARS_MEMORY || cell->exposes_memory) && !cell->family->has_memory)
            fail_msg("cell %s has no memory besides its state", cell->name);
        if (!(cell->hears & (PSEG_HEARS_ALL | PSEG_HEARS_MEMORY)))
            fail_msg("the gates of cell %s hear nothing", cell->name);
    }
}

/* Largest change of the first recurrent layer's gates from the second frame to the third, over
 * weights and inputs at random. */
static float change_of_gates(int cell)
{
    enum { STEPS = 3, D = 4 };
    const struct pseg_config config = {
        .n_mel = D, .topology = PSEG_TOPOLOGY_RPM2, .cell = cell, .n_dense = 5, .n_hidden = 5};
    struct pseg_network net;
    struct rng rng = {7};
    float x[STEPS * D], largest = 0;
    pseg_network_build(&net, &config);
    struct pseg_trace tr = {NULL, NULL, STEPS, 1};
    tr.base = calloc(pseg_trace_size(&net, STEPS, 1), sizeof *tr.base);
    float *weights = calloc(net.n_parameters, sizeof *weights);
    for (size_t i = 0; i < net.n_parameters; i++)
        weights[i] = rng_uniform(&rng);
    for (int t = 0; t < STEPS; t++) {
        for (int j = 0; j < D; j++)
            x[t * D + j] = 2 * rng_uniform(&rng);
        pseg_network_step(&tr, t, x + t * D, weights, &net, &pseg_kernels_scalar);
    }
    const struct pseg_layer *layer = &net.layers[net.first_recurrent];
    const float *gates = pseg_trace_row(&tr, layer, PSEG_SLOT_ACT, STEPS);
    const float *last = pseg_trace_row(&tr, layer, PSEG_SLOT_ACT, STEPS - 1);
    for (int j = 0; j < net.cell->family->n_gates * layer->out; j++)
        largest = fmaxf(largest, fabsf(gates[j] - last[j]));
    free(tr.base);
    free(weights);
    return largest;
}

/* Else a score of gates would be given to a cell that has none, or withheld from one that has. */
static void gates_move_in_every_cell_that_is_not_called_constant(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        const float change = change_of_gates(i);
        const int constant = pseg_cell_is_constant(&pseg_cells[i]);
        if (constant ? change != 0 : !(change > 1e-3f))
            fail_msg("cell %s: its gates move by %g", pseg_cells[i].name, (double)change);
    }
    assert_true(pseg_cell_is_constant(&pseg_cells[PSEG_CELL_GRU3])); /* 004 eq. 16, 17 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_of_the_enumeration_has_its_row),
        cmocka_unit_test(cells_keep_their_numbers),
        cmocka_unit_test(every_cell_says_where_it_is_written_down),
        cmocka_unit_test(every_gate_of_a_family_has_a_name_of_its_own),
        cmocka_unit_test(no_gate_that_keeps_the_state_is_refined),
        cmocka_unit_test(a_name_ends_as_its_gates_are_refined),
        cmocka_unit_test(only_a_memory_can_be_heard_or_exposed),
        cmocka_unit_test(gates_move_in_every_cell_that_is_not_called_constant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
