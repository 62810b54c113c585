/* Each instruction set's kernels against the plain loops: the same bits, for every size, wherever
 * the arrays start. A machine that has not got one skips it. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "check.h"
#include "int8.h"
#include "kernels.h"
#include "mel.h"
#include "power.h"
#include "synth.h"

enum { MOST = 130, LD = MOST + 5, ROWS = 5 };

/* Arrays of their own for each test, so that a sanitizer sees their ends. */
static float w[MOST * LD], x[ROWS * LD], y[ROWS * LD], expected[ROWS * LD];
static int8_t w8[MOST * LD], x8[ROWS * LD];

static const struct pseg_kernels *kernels_of(void **state)
{
    const struct pseg_kernels *k = pseg_find_kernels(*state);
    if (!k)
        print_message("this machine does not run %s: skipped\n", (const char *)*state);
    if (!k)
        skip();
    return k;
}

/* A fifth of them so small that they, or their products, are denormal. */
static void fill(float *a, int n, struct rng *rng)
{
    for (int i = 0; i < n; i++) {
        a[i] = rng_uniform(rng);
        if (rng_below(rng, 5) == 0)
            a[i] *= rng_below(rng, 2) ? FLT_MIN / 8 : 1e-20f;
    }
}

static void fill_int8(int8_t *a, int n, struct rng *rng)
{
    for (int i = 0; i < n; i++)
        a[i] = (int8_t)((int)rng_below(rng, 255) - 127);
}

static void begin_outputs(struct rng *rng)
{
    fill(y, ROWS * LD, rng);
    memcpy(expected, y, sizeof y);
}

static void compare(const char *what, int in, int out)
{
    for (int i = 0; i < ROWS * LD; i++)
        if (memcmp(&y[i], &expected[i], sizeof *y))
            fail_msg("%s, %d to %d: [%d] is %.9g, not %.9g", what, in, out, i, (double)y[i],
                     (double)expected[i]);
}

/* ------------------------------------------------------------------------------------ sizes -- */

typedef void try_size(const struct pseg_kernels *k, int in, int out, struct rng *rng);

/* All numbers of outputs, each with some of inputs, and the other way round. */
static void try_sizes(const struct pseg_kernels *k, try_size *try)
{
    const int some[] = {1, 2, 7, 26, 96, 97, MOST};
    struct rng rng = {11};
    fill(w, MOST * LD, &rng);
    fill(x, ROWS * LD, &rng);
    fill_int8(w8, MOST * LD, &rng);
    fill_int8(x8, ROWS * LD, &rng);
    for (int n = 1; n <= MOST; n++)
        for (size_t i = 0; i < COUNT(some); i++) {
            try(k, some[i], n, &rng);
            try(k, n, some[i], &rng);
        }
}

static void try_product(const struct pseg_kernels *k, int in, int out, struct rng *rng)
{
    const int at_w = (int)rng_below(rng, 5), at_x = (int)rng_below(rng, 5);
    const int at_y = (int)rng_below(rng, 5), rows = 1 + (int)rng_below(rng, ROWS);
    begin_outputs(rng);
    k->product(y + at_y, LD, x + at_x, LD, w + at_w, LD, rows, in, out);
    pseg_kernels_scalar.product(expected + at_y, LD, x + at_x, LD, w + at_w, LD, rows, in, out);
    compare("float product", in, out);
}

static void try_product_int8(const struct pseg_kernels *k, int in, int out, struct rng *rng)
{
    const int at_w = (int)rng_below(rng, 5), at_x = (int)rng_below(rng, 5);
    const int at_y = (int)rng_below(rng, 5), rows = 1 + (int)rng_below(rng, ROWS);
    const float scales[ROWS] = {0.013f, 0.12f, 1, 0, 7};
    begin_outputs(rng);
    k->product_int8(y + at_y, LD, x8 + at_x, LD, scales, w8 + at_w, LD, x, rows, in, out);
    pseg_kernels_scalar.product_int8(expected + at_y, LD, x8 + at_x, LD, scales, w8 + at_w, LD, x,
                                     rows, in, out);
    compare("int8 product", in, out);
}

static void a_product_has_the_bits_of_the_plain_loop_for_every_size(void **state)
{
    try_sizes(kernels_of(state), try_product);
}

static void an_int8_product_has_the_bits_of_the_plain_loop_for_every_size(void **state)
{
    try_sizes(kernels_of(state), try_product_int8);
}

