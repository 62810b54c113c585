/* t-SNE: neighbours by their definition, the slope of the divergence, and layouts. */
#include "tsne.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "golden.h"
#include "random.h"

enum { N = 24 };

static void neighbours_and_divergence_are_those_of_the_definition(void **state)
{
    (void)state;
    struct golden g;
    double p[N * N];
    golden_read(&g, "tsne.txt");
    float *x = golden_floats(&g, "x", N, 3);
    const double *expected = golden_values(&g, "joint", N, N), *y = golden_values(&g, "y", N, 2);
    pseg_tsne_joint(p, x, N, 3, 5);
    for (int i = 0; i < N * N; i++)
        check_near(p[i], expected[i], 1e-9, "joint", i);
    check_near(pseg_tsne_divergence(p, y, N), *golden_values(&g, "divergence", 1, 1), 1e-8,
               "divergence", 0);
    free(x);
    golden_free(&g);
}

static double perplexity_of(const double *p, int n)
{
    double entropy = 0;
    for (int j = 0; j < n; j++)
        entropy -= p[j] > 0 ? p[j] * log2(p[j]) : 0;
    return exp2(entropy);
}

/* Distances over many orders of magnitude: sigma is found wherever it is. */
static void every_row_reaches_its_perplexity(void **state)
{
    (void)state;
    struct pseg_random r;
    double d2[100], p[100];
    pseg_random_seed(&r, 1, 0);
    for (int row = 0; row < 60; row++) {
        const double scale = pow(10, row / 3 - 10);
        for (int j = 0; j < 100; j++)
            d2[j] = j == row ? 0 : scale * (1 + 5 * pseg_random_uniform(&r));
        for (double wanted = 2; wanted < 50; wanted *= 3) {
            double sum = 0;
            pseg_tsne_row(p, d2, row, 100, wanted);
            check_near(perplexity_of(p, 100), wanted, 1e-6, "perplexity", row);
            for (int j = 0; j < 100; j++)
                sum += p[j];
            check_near(sum, 1, 1e-12, "sum", row);
            assert_true(p[row] == 0);
        }
    }
}

/* Forty frames of digital silence are one point: they share each other's neighbourhood. */
static void points_that_coincide_share_their_neighbourhood(void **state)
{
    (void)state;
    double d2[100], p[100];
    for (int j = 0; j < 100; j++)
        d2[j] = j <= 40 ? 0 : 1 + j;
    pseg_tsne_row(p, d2, 0, 100, 5);
    for (int j = 1; j < 100; j++)
        check_near(p[j], j <= 40 ? 1 / 40.0 : 0, 1e-9, "neighbour", j);
    memset(d2, 0, sizeof d2);
    pseg_tsne_row(p, d2, 0, 100, 5);
    check_near(p[99], 1 / 99.0, 1e-12, "neighbour of one point", 0);
}

static void the_gradient_is_the_slope_of_the_divergence(void **state)
{
    (void)state;
    const double step = 1e-5;
    struct golden g;
    double p[N * N], y[2 * N], slope[2 * N], stronger[2 * N];
    golden_read(&g, "tsne.txt");
    memcpy(p, golden_values(&g, "joint", N, N), sizeof p);
    memcpy(y, golden_values(&g, "y", N, 2), sizeof y);
    pseg_tsne_gradient(slope, p, 1, y, N);
    for (int i = 0; i < 2 * N; i++) {
        const double at = y[i];
        y[i] = at + step;
        const double above = pseg_tsne_divergence(p, y, N);
        y[i] = at - step;
        const double below = pseg_tsne_divergence(p, y, N);
        y[i] = at;
        check_near(slope[i], (above - below) / (2 * step), 1e-7, "slope", i);
    }
    pseg_tsne_gradient(stronger, p, 3, y, N);
    for (int i = 0; i < N * N; i++)
        p[i] *= 3;
    pseg_tsne_gradient(slope, p, 1, y, N);
    for (int i = 0; i < 2 * N; i++)
        check_near(stronger[i], slope[i], 1e-12, "exaggerated", i);
    golden_free(&g);
}

