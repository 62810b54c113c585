/* Int8 models made from float ones. */
#include "quantise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "network.h"
#include "synth.h"
#include "toy.h"

/* A float model, and what became of it. */
struct pair {
    struct toy_model toy;
    struct pseg_model int8;
    struct pseg_network net, float_net;
};

static void pair_make(struct pair *p, const struct pseg_config *config, uint32_t seed)
{
    struct pseg_error error;
    toy_model_make(&p->toy, config, seed);
    if (pseg_quantise_model(&p->int8, &p->toy.model, &error))
        fail_msg("%s", error.text);
    pseg_network_build(&p->net, &p->int8.config);
    pseg_network_build(&p->float_net, config);
}

static void pair_free(struct pair *p)
{
    pseg_model_free(&p->int8);
    toy_model_free(&p->toy);
}

/* Each float toy model that has a network. */
static void on_all(void (*try)(const struct pair *p))
{
    for (int m = 0; m < TOY_FIRST_INT8; m++) {
        const struct pseg_config config = toy_config_of(m);
        struct pair p;
        if (config.topology == PSEG_TOPOLOGY_NONE)
            continue;
        pair_make(&p, &config, (uint32_t)m);
        try(&p);
        pair_free(&p);
    }
}

/* Column by column, by the C library's rint; returns the largest error of a weight. */
static double check_matrix(const float *scale, const int8_t *q, const float *w, int rows, int cols)
{
    double largest = 0;
    for (int o = 0; o < cols; o++) {
        float most = 0;
        for (int i = 0; i < rows; i++)
            most = fmaxf(most, fabsf(w[i * cols + o]));
        assert_true(scale[o] == most / 127);
        for (int i = 0; i < rows; i++) {
            const double x = w[i * cols + o], error = fabs(q[i * cols + o] * (double)scale[o] - x);
            assert_true(q[i * cols + o] == (int)rint((double)(w[i * cols + o] * (127 / most))));
            assert_true(error <= 0.50001 * (double)scale[o]);
            largest = fmax(largest, error);
        }
    }
    return largest;
}

static void try_tensors(const struct pair *p)
{
    int n_int8 = 0;
    assert_int_equal(p->net.n_tensors, p->float_net.n_tensors);
    for (int i = 0; i < p->net.n_tensors; i++) {
        const struct pseg_tensor *t = &p->net.tensors[i];
        const float *w = p->toy.model.weights + p->float_net.tensors[i].offset;
        const float *now = p->int8.weights + t->offset;
        const size_t n = (size_t)t->rows * (size_t)t->cols;
        double error = 0;
        if (t->is_int8)
            error = check_matrix(now, (const int8_t *)(now + t->cols), w, t->rows, t->cols);
        else
            assert_memory_equal(now, w, n * sizeof *w);
        assert_true(pseg_int8_error(&p->int8, &p->toy.model, i) == error);
        /* matrices are called W and U: what else there is, is not one of a product */
        const char *kind = strrchr(t->name, '.') + 1;
        assert_int_equal(t->is_int8, strcmp(kind, "W") == 0 || strcmp(kind, "U") == 0);
        n_int8 += t->is_int8;
    }
    assert_true(n_int8 >= 4);
}

static void matrices_become_int8_by_the_formula_and_all_else_stays(void **state)
{
    (void)state;
    on_all(try_tensors);
}

static void try_floats(const struct pair *p)
{
    float *floats = calloc(p->float_net.n_parameters, sizeof *floats);
    pseg_float_weights(floats, &p->int8);
    for (int i = 0; i < p->net.n_tensors; i++) {
        const struct pseg_tensor *t = &p->net.tensors[i];
        const size_t at = p->float_net.tensors[i].offset, n = (size_t)t->rows * (size_t)t->cols;
        const double largest = pseg_int8_error(&p->int8, &p->toy.model, i);
        double most = 0;
        for (size_t k = at; k < at + n; k++)
            most = fmax(most, fabs((double)floats[k] - (double)p->toy.model.weights[k]));
        assert_float_equal(most, largest, 1e-7);
    }
    free(floats);
    floats = calloc(p->float_net.n_parameters, sizeof *floats);
    pseg_float_weights(floats, &p->toy.model);
    assert_memory_equal(floats, p->toy.model.weights, p->float_net.n_parameters * sizeof *floats);
    free(floats);
}

static void as_floats_weights_are_within_the_error_that_is_told(void **state)
{
    (void)state;
    on_all(try_floats);
}

static void try_config(const struct pair *p)
{
    struct pseg_config c = p->int8.config;
    const char *json = p->int8.json, *was = p->toy.model.json;
    assert_int_equal(c.int8, 1);
    c.int8 = 0;
    assert_memory_equal(&c, &p->toy.model.config, sizeof c);
    assert_memory_equal(json, was, p->toy.model.json_size - 1); /* all but the brace */
    assert_non_null(strstr(was, "a test"));
    json += p->toy.model.json_size - 1;
    const char *member = ",\"quantized\":{\"made_by\":\"phoneseg " PSEG_VERSION "\"";
    assert_memory_equal(json, member, strlen(member));
}

static void configuration_and_record_stay_and_tell_of_it(void **state)
{
    (void)state;
    on_all(try_config);
}