/* -------------------------------------------------------------------------------- front end -- */

/* Of m points a quarter: quarters, turns and results where any of them may start anywhere. */
static void try_power(const struct pseg_kernels *k, int m, struct rng *rng)
{
    enum { POINTS = 8 * MOST + 4 };
    static float quarters[POINTS], join[6 * MOST + 4], unfold[4 * MOST + 4];
    static float whole[POINTS], bins[POINTS], plain[POINTS];
    const int at = (int)rng_below(rng, 4), at_bins = (int)rng_below(rng, 4);
    fill(quarters, POINTS, rng);
    fill(join, 6 * MOST + 4, rng);
    fill(unfold, 4 * MOST + 4, rng);
    fill(bins, POINTS, rng);
    memcpy(plain, bins, sizeof bins);
    const struct pseg_turns turns = {m, join + at, unfold + at_bins};
    k->power(bins + at_bins, whole + at, quarters + at, &turns);
    pseg_power_plain(plain + at_bins, whole + at, quarters + at, &turns);
    for (int i = 0; i < POINTS; i++)
        if (memcmp(&bins[i], &plain[i], sizeof *bins))
            fail_msg("power, %d: [%d] is %.9g, not %.9g", m, i, (double)bins[i], (double)plain[i]);
}

static void power_has_the_bits_of_the_plain_loop_for_every_size(void **state)
{
    const struct pseg_kernels *k = kernels_of(state);
    struct rng rng = {14};
    for (int m = 1; m <= MOST; m++)
        for (int trial = 0; trial < 4; trial++)
            try_power(k, m, &rng);
}

/* n bands over n_bins bins, cut anywhere: some of no bin at all. */
static void try_mel(const struct pseg_kernels *k, int n_bins, int n_bands, struct rng *rng)
{
    static float power[LD], spoilt[LD], scratch[LD], rise[LD];
    static int16_t first[MOST + 2];
    const int at = (int)rng_below(rng, 4), at_power = (int)rng_below(rng, 4);
    struct pseg_mel mel = {n_bins, n_bands, rise + at, first};
    for (int i = 0; i < n_bands + 2; i++)
        first[i] = (int16_t)(n_bins * i / (n_bands + 1));
    fill(power, LD, rng);
    fill(rise, LD, rng);
    memcpy(spoilt, power, sizeof power);
    begin_outputs(rng);
    k->mel(y + at, spoilt + at_power, scratch + at, &mel);
    pseg_mel_plain(expected + at, power + at_power, scratch + at, &mel);
    compare("mel bands", n_bins, n_bands);
}

static void mel_bands_have_the_bits_of_the_plain_loop_for_every_size(void **state)
{
    const struct pseg_kernels *k = kernels_of(state);
    struct rng rng = {15};
    for (int n_bins = 1; n_bins <= MOST; n_bins++)
        for (int n_bands = 1; n_bands <= MOST; n_bands += n_bins % 9 + 1)
            try_mel(k, n_bins, n_bands, &rng);
}

/* The smallest normal number, as the front end's floor may be, and the largest are among them. */
static void logarithms_have_the_bits_of_the_plain_loop_for_every_size(void **state)
{
    const struct pseg_kernels *k = kernels_of(state);
    struct rng rng = {16};
    for (int n = 0; n <= MOST; n++)
        for (int at = 0; at < 5; at++) {
            begin_outputs(&rng);
            for (int i = 0; i < n; i++)
                y[at + i] = ldexpf(1.5f + 0.499f * y[at + i], (int)rng_below(&rng, 254) - 126);
            if (n)
                y[at + n / 2] = n % 2 ? FLT_MIN : FLT_MAX;
            memcpy(expected, y, sizeof y);
            k->log(y + at, n);
            pseg_log_plain(expected + at, n);
            compare("log", n, n);
        }
}

/* ----------------------------------------------------------------------------------- others -- */

/* 1024 inputs are the most that a configuration allows; all pairs of products are at their ends. */
static void the_largest_int8_sums_are_exact(void **state)
{
    enum { IN = 1024, OUT = 40 };
    static int8_t large[IN * OUT], input[IN];
    const struct pseg_kernels *k = kernels_of(state);
    const float one = 1;
    float ones[OUT], sums[OUT] = {0};
    for (int o = 0; o < OUT; o++)
        ones[o] = 1;
    memset(input, 127, sizeof input);
    for (int i = 0; i < IN * OUT; i++)
        large[i] = (int8_t)(i % OUT % 2 ? -127 : 127);
    k->product_int8(sums, OUT, input, IN, &one, large, OUT, ones, 1, IN, OUT);
    for (int o = 0; o < OUT; o++)
        assert_true(sums[o] == (o % 2 ? -16516096.0f : 16516096.0f));
}

