/* The numerical tasks' loss and network against finite differences, in double precision. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "backprop.h"
#include "blas.h"
#include "task_loss.h"
#include "uniform.h"

enum { STEPS = 6, BATCH = 3, WIDTH = 4, CLASSES = 3, ROWS = STEPS * BATCH };

static void fill(real *x, size_t n, double scale)
{
    for (size_t i = 0; i < n; i++)
        x[i] = scale * next();
}

/* Some rows ask for nothing, among them the last. */
static void set_targets(signed char *target)
{
    for (int i = 0; i < ROWS; i++)
        target[i] = (signed char)(i * 7 % 4 - 1);
    target[ROWS - 1] = -1;
}

static void fail_where_different(double gradient, double expected, const char *what, size_t i)
{
    const double size = fmax(fmax(fabs(gradient), fabs(expected)), 1e-4);
    if (fabs(gradient - expected) > 1e-6 * size)
        fail_msg("%s[%zu]: %g, but the finite difference is %g", what, i, gradient, expected);
}

static double mean_loss(real *d, const real *logits, const signed char *target)
{
    long asked;
    const double sum = pseg_class_loss(d, &asked, logits, target, ROWS, CLASSES);
    return sum / (double)asked;
}

static void class_loss_equals_finite_differences(void **state)
{
    real logits[ROWS * CLASSES], d[ROWS * CLASSES], unused[ROWS * CLASSES];
    signed char target[ROWS];
    const double step = 1e-5;
    (void)state;
    fill(logits, ROWS * CLASSES, 4);
    set_targets(target);
    mean_loss(d, logits, target);
    for (size_t i = 0; i < ROWS * CLASSES; i++) {
        const real value = logits[i];
        logits[i] = value + step;
        const double above = mean_loss(unused, logits, target);
        logits[i] = value - step;
        const double below = mean_loss(unused, logits, target);
        logits[i] = value;
        fail_where_different(d[i], (above - below) / (2 * step), "logits", i);
    }
}

/* The stack of the tasks: a recurrent layer as wide as its input, without a projection. */
struct problem {
    struct pseg_network net;
    struct pseg_trace trace;
    real x[ROWS * WIDTH], d[ROWS * CLASSES];
    signed char target[ROWS];
    real *parameters;
};

static void set_up(struct problem *p, int cell)
{
    static const char *const names[] = {"classify.W", "classify.b"};
    pseg_network_begin(&p->net, &pseg_cells[cell], WIDTH);
    pseg_network_add_recurrent(&p->net, WIDTH, 0);
    pseg_network_add_dense(&p->net, names, CLASSES, PSEG_LINEAR);
    pseg_network_end(&p->net);
    assert_int_equal(p->net.n_layers, 2);
    real *trace = calloc(pseg_trace_size(&p->net, STEPS, BATCH), sizeof *trace);
    p->trace = (struct pseg_trace){trace, NULL, STEPS, BATCH};
    p->parameters = malloc(p->net.n_parameters * sizeof *p->parameters);
    fill(p->parameters, p->net.n_parameters, 0.7);
    fill(p->x, ROWS * WIDTH, 1);
    set_targets(p->target);
}

static double network_loss(struct problem *p)
{
    pseg_network_clear(&p->trace, &p->net);
    for (int t = 0; t < STEPS; t++)
        pseg_network_step(&p->trace, t, p->x + (ptrdiff_t)t * BATCH * WIDTH, p->parameters, &p->net,
                          &pseg_kernels_scalar);
    return mean_loss(p->d, pseg_trace_row(&p->trace, &p->net.layers[1], PSEG_SLOT_OUT, 1),
                     p->target);
}

static void check_cell(int cell)
{
    struct problem p;
    const double step = 1e-5;
    set_up(&p, cell);
    real *gradient = calloc(p.net.n_parameters, sizeof *gradient);
    real *scratch = calloc(pseg_backprop_scratch(&p.net, STEPS, BATCH), sizeof *scratch);
    network_loss(&p);
    pseg_backprop(gradient, p.d, scratch, &p.trace, p.x, p.parameters, &p.net, NULL);
    for (size_t i = 0; i < p.net.n_parameters; i++) {
        const real value = p.parameters[i];
        p.parameters[i] = value + step;
        const double above = network_loss(&p);
        p.parameters[i] = value - step;
        const double below = network_loss(&p);
        p.parameters[i] = value;
        fail_where_different(gradient[i], (above - below) / (2 * step), pseg_cells[cell].name, i);
    }
    free(gradient);
    free(scratch);
    free(p.parameters);
    free(p.trace.base);
}

static void classifiers_of_every_cell_equal_finite_differences(void **state)
{
    (void)state;
    for (int cell = 0; cell < PSEG_N_CELLS; cell++)
        check_cell(cell);
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
        cmocka_unit_test(class_loss_equals_finite_differences),
        cmocka_unit_test(classifiers_of_every_cell_equal_finite_differences),
    };
    return cmocka_run_group_tests(tests, open_blas, NULL);
}
