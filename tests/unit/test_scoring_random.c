/* Random numbers: the published generator, streams, and the moments of the Gaussian. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "random.h"

/* First outputs of the authors' xoshiro256** from the state {1, 2, 3, 4}. */
static void xoshiro_gives_the_published_numbers(void **state)
{
    (void)state;
    const uint64_t expected[] = {11520u,
                                 0u,
                                 1509978240u,
                                 1215971899390074240u,
                                 1216172134540287360u,
                                 607988272756665600u,
                                 16172922978634559625u,
                                 8476171486693032832u};
    struct pseg_random r = {.s = {1, 2, 3, 4}};
    for (int i = 0; i < 8; i++)
        assert_true(pseg_random_u64(&r) == expected[i]);
}

static void same_seed_and_stream_give_the_same_numbers(void **state)
{
    (void)state;
    struct pseg_random a, b;
    pseg_random_seed(&a, 7, 3);
    pseg_random_seed(&b, 7, 3);
    for (int i = 0; i < 1000; i++)
        assert_true(pseg_random_normal(&a) == pseg_random_normal(&b));
}

/* Numbers of other streams must not be correlated with this one's, neighbours least of all. */
static void seeds_and_streams_are_independent(void **state)
{
    (void)state;
    enum { N = 20000 };
    const uint64_t pairs[][2] = {{1, 0}, {0, 1}, {1, 1}, {2, 0}, {~(uint64_t)0, 0}};
    for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
        struct pseg_random a, b;
        double sum = 0;
        pseg_random_seed(&a, 0, 0);
        pseg_random_seed(&b, pairs[p][0], pairs[p][1]);
        for (int i = 0; i < N; i++)
            sum += pseg_random_normal(&a) * pseg_random_normal(&b);
        assert_true(fabs(sum / N) < 5 / sqrt(N)); /* five standard deviations */
    }
}

/* The first number already tells both seed and stream. */
static void first_numbers_differ(void **state)
{
    (void)state;
    uint64_t first[64];
    for (uint64_t i = 0; i < 64; i++) {
        struct pseg_random r;
        pseg_random_seed(&r, i / 8, i % 8);
        first[i] = pseg_random_u64(&r);
        for (uint64_t j = 0; j < i; j++)
            assert_true(first[j] != first[i]);
    }
}

static void uniform_fills_the_unit_interval_evenly(void **state)
{
    (void)state;
    enum { N = 100000, BINS = 20 };
    int bins[BINS] = {0};
    struct pseg_random r;
    pseg_random_seed(&r, 1, 1);
    for (int i = 0; i < N; i++) {
        const double u = pseg_random_uniform(&r);
        assert_true(u >= 0 && u < 1);
        bins[(int)(u * BINS)]++;
    }
    for (int i = 0; i < BINS; i++)
        assert_true(abs(bins[i] - N / BINS) < 5 * (int)sqrt(N / BINS));
}

static void normal_has_the_moments_of_a_gaussian(void **state)
{
    (void)state;
    enum { N = 200000 };
    double m[5] = {0};
    int within = 0;
    struct pseg_random r;
    pseg_random_seed(&r, 2, 5);
    for (int i = 0; i < N; i++) {
        const double x = pseg_random_normal(&r);
        within += fabs(x) < 1;
        for (int k = 1; k <= 4; k++)
            m[k] += pow(x, k) / N;
    }
    assert_true(fabs(m[1]) < 0.012);     /* five standard deviations: 5 sqrt(1 / N) */
    assert_true(fabs(m[2] - 1) < 0.016); /* 5 sqrt(2 / N) */
    assert_true(fabs(m[3]) < 0.044);     /* 5 sqrt(15 / N) */
    assert_true(fabs(m[4] - 3) < 0.11);  /* 5 sqrt(96 / N) */
    assert_true(fabs((double)within / N - 0.682689) < 0.0053);
}

/* Many at once: the moments, no correlation with neighbours or with the other of a pair, which
 * comes 64 later, and tails as long as a Gaussian's. */
