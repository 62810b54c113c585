/* Int8 products: the formula of int8.h, to the last bit. */
#include "int8.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "matrix.h"
#include "synth.h"

enum { MOST = 130, LD = MOST + 3 };
#define GUARD 12345.0f

/* What is read is remembered exactly: a compiler may keep more digits elsewhere. */
static float rounded(float x)
{
    volatile float kept = x;
    return kept;
}

static void fill(float *x, int n, float size, struct rng *rng)
{
    for (int i = 0; i < n; i++)
        x[i] = size * rng_uniform(rng);
}

static void fill_int8(int8_t *q, int n, struct rng *rng)
{
    for (int i = 0; i < n; i++)
        q[i] = (int8_t)((int)rng_below(rng, 255) - 127);
}

/* ------------------------------------------------------------------------------ quantising -- */

/* By the C library's rint, which rounds halves to even, too. */
static void check_quantised(const int8_t *q, float scale, const float *x, int n)
{
    float most = 0;
    for (int i = 0; i < n; i++)
        most = fmaxf(most, fabsf(x[i]));
    assert_true(scale == rounded(most / 127));
    for (int i = 0; i < n; i++) {
        assert_int_equal(q[i], (int)rint((double)rounded(x[i] * rounded(127 / most))));
        check_near(q[i] * (double)scale / (double)most, x[i] / (double)most, 0.5001 / 127, "x", i);
    }
}

static void an_input_becomes_the_nearest_multiples_of_its_scale(void **state)
{
    (void)state;
    const float sizes[] = {1, 1e-6f, 1e6f, 1e-29f, 1e30f, FLT_MAX / 2};
    struct rng rng = {3};
    float x[MOST];
    int8_t q[MOST + 1];
    for (int n = 1; n <= MOST; n++)
        for (size_t k = 0; k < COUNT(sizes); k++) {
            fill(x, n, sizes[k], &rng);
            q[n] = 99;
            const float scale = pseg_quantise(q, x, n);
            check_quantised(q, scale, x, n);
            assert_int_equal(q[n], 99);
        }
}

static void halves_go_to_the_even_neighbour(void **state)
{
    (void)state;
    const float x[] = {127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 125.5f, -126.5f, 0.49999997f};
    const int8_t expected[] = {127, 0, 2, 2, 0, -2, -2, 126, -126, 0};
    int8_t q[COUNT(x)];
    assert_true(pseg_quantise(q, x, COUNT(x)) == 1);
    assert_memory_equal(q, expected, sizeof expected);
}

/* The largest of either sign is 127, and never 128 however 127 / max is rounded. */
static void the_largest_input_becomes_127(void **state)
{
    (void)state;
    struct rng rng = {4};
    for (int trial = 0; trial < 100000; trial++) {
        const float most = rounded(
            ldexpf(1.0001f + 0.9998f * fabsf(rng_uniform(&rng)), (int)rng_below(&rng, 200) - 90));
        const float x[] = {most, -most, nextafterf(most, 0), most / 3};
        int8_t q[4];
        pseg_quantise(q, x, 4);
        if (q[0] != 127 || q[1] != -127 || q[2] != 127 || q[3] != 42)
            fail_msg("%.9g: %d %d %d %d", (double)most, q[0], q[1], q[2], q[3]);
    }
}

static void next_to_nothing_is_zero(void **state)
{
    (void)state;
    const float x[][3] = {{0, 0, 0}, {-0.0f, 0, -0.0f}, {FLT_MIN / 4, -FLT_MIN, 0}, {1e-30f, 0, 0}};
    const int8_t zeros[3] = {0};
    for (size_t k = 0; k < COUNT(x); k++) {
        int8_t q[3] = {7, 7, 7};
        assert_true(pseg_quantise(q, x[k], 3) == 0);
        assert_memory_equal(q, zeros, 3);
    }
}

/* They come of weights that are out of all proportion; nothing undefined may follow, nor anything
 * that another machine does otherwise. */
static void what_is_no_number_becomes_the_lowest(void **state)
{
    (void)state;
    const float x[] = {NAN, 1, -INFINITY, INFINITY, -NAN, 0};
    for (size_t first = 0; first < COUNT(x); first++)
        for (size_t n = 1; n <= COUNT(x) - first; n++) {
            int8_t q[COUNT(x)];
            pseg_quantise(q, x + first, (int)n);
            for (size_t i = 0; i < n; i++)
                assert_true(isfinite(x[first + i]) ? q[i] >= -127 : q[i] == -127);
        }
}

/* --------------------------------------------------------------------------------- product -- */

/* y[o] of the formula: an exact sum, then three roundings, in the order of the formula. */
static float output(float y, const int8_t *x, float scale_x, const int8_t *column, int ldw,
                    float scale_w, int in)
{
    int64_t sum = 0;
    for (int i = 0; i < in; i++)
        sum += (int64_t)x[i] * column[(long)i * ldw];
    assert_true((int64_t)(float)sum == sum);
    return rounded(y + rounded(rounded((float)sum * scale_x) * scale_w));
}