static void check_activation(void (*fast)(real *, int), void (*plain)(real *, int), int n, int at,
                             struct rng *rng)
{
    begin_outputs(rng);
    for (int i = 0; i < n; i++) /* saturated at either end, and between */
        expected[at + i] = y[at + i] *= i % 3 ? 100 : 8;
    fast(y + at, n);
    plain(expected + at, n);
    compare("activation", n, n);
}

/* Among the inputs are infinities and NaN, and vectors of nothing but zeros, or as good as that. */
static void check_quantising(const struct pseg_kernels *k, int n, int at, struct rng *rng)
{
    static const float odd[] = {INFINITY, -INFINITY, NAN, 0, -0.0f};
    static int8_t q[LD], q_expected[LD];
    const float loudness = rng_below(rng, 8) ? 3 : 1e-31f;
    for (int i = 0; i < n; i++)
        x[at + i] = rng_uniform(rng) * loudness;
    if (n && rng_below(rng, 4) == 0)
        x[at + (int)rng_below(rng, (uint32_t)n)] = odd[rng_below(rng, COUNT(odd))];
    memset(q, 99, sizeof q);
    memset(q_expected, 99, sizeof q_expected);
    const float scale = k->quantise(q + at, x + at, n);
    const float expected_scale = pseg_quantise(q_expected + at, x + at, n);
    assert_memory_equal(&scale, &expected_scale, sizeof scale);
    for (int i = 0; i < LD; i++)
        if (q[i] != q_expected[i])
            fail_msg("quantised, %d: [%d] is %d, not %d", n, i, q[i], q_expected[i]);
}

static void quantising_has_the_bytes_of_the_plain_loop_for_every_size(void **state)
{
    const struct pseg_kernels *k = kernels_of(state);
    struct rng rng = {13};
    for (int n = 0; n <= MOST; n++)
        for (int at = 0; at < 5; at++)
            check_quantising(k, n, at, &rng);
}

static void sigmoid_and_tanh_have_the_bits_of_the_plain_loops_for_every_size(void **state)
{
    const struct pseg_kernels *k = kernels_of(state);
    struct rng rng = {12};
    for (int n = 0; n <= MOST; n++)
        for (int at = 0; at < 5; at++) {
            check_activation(k->sigmoid, pseg_sigmoid, n, at, &rng);
            check_activation(k->tanh, pseg_tanh, n, at, &rng);
        }
}

static void names_find_what_the_machine_runs_and_nothing_else(void **state)
{
    (void)state;
    assert_ptr_equal(pseg_find_kernels("scalar"), &pseg_kernels_scalar);
    assert_null(pseg_find_kernels(""));
    assert_null(pseg_find_kernels("AVX2"));
    const struct pseg_kernels *best = pseg_find_kernels(NULL);
    assert_ptr_equal(pseg_find_kernels(best->name), best);
}

#define OF_EACH(test)                                                                              \
    {#test " (avx2)", test, NULL, NULL, "avx2"}, {#test " (avx512)", test, NULL, NULL, "avx512"},  \
        {#test " (vnni)", test, NULL, NULL, "vnni"},                                               \
    {                                                                                              \
#test " (neon)", test, NULL, NULL, "neon"                                                  \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        OF_EACH(a_product_has_the_bits_of_the_plain_loop_for_every_size),
        OF_EACH(an_int8_product_has_the_bits_of_the_plain_loop_for_every_size),
        OF_EACH(power_has_the_bits_of_the_plain_loop_for_every_size),
        OF_EACH(mel_bands_have_the_bits_of_the_plain_loop_for_every_size),
        OF_EACH(logarithms_have_the_bits_of_the_plain_loop_for_every_size),
        OF_EACH(quantising_has_the_bytes_of_the_plain_loop_for_every_size),
        OF_EACH(the_largest_int8_sums_are_exact),
        OF_EACH(sigmoid_and_tanh_have_the_bits_of_the_plain_loops_for_every_size),
        cmocka_unit_test(names_find_what_the_machine_runs_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
