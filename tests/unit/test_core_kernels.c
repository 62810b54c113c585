#include "kernels.h"

#include <string.h>

#include "check.h"
#include "synth.h"

#define LD 40
#define ROWS 20
#define GUARD 12345.0f

static void fill(real *x, int n, struct rng *rng)
{
    for (int i = 0; i < n; i++)
        x[i] = rng_uniform(rng);
}

/* One product of random size inside larger arrays, against the textbook's triple loop. */
static void try_product(const struct pseg_kernels *k, struct rng *rng)
{
    static real x[ROWS * LD], w[LD * LD], y[ROWS * LD], before[ROWS * LD];
    const int rows = 1 + (int)rng_below(rng, ROWS), in = (int)rng_below(rng, 36);
    const int out = 1 + (int)rng_below(rng, 36);
    const int ldx = in + (int)rng_below(rng, 5), ldw = out + (int)rng_below(rng, 5);
    const int ldy = out + (int)rng_below(rng, 5);
    fill(x, ROWS * LD, rng);
    fill(w, LD * LD, rng);
    fill(y, ROWS * LD, rng);
    memcpy(before, y, sizeof y);
    k->product(y, ldy, x, ldx, w, ldw, rows, in, out);
    for (int at = 0; at < ROWS * LD; at++) {
        const int r = at / ldy, j = at % ldy;
        double expected = before[at];
        for (int i = 0; i < in && r < rows && j < out; i++)
            expected += (double)x[r * ldx + i] * w[i * ldw + j];
        if (r >= rows || j >= out)
            assert_true(y[at] == before[at]); /* what lies between the rows is not touched */
        check_near(y[at], expected, 1e-5, "y", at);
    }
}

static void product_equals_the_triple_loop_for_any_shape_and_stride(void **state)
{
    (void)state;
    struct rng rng = {9};
    for (int trial = 0; trial < 2000; trial++)
        try_product(&pseg_kernels_scalar, &rng);
}

static void a_row_does_not_depend_on_the_number_of_rows(void **state)
{
    (void)state;
    static real x[ROWS * LD], w[LD * LD], together[ROWS * LD], alone[ROWS * LD];
    struct rng rng = {10};
    fill(x, ROWS * LD, &rng);
    fill(w, LD * LD, &rng);
    pseg_kernels_scalar.product(together, LD, x, LD, w, LD, ROWS, 33, 37);
    for (int r = 0; r < ROWS; r++)
        pseg_kernels_scalar.product(alone + r * LD, LD, x + r * LD, LD, w, LD, 1, 33, 37);
    assert_memory_equal(together, alone, sizeof together);
}

static void set_rows_fills_the_width_and_no_more(void **state)
{
    (void)state;
    real y[3 * 7], v[5] = {1, 2, 3, 4, 5};
    for (int i = 0; i < 21; i++)
        y[i] = GUARD;
    pseg_set_rows(y, 7, v, 3, 5);
    for (int i = 0; i < 21; i++)
        assert_true(y[i] == (i % 7 < 5 ? v[i % 7] : GUARD));
}

static void sigmoid_and_tanh_follow_their_formulas_and_saturate(void **state)
{
    (void)state;
    real s[202], t[202];
    for (int i = 0; i < 201; i++)
        s[i] = t[i] = (real)(i - 100) / 4;
    s[201] = t[201] = GUARD;
    pseg_sigmoid(s, 201);
    pseg_tanh(t, 201);
    for (int i = 0; i < 201; i++) {
        const double x = (i - 100) / 4.0;
        check_near(s[i], 1 / (1 + exp(-x)), 2e-7, "sigmoid", i);
        check_near(t[i], 1 - 2 / (1 + exp(2 * x)), 2e-7, "tanh", i);
    }
    assert_true(s[201] == GUARD && t[201] == GUARD);
    real huge[4] = {1000, -1000, 1e30f, -1e30f}, same[4] = {1000, -1000, 1e30f, -1e30f};
    pseg_sigmoid(huge, 4);
    pseg_tanh(same, 4);
    for (int i = 0; i < 4; i++)
        assert_true(fabsf(huge[i] - (i % 2 ? 0 : 1)) < 1e-30f && same[i] == (i % 2 ? -1 : 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(product_equals_the_triple_loop_for_any_shape_and_stride),
        cmocka_unit_test(a_row_does_not_depend_on_the_number_of_rows),
        cmocka_unit_test(set_rows_fills_the_width_and_no_more),
        cmocka_unit_test(sigmoid_and_tanh_follow_their_formulas_and_saturate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
