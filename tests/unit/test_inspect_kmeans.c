/* k-means: what classes and centres are to each other, and what it finds. */
#include "kmeans.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"

enum { N = 600, DIM = 3, K = 6 };

static const float corners[K][DIM] = {{0, 0, 0},  {9, 0, 0},  {0, 10, 0},
                                      {0, 0, 11}, {9, 10, 0}, {9, 0, 11}};

/* Round six corners of a box, in turn. */
static void make_clouds(float *x, double spread, uint64_t seed)
{
    struct pseg_random r;
    pseg_random_seed(&r, seed, 0);
    for (int i = 0; i < N * DIM; i++)
        x[i] = (float)(corners[i / DIM % K][i % DIM] + spread * pseg_random_normal(&r));
}

static void run(float *centres, int *class, const float *x, uint64_t seed)
{
    struct pseg_error error;
    assert_int_equal(pseg_kmeans(centres, class, x, N, DIM, K, seed, &error), 0);
}

static void clouds_are_found(void **state)
{
    (void)state;
    float x[N * DIM], centres[K * DIM];
    int class[N];
    make_clouds(x, 0.5, 1);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        run(centres, class, x, seed);
        for (int i = K; i < N; i++)
            assert_int_equal(class[i], class[i % K]);
        for (int a = 0; a < K; a++) {
            for (int b = 0; b < a; b++)
                assert_int_not_equal(class[a], class[b]);
            for (int j = 0; j < DIM; j++) /* a mean of 100 lies within 5 of its deviations */
                assert_true(fabs(centres[class[a] * DIM + j] - corners[a][j]) < 0.25);
        }
    }
}

static double squared(const float *a, const float *b)
{
    double sum = 0;
    for (int j = 0; j < DIM; j++)
        sum += pow((double)a[j] - b[j], 2);
    return sum;
}

/* On one cloud, where there is nothing to find, the conditions of an optimum still hold. */
static void points_are_with_the_nearest_centre_and_centres_are_means(void **state)
{
    (void)state;
    float x[N * DIM], centres[K * DIM];
    int class[N];
    make_clouds(x, 30, 2);
    run(centres, class, x, 1);
    double sums[K][DIM] = {{0}};
    int members[K] = {0};
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < K; k++)
            assert_true(squared(x + i * DIM, centres + class[i] * DIM) <=
                        squared(x + i * DIM, centres + k * DIM));
        members[class[i]]++;
        for (int j = 0; j < DIM; j++)
            sums[class[i]][j] += x[i * DIM + j];
    }
    double last = -INFINITY;
    for (int k = 0; k < K; k++) {
        double level = 0;
        assert_true(members[k] > 0);
        for (int j = 0; j < DIM; j++) {
            check_near(centres[k * DIM + j], sums[k][j] / members[k], 1e-5, "mean", k);
            level += centres[k * DIM + j];
        }
        assert_true(level >= last); /* in the order of their level */
        last = level;
    }
}

static void the_seed_is_the_result(void **state)
{
    (void)state;
    float x[N * DIM], a[K * DIM], b[K * DIM];
    int class[N], again[N];
    make_clouds(x, 30, 3);
    run(a, class, x, 4);
    run(b, again, x, 4);
    assert_memory_equal(a, b, sizeof a);
    assert_memory_equal(class, again, sizeof class);
    run(b, again, x, 5);
    assert_memory_not_equal(a, b, sizeof a);
}

/* Just as many different points as classes: each is a class; with one class more there is none. */
static void different_points_are_counted(void **state)
{
    (void)state;
    float x[40], centres[5];
    int class[40];
    struct pseg_error error;
    for (int i = 0; i < 40; i++)
        x[i] = (float)(i % 4);
    assert_int_equal(pseg_kmeans(centres, class, x, 40, 1, 4, 1, &error), 0);
    for (int i = 0; i < 40; i++)
        assert_true(class[i] == i % 4 && centres[class[i]] == x[i]);
    assert_int_equal(pseg_kmeans(centres, class, x, 40, 1, 5, 1, &error), -1);
    assert_string_equal(error.text, "only 4 different frames for 5 classes");
    assert_int_equal(pseg_kmeans(centres, class, x, 3, 1, 4, 1, &error), -1);
    assert_string_equal(error.text, "only 3 frames for 4 classes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clouds_are_found),
        cmocka_unit_test(points_are_with_the_nearest_centre_and_centres_are_means),
        cmocka_unit_test(the_seed_is_the_result),
        cmocka_unit_test(different_points_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