static void many_normals_have_the_moments_of_a_gaussian(void **state)
{
    (void)state;
    enum { N = 200000, BEYOND_3 = 540 /* 0.0027 N */ };
    static float x[N + 64];
    double m[5] = {0}, neighbour = 0, pair = 0, products = 0;
    int within = 0, beyond = 0;
    struct pseg_random r;
    pseg_random_seed(&r, 2, 6);
    pseg_random_normals(x, N + 64, &r);
    for (int i = 0; i < N; i++) {
        within += fabs(x[i]) < 1;
        beyond += fabs(x[i]) > 3;
        neighbour += (double)x[i] * x[i + 1] / N;
        pair += (double)x[i] * x[i + 64] / N;
        products += (double)x[i] * x[i] * x[i + 64] * x[i + 64] / N;
        for (int k = 1; k <= 4; k++)
            m[k] += pow(x[i], k) / N;
    }
    assert_true(fabs(m[1]) < 0.012); /* five standard deviations, as above */
    assert_true(fabs(m[2] - 1) < 0.016);
    assert_true(fabs(m[3]) < 0.044);
    assert_true(fabs(m[4] - 3) < 0.11);
    assert_true(fabs(neighbour) < 0.012 && fabs(pair) < 0.012);
    assert_true(fabs(products - 1) < 0.032); /* squares of a pair are independent: 5 sqrt(8 / N) */
    assert_true(fabs((double)within / N - 0.682689) < 0.0053);
    assert_true(abs(beyond - BEYOND_3) < 5 * (int)sqrt(BEYOND_3));
}

static void many_normals_are_those_of_their_seed_and_nothing_is_written_beyond(void **state)
{
    (void)state;
    enum { N = 300 };
    float whole[N], part[N];
    struct pseg_random a, b;
    for (size_t n = 0; n < N; n += 13) {
        pseg_random_seed(&a, 4, 1);
        pseg_random_seed(&b, 4, 1);
        pseg_random_normals(whole, N, &a);
        for (size_t i = 0; i < N; i++)
            part[i] = 100;
        pseg_random_normals(part, n, &b);
        for (size_t i = 0; i < N; i++)
            assert_true(part[i] == (i < n ? whole[i] : 100));
    }
}

static void below_reaches_every_value_evenly(void **state)
{
    (void)state;
    enum { N = 70000, VALUES = 7 };
    int seen[VALUES] = {0};
    struct pseg_random r;
    pseg_random_seed(&r, 3, 0);
    for (int i = 0; i < N; i++) {
        const uint64_t k = pseg_random_below(&r, VALUES);
        assert_true(k < VALUES);
        seen[k]++;
    }
    for (int i = 0; i < VALUES; i++)
        assert_true(abs(seen[i] - N / VALUES) < 5 * (int)sqrt(N / VALUES));
    assert_true(pseg_random_below(&r, 1) == 0);
}

/* FNV-1a of "foobar", from its authors' test vectors */
static void names_become_streams(void **state)
{
    (void)state;
    assert_true(pseg_random_stream("foobar") == 0x85944171f73967e8u);
    assert_true(pseg_random_stream("a/b.wav") != pseg_random_stream("a/c.wav"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xoshiro_gives_the_published_numbers),
        cmocka_unit_test(same_seed_and_stream_give_the_same_numbers),
        cmocka_unit_test(seeds_and_streams_are_independent),
        cmocka_unit_test(first_numbers_differ),
        cmocka_unit_test(uniform_fills_the_unit_interval_evenly),
        cmocka_unit_test(normal_has_the_moments_of_a_gaussian),
        cmocka_unit_test(many_normals_have_the_moments_of_a_gaussian),
        cmocka_unit_test(many_normals_are_those_of_their_seed_and_nothing_is_written_beyond),
        cmocka_unit_test(below_reaches_every_value_evenly),
        cmocka_unit_test(names_become_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