static void the_product_is_the_formula_to_the_last_bit_for_every_size(void **state)
{
    (void)state;
    static int8_t x[MOST], w[MOST * LD];
    float scale_w[LD], before[LD], y[LD];
    struct rng rng = {5};
    fill_int8(w, MOST * LD, &rng);
    for (int in = 1; in <= MOST; in++)
        for (int out = 1; out <= MOST; out++) {
            const int ldw = out + (int)rng_below(&rng, 4);
            const float scale_x = 0.01f * (1 + rng_uniform(&rng));
            fill_int8(x, in, &rng);
            fill(scale_w, out, 0.01f, &rng);
            fill(before, LD, 1, &rng);
            memcpy(y, before, sizeof y);
            pseg_product_int8(y, LD, x, LD, &scale_x, w, ldw, scale_w, 1, in, out);
            for (int o = 0; o < out; o++)
                if (y[o] != output(before[o], x, scale_x, w + o, ldw, scale_w[o], in))
                    fail_msg("%d inputs, output %d of %d: %.9g", in, o, out, (double)y[o]);
            assert_memory_equal(y + out, before + out, (size_t)(LD - out) * sizeof *y);
        }
}

/* 1024 inputs are the most that a configuration allows. */
static void the_largest_sums_are_exact(void **state)
{
    (void)state;
    enum { IN = 1024 };
    static int8_t x[IN], w[IN * 2];
    const float one = 1, ones[2] = {1, 1};
    float y[2] = {0, 0};
    memset(x, 127, sizeof x);
    for (int i = 0; i < IN; i++) {
        w[2 * i] = 127;
        w[2 * i + 1] = (int8_t)(i ? -127 : -126);
    }
    pseg_product_int8(y, 2, x, IN, &one, w, 2, ones, 1, IN, 2);
    assert_true(y[0] == 16516096 && y[1] == -16516096 + 127);
}

static void a_product_with_nothing_leaves_all_as_it_was(void **state)
{
    (void)state;
    int8_t w[5 * 70], scratch[PSEG_INT8_ROWS * 5];
    float scale[70], y[70], before[70], x[5] = {0, -0.0f, 0, 1e-31f, 0};
    const struct pseg_matrix m = {.q = w, .scale = scale, .scratch = scratch, .ld = 70};
    struct rng rng = {6};
    fill_int8(w, 5 * 70, &rng);
    fill(scale, 70, 1, &rng);
    fill(before, 70, 1, &rng);
    memcpy(y, before, sizeof y);
    pseg_product(y, 70, x, 5, &m, 1, 5, 70, &pseg_kernels_scalar);
    assert_memory_equal(y, before, sizeof y);
}

/* ---------------------------------------------------------------------------------- matrix -- */

enum { ROWS = 6, IN = 17, OUT = 70, FIRST = 13 };

/* The product of the columns from FIRST on, of several rows, in larger arrays. */
static void try_columns(const struct pseg_matrix *m, const float *x,
                        void (*expect)(float *y, const float *x, const struct pseg_matrix *m))
{
    enum { LDY = OUT + 2, LDX = IN + 4 };
    const struct pseg_matrix part = pseg_columns(m, FIRST);
    float y[ROWS * LDY], whole[OUT];
    for (int i = 0; i < ROWS * LDY; i++)
        y[i] = GUARD;
    for (int r = 0; r < ROWS; r++)
        memset(y + r * LDY, 0, (OUT - FIRST) * sizeof *y);
    pseg_product(y, LDY, x, LDX, &part, ROWS, IN, OUT - FIRST, &pseg_kernels_scalar);
    for (int r = 0; r < ROWS; r++) {
        memset(whole, 0, sizeof whole);
        expect(whole, x + r * LDX, m);
        assert_memory_equal(y + r * LDY, whole + FIRST, (OUT - FIRST) * sizeof *y);
        for (int o = OUT - FIRST; o < LDY; o++)
            assert_true(y[r * LDY + o] == GUARD);
    }
}

static void expect_float(float *y, const float *x, const struct pseg_matrix *m)
{
    pseg_kernels_scalar.product(y, OUT, x, IN, m->w, m->ld, 1, IN, OUT);
}

static void expect_int8(float *y, const float *x, const struct pseg_matrix *m)
{
    int8_t q[IN];
    const float scale = pseg_quantise(q, x, IN);
    pseg_product_int8(y, OUT, q, IN, &scale, m->q, m->ld, m->scale, 1, IN, OUT);
}

static void columns_of_a_matrix_are_a_matrix_and_rows_are_quantised_each(void **state)
{
    (void)state;
    static float x[ROWS * (IN + 4)], w[IN * OUT], scale[OUT];
    static int8_t q[IN * OUT], scratch[PSEG_INT8_ROWS * IN];
    const struct pseg_matrix floats = {.w = w, .ld = OUT};
    const struct pseg_matrix int8 = {.q = q, .scale = scale, .scratch = scratch, .ld = OUT};
    struct rng rng = {7};
    fill(w, IN * OUT, 1, &rng);
    fill(scale, OUT, 0.01f, &rng);
    fill_int8(q, IN * OUT, &rng);
    for (int r = 0; r < ROWS; r++)
        fill(x + r * (IN + 4), IN + 4, powf(10, (float)(r % 3)), &rng);
    try_columns(&floats, x, expect_float);
    try_columns(&int8, x, expect_int8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_input_becomes_the_nearest_multiples_of_its_scale),
        cmocka_unit_test(halves_go_to_the_even_neighbour),
        cmocka_unit_test(the_largest_input_becomes_127),
        cmocka_unit_test(next_to_nothing_is_zero),
        cmocka_unit_test(what_is_no_number_becomes_the_lowest),
        cmocka_unit_test(the_product_is_the_formula_to_the_last_bit_for_every_size),
        cmocka_unit_test(the_largest_sums_are_exact),
        cmocka_unit_test(a_product_with_nothing_leaves_all_as_it_was),
        cmocka_unit_test(columns_of_a_matrix_are_a_matrix_and_rows_are_quantised_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
