/* The table of cells: its names, and numbers of parameters against the formulas of the papers. */
#include "cell.h"

#include <string.h>

#include "check.h"
#include "network.h"

struct formula {
    const char *name;
    long (*parameters)(long n, long m); /* of a layer of n units with m inputs */
};

/* 004 section 2.1 */
static long lstm(long n, long m)
{
    return 4 * (n * n + n * m + n);
}

/* 001 eq. 1, 2, 4: three diagonal matrices more */
static long lstm_peephole(long n, long m)
{
    return lstm(n, m) + 3 * n;
}

/* 004 section 2.2 */
static long gru(long n, long m)
{
    return 3 * (n * n + n * m + n);
}

/* 004 sections 3.1 to 3.3 */
static long gru1(long n, long m)
{
    return gru(n, m) - 2 * n * m;
}

static long gru2(long n, long m)
{
    return gru(n, m) - 2 * (n * m + n);
}

static long gru3(long n, long m)
{
    return gru(n, m) - 2 * (n * m + n * n);
}

/* 002 eq. 3 */
static long mgu(long n, long m)
{
    return 2 * (n * n + n * m + n);
}

/* 002 section 1: refinement adds no parameters, but its input has to be n wide. */
static long refined(long (*plain)(long n, long m), long n, long m)
{
    return plain(n, n) + (n == m ? 0 : n * m + n);
}

static long refined_lstm(long n, long m)
{
    return refined(lstm, n, m);
}

static long refined_gru(long n, long m)
{
    return refined(gru, n, m);
}

static long refined_mgu(long n, long m)
{
    return refined(mgu, n, m);
}

static const struct formula formulas[] = {
    {"lstm", lstm},
    {"lstm-peephole", lstm_peephole},
    {"lstm-ri+", refined_lstm},
    {"lstm-rix", refined_lstm},
    {"lstm-ro+", refined_lstm},
    {"lstm-rox", refined_lstm},
    {"lstm-rio+", refined_lstm},
    {"lstm-riox", refined_lstm},
    {"lstm-exposed", lstm},
    {"gru", gru},
    {"gru1", gru1},
    {"gru2", gru2},
    {"gru3", gru3},
    {"gru-rr+", refined_gru},
    {"gru-rrx", refined_gru},
    {"mgu", mgu},
    {"mgu-rf+", refined_mgu},
    {"mgu-rfx", refined_mgu},
};

static const struct formula *formula_of(const char *cell)
{
    for (size_t i = 0; i < COUNT(formulas); i++)
        if (strcmp(formulas[i].name, cell) == 0)
            return &formulas[i];
    fail_msg("cell %s: the papers' number of its parameters is missing here", cell);
    return NULL;
}

/* Parameters of all tensors whose name begins with `rec` or `project`. */
static long recurrent_parameters(int cell, int topology, int residual, int n, int m)
{
    const struct pseg_config config = {.n_mel = 5,
                                       .topology = topology,
                                       .cell = cell,
                                       .n_dense = m,
                                       .n_hidden = n,
                                       .residual = residual,
                                       .score = PSEG_SCORE_ERROR};
    struct pseg_network net;
    long sum = 0;
    pseg_network_build(&net, &config);
    for (int k = 0; k < net.n_tensors; k++) {
        const struct pseg_tensor *t = &net.tensors[k];
        if (strncmp(t->name, "rec", 3) == 0 || strncmp(t->name, "project", 7) == 0)
            sum += (long)t->rows * t->cols;
    }
    return sum;
}

static void check_count(int cell, int n, int m)
{
    const char *name = pseg_cells[cell].name;
    const long one = formula_of(name)->parameters(n, m);
    const long two = one + formula_of(name)->parameters(n, n);
    print_message("%s: %d units, %d inputs: %ld\n", name, n, m, one);
    assert_int_equal(recurrent_parameters(cell, PSEG_TOPOLOGY_RPM2, 0, n, m), one);
    assert_int_equal(recurrent_parameters(cell, PSEG_TOPOLOGY_RPM4, 0, n, m), two);
    assert_int_equal(recurrent_parameters(cell, PSEG_TOPOLOGY_AE, 0, n, m), two);
    assert_int_equal(recurrent_parameters(cell, PSEG_TOPOLOGY_RPM4, 1, n, m), two);
}

static void parameters_are_as_many_as_the_papers_say(void **state)
{
    (void)state;
    for (int cell = 0; cell < PSEG_N_CELLS; cell++) {
        check_count(cell, 6, 7);
        check_count(cell, 64, 64);
        check_count(cell, 32, 64);
    }
}

/* 004 table 1, 100 units with one input, and table 2, 128 with 128. */
static void formulas_give_the_figures_of_the_tables(void **state)
{
    (void)state;
    assert_int_equal(gru(100, 1), 30600);
    assert_int_equal(gru1(100, 1), 30400);
    assert_int_equal(gru2(100, 1), 30200);
    assert_int_equal(gru3(100, 1), 10400);
    assert_int_equal(gru(128, 128), 98688);
    assert_int_equal(gru1(128, 128), 65920);
    assert_int_equal(gru2(128, 128), 65664);
    assert_int_equal(gru3(128, 128), 33152);
}

static void names_and_sources_are_there_and_names_differ(void **state)
{
    (void)state;
    assert_int_equal(PSEG_N_CELLS, COUNT(formulas));
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        assert_non_null(pseg_cells[i].name);
        assert_non_null(pseg_cells[i].source);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(pseg_cells[i].name, pseg_cells[k].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_are_as_many_as_the_papers_say),
        cmocka_unit_test(formulas_give_the_figures_of_the_tables),
        cmocka_unit_test(names_and_sources_are_there_and_names_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