/* ----------------------------------------------------------------------------------- layouts -- */

enum { POINTS = 120, DIM = 10 };

/* Even points around 0, odd ones around 8 in every dimension. */
static void make_clusters(float *x)
{
    struct pseg_random r;
    pseg_random_seed(&r, 5, 0);
    for (int i = 0; i < POINTS * DIM; i++)
        x[i] = (float)(pseg_random_normal(&r) + (i / DIM % 2 ? 8 : 0));
}

static double run(double *y, const float *x, uint64_t seed)
{
    struct pseg_tsne settings = pseg_tsne_defaults;
    struct pseg_error error;
    double divergence;
    settings.iterations = 300;
    settings.perplexity = 15;
    settings.seed = seed;
    assert_int_equal(pseg_tsne_run(y, &divergence, x, POINTS, DIM, &settings, &error), 0);
    return divergence;
}

static double distance(const double *y, int i, int j)
{
    return hypot(y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1]);
}

static void clusters_stay_apart(void **state)
{
    (void)state;
    float x[POINTS * DIM];
    double y[2 * POINTS], p[POINTS * POINTS], start[2 * POINTS] = {0};
    make_clusters(x);
    const double divergence = run(y, x, 1);
    for (int i = 0; i < POINTS; i++) {
        int nearest = (i + 1) % POINTS;
        for (int j = 0; j < POINTS; j++)
            if (j != i && distance(y, i, j) < distance(y, i, nearest))
                nearest = j;
        assert_int_equal(nearest % 2, i % 2);
    }
    pseg_tsne_joint(p, x, POINTS, DIM, 15);
    assert_true(divergence < pseg_tsne_divergence(p, start, POINTS) / 2);
}

static void the_seed_is_the_layout(void **state)
{
    (void)state;
    float x[POINTS * DIM];
    double a[2 * POINTS], b[2 * POINTS];
    make_clusters(x);
    run(a, x, 7);
    run(b, x, 7);
    assert_memory_equal(a, b, sizeof a);
    run(b, x, 8);
    assert_memory_not_equal(a, b, sizeof a);
}

static int stop_late(void *user, double share)
{
    *(int *)user += 1;
    return share > 0.5;
}

static void a_layout_can_be_stopped(void **state)
{
    (void)state;
    int called = 0;
    float x[POINTS * DIM];
    double y[2 * POINTS], divergence;
    struct pseg_tsne settings = {30, 20, 1, stop_late, &called};
    struct pseg_error error;
    make_clusters(x);
    assert_int_equal(pseg_tsne_run(y, &divergence, x, POINTS, DIM, &settings, &error), -1);
    assert_int_equal(called, 11);
    assert_non_null(strstr(error.text, "interrupted"));
}

/* Two, the least there can be, and three that are all the same. */
static void few_points_have_places(void **state)
{
    (void)state;
    const float x[] = {0, 1, 1, 1};
    double y[6], divergence;
    struct pseg_error error;
    for (int n = 2; n <= 3; n++) {
        assert_int_equal(
            pseg_tsne_run(y, &divergence, x + n - 2, n, 1, &pseg_tsne_defaults, &error), 0);
        for (int i = 0; i < 2 * n; i++)
            assert_true(isfinite(y[i]));
        assert_true(isfinite(divergence));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_and_divergence_are_those_of_the_definition),
        cmocka_unit_test(every_row_reaches_its_perplexity),
        cmocka_unit_test(points_that_coincide_share_their_neighbourhood),
        cmocka_unit_test(the_gradient_is_the_slope_of_the_divergence),
        cmocka_unit_test(clusters_stay_apart),
        cmocka_unit_test(the_seed_is_the_layout),
        cmocka_unit_test(a_layout_can_be_stopped),
        cmocka_unit_test(few_points_have_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