static void try_file(const struct pair *p)
{
    char path[] = "/tmp/test_host_quantise_XXXXXX";
    const int fd = mkstemp(path);
    struct pseg_model read;
    struct pseg_error error;
    assert_true(fd >= 0);
    close(fd);
    if (pseg_model_save(&p->int8, path, &error) || pseg_model_load(&read, path, &error))
        fail_msg("%s", error.text);
    assert_memory_equal(&read.config, &p->int8.config, sizeof read.config);
    assert_int_equal(read.n_weights, p->int8.n_weights);
    assert_memory_equal(read.weights, p->int8.weights, 4 * read.n_weights);
    assert_in_range(read.json_size, p->int8.json_size, p->int8.json_size + 64); /* and blanks */
    assert_memory_equal(read.json, p->int8.json, p->int8.json_size);
    pseg_model_free(&read);
    unlink(path);
}

static void a_file_of_it_is_read_back_as_it_was(void **state)
{
    (void)state;
    on_all(try_file);
}

/* ----------------------------------------------------------------------------------- cells -- */

enum { STEPS = 60 };

static struct pseg_trace make_trace(const struct pseg_network *net)
{
    struct pseg_trace tr = {.steps = STEPS, .batch = 1};
    tr.base = calloc(pseg_trace_size(net, STEPS, 1), sizeof *tr.base);
    assert_non_null(tr.base);
    return tr;
}

struct distance {
    double apart, all; /* sums of squares */
};

static void add_distance(struct distance *d, const float *x, const float *y, int n)
{
    for (int i = 0; i < n; i++) {
        d->apart += pow((double)x[i] - (double)y[i], 2);
        d->all += pow((double)x[i], 2);
    }
}

/* Each step in float and in int8 from the state that float is in: what random weights make of a
 * small difference after many steps is no matter of int8. */
static void run(struct distance *out, struct distance *gates, const struct pair *p)
{
    const struct pseg_network *net = &p->net;
    const struct pseg_layer *last = &net->layers[net->n_layers - 1];
    const struct pseg_layer *first = &net->layers[net->first_recurrent];
    struct pseg_trace a = make_trace(&p->float_net), b = make_trace(net);
    struct rng rng = {12};
    float x[128];
    for (int t = 0; t < STEPS; t++) {
        for (int j = 0; j < net->n_features; j++)
            x[j] = 2 * rng_uniform(&rng);
        memcpy(b.base, a.base, pseg_trace_size(&p->float_net, STEPS, 1) * sizeof *a.base);
        pseg_network_step(&a, t, x, p->toy.model.weights, &p->float_net, &pseg_kernels_scalar);
        pseg_network_step(&b, t, x, p->int8.weights, net, &pseg_kernels_scalar);
        add_distance(out, pseg_trace_row(&a, last, PSEG_SLOT_OUT, t + 1),
                     pseg_trace_row(&b, last, PSEG_SLOT_OUT, t + 1), last->out);
        add_distance(gates, pseg_trace_row(&a, first, PSEG_SLOT_ACT, t + 1),
                     pseg_trace_row(&b, first, PSEG_SLOT_ACT, t + 1), first->width[PSEG_SLOT_ACT]);
    }
    free(a.base);
    free(b.base);
}

/* Near, and not the same: int8 was really computed with. */
static void try_network(const struct pair *p)
{
    struct distance out = {0, 0}, gates = {0, 0};
    run(&out, &gates, p);
    const double by_out = sqrt(out.apart / out.all), by_gates = sqrt(gates.apart / gates.all);
    if (!(by_out > 1e-4 && by_out < 0.03 && by_gates > 1e-4 && by_gates < 0.01))
        fail_msg("cell %s: prediction %g, gates %g apart", p->net.cell->name, by_out, by_gates);
}

static void every_cell_in_int8_stays_close_to_float(void **state)
{
    (void)state;
    on_all(try_network);
}

/* -------------------------------------------------------------------------------- refusals -- */

static void check_refused(const struct pseg_model *model, const char *word)
{
    struct pseg_model to;
    struct pseg_error error;
    assert_int_equal(pseg_quantise_model(&to, model, &error), -1);
    if (!strstr(error.text, word))
        fail_msg("'%s': no word of '%s'", error.text, word);
    pseg_model_free(&to);
}

static void what_has_no_float_network_is_refused(void **state)
{
    (void)state;
    const struct pseg_config none = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_BLEND);
    struct toy_model toy;
    struct pair p;
    toy_model_make(&toy, &none, 1);
    check_refused(&toy.model, "no network");
    toy_model_free(&toy);
    pair_make(&p, &config, 1);
    check_refused(&p.int8, "already");
    p.toy.model.json = "[]";
    p.toy.model.json_size = 2;
    check_refused(&p.toy.model, "record");
    pair_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrices_become_int8_by_the_formula_and_all_else_stays),
        cmocka_unit_test(as_floats_weights_are_within_the_error_that_is_told),
        cmocka_unit_test(configuration_and_record_stay_and_tell_of_it),
        cmocka_unit_test(a_file_of_it_is_read_back_as_it_was),
        cmocka_unit_test(every_cell_in_int8_stays_close_to_float),
        cmocka_unit_test(what_has_no_float_network_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
