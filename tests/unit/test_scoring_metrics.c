/* Counts against brute force from their definitions, rates by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "phoneseg/host.h"
#include "random.h"

enum { MOST = 7 };

/* The largest number of pairs, by trying for each reference every partner and none. */
static long best_matching(const struct pseg_times *ref, const struct pseg_times *hyp, size_t i,
                          unsigned taken)
{
    if (i == ref->n)
        return 0;
    long best = best_matching(ref, hyp, i + 1, taken);
    for (size_t j = 0; j < hyp->n; j++)
        if (!(taken >> j & 1) && fabs(hyp->at[j] - ref->at[i]) <= 0.02 + 1e-9) {
            const long with = 1 + best_matching(ref, hyp, i + 1, taken | 1u << j);
            best = with > best ? with : best;
        }
    return best;
}

/* 160 samples a frame; the reference is floored, in whole samples here, so without the traps of
 * decimal fractions. The hypothesis is rounded, and half a frame goes where floating point sends
 * it: the same on every machine, so that it is part of the definition. */
static long ref_frame(double t)
{
    return lround(t * 16000) / 160;
}

static long hyp_frame(double t)
{
    return (long)floor(t / 0.01 + 0.5);
}

static int near(double ref, double hyp)
{
    return labs(ref_frame(ref) - hyp_frame(hyp)) <= 2;
}

static struct pseg_counts brute_force(const struct pseg_times *ref, const struct pseg_times *hyp)
{
    struct pseg_counts c = {(long)ref->n, (long)hyp->n, best_matching(ref, hyp, 0, 0), 0, 0};
    for (size_t i = 0; i < ref->n; i++) {
        int hit = 0;
        for (size_t j = 0; j < hyp->n; j++)
            hit |= near(ref->at[i], hyp->at[j]);
        c.ref_hit += hit;
    }
    for (size_t j = 0; j < hyp->n; j++) {
        int hit = 0;
        for (size_t i = 0; i < ref->n; i++)
            hit |= near(ref->at[i], hyp->at[j]);
        c.hyp_hit += hit;
    }
    return c;
}

/* Up to MOST ascending times, multiples of `grain` samples below `range` samples at 16 kHz. */
static struct pseg_times draw(struct pseg_random *r, long grain, long range)
{
    struct pseg_times t = {0};
    const size_t n = pseg_random_below(r, MOST + 1);
    long sample = 0;
    for (size_t i = 0; i < n; i++) {
        sample += grain * (1 + (long)pseg_random_below(r, (uint64_t)(range / grain / MOST)));
        assert_int_equal(pseg_times_add(&t, (double)sample / 16000), 0);
    }
    return t;
}

static void assert_counts(const struct pseg_counts *a, const struct pseg_counts *b)
{
    assert_int_equal(a->n_ref, b->n_ref);
    assert_int_equal(a->n_hyp, b->n_hyp);
    assert_int_equal(a->hits, b->hits);
    assert_int_equal(a->ref_hit, b->ref_hit);
    assert_int_equal(a->hyp_hit, b->hyp_hit);
}

/* Dense sets, where one hypothesis is near many references; grains that put distances exactly on
 * the limits of 20 ms and of the frame grid. */
static void counts_equal_brute_force(void **state)
{
    (void)state;
    const long grains[] = {1, 7, 80, 160, 320}, ranges[] = {3360, 6720, 22400};
    struct pseg_random r;
    pseg_random_seed(&r, 1, 0);
    for (int i = 0; i < 15 * 400; i++) {
        const long grain = grains[i % 5], range = ranges[i / 5 % 3];
        struct pseg_times ref = draw(&r, grain, range), hyp = draw(&r, grain, range);
        struct pseg_counts counts = {0};
        const struct pseg_counts expected = brute_force(&ref, &hyp);
        pseg_count(&counts, &ref, &hyp, 0.02);
        assert_counts(&counts, &expected);
        pseg_times_free(&ref);
        pseg_times_free(&hyp);
    }
}

static void counts_of_recordings_add_up(void **state)
{
    (void)state;
    double at[] = {0.1, 0.2, 0.3}, heard[] = {0.11, 0.25};
    const struct pseg_times ref = {.at = at, .n = 3}, hyp = {.at = heard, .n = 2};
    struct pseg_counts once = {0}, thrice = {0};
    pseg_count(&once, &ref, &hyp, 0.02);
    for (int i = 0; i < 3; i++)
        pseg_count(&thrice, &ref, &hyp, 0.02);
    const struct pseg_counts expected = {9, 6, 3 * once.hits, 3 * once.ref_hit, 3 * once.hyp_hit};
    assert_counts(&thrice, &expected);
    assert_int_equal(once.hits, 1);
}

static void tolerance_is_inclusive(void **state)
{
    (void)state;
    double at[] = {0.1}, limit[] = {0.12}, beyond[] = {0.12 + 1.0 / 16000};
    const struct pseg_times ref = {.at = at, .n = 1}, on = {.at = limit, .n = 1},
                            off = {.at = beyond, .n = 1};
    struct pseg_counts a = {0}, b = {0};
    pseg_count(&a, &ref, &on, 0.02);
    pseg_count(&b, &ref, &off, 0.02);
    assert_int_equal(a.hits, 1);
    assert_int_equal(b.hits, 0);
}

static void assert_near(double a, double b)
{
    assert_true(fabs(a - b) < 1e-9);
}

/* 80 of 100 found by 125: precision 0.64, recall 0.8, over-segmentation 0.25. */
static void strict_rates_by_hand(void **state)
{
    (void)state;
    const struct pseg_counts c = {.n_ref = 100, .n_hyp = 125, .hits = 80};
    const struct pseg_rates r = pseg_strict(&c);
    assert_near(r.precision, 64);
    assert_near(r.recall, 80);
    assert_near(r.f1, 100 * 2 * 0.64 * 0.8 / 1.44);
    assert_near(r.over_segmentation, 25);
    assert_near(r.r_value, 100 * (1 - (sqrt(0.04 + 0.0625) + 0.45 / sqrt(2)) / 2));
}

/* Here over-segmentation comes from recall and precision, which count different things. */
static void lenient_rates_by_hand(void **state)
{
    (void)state;
    const struct pseg_counts c = {.n_ref = 100, .n_hyp = 125, .ref_hit = 90, .hyp_hit = 75};
    const struct pseg_rates r = pseg_lenient(&c);
    assert_near(r.precision, 60);
    assert_near(r.recall, 90);
    assert_near(r.over_segmentation, 50);
    assert_near(r.r_value, 100 * (1 - (sqrt(0.01 + 0.25) + 0.6 / sqrt(2)) / 2));
}

static void perfect_is_one_hundred(void **state)
{
    (void)state;
    const struct pseg_counts c = {7, 7, 7, 7, 7};
    assert_near(pseg_strict(&c).r_value, 100);
    assert_near(pseg_lenient(&c).r_value, 100);
    assert_near(pseg_lenient(&c).f1, 100);
}

/* Nothing to find or nothing found counts as over-segmentation -1: 1 - sqrt(2) / 2. Nothing hit
 * has no precision to divide by. */
static void empty_sides_have_finite_rates(void **state)
{
    (void)state;
    const struct pseg_counts cases[] = {{0, 0, 0, 0, 0}, {5, 0, 0, 0, 0}, {0, 5, 0, 0, 0}};
    for (int i = 0; i < 3; i++) {
        assert_near(pseg_strict(&cases[i]).r_value, 100 * (1 - sqrt(2) / 2));
        assert_near(pseg_lenient(&cases[i]).r_value, 100 * (1 - sqrt(2) / 2));
        assert_near(pseg_strict(&cases[i]).over_segmentation, -100);
    }
    const struct pseg_counts missed = {5, 5, 0, 0, 0};
    assert_near(pseg_lenient(&missed).over_segmentation, 0);
    assert_near(pseg_lenient(&missed).f1, 0);
    assert_near(pseg_lenient(&missed).r_value, 100 * (1 - (1 + 1 / sqrt(2)) / 2));
}

/* As many pairs as are counted, each in the order of time, and of two that could be paired the
 * nearer: an earlier one that is farther away would make the detector look early. */
static void offsets_are_those_of_strict_pairs_the_nearer_ones(void **state)
{
    (void)state;
    struct pseg_times ref = {(double[]){1, 2, 3, 4, 4.03}, 5, 5, 6};
    struct pseg_times hyp = {(double[]){0.985, 1.005, 2.01, 2.5, 4.02}, 5, 5, 0};
    struct pseg_times offsets = {0};
    assert_int_equal(pseg_pair_offsets(&offsets, &ref, &hyp, 0.02), 0);
    assert_int_equal(offsets.n, 3);
    assert_near(offsets.at[0], 0.005);
    assert_near(offsets.at[1], 0.01);
    assert_near(offsets.at[2], -0.01);
    pseg_times_free(&offsets);
}

/* The nearer one is left where it is another pair's. */
static void nothing_is_paired_twice(void **state)
{
    (void)state;
    struct pseg_times ref = {(double[]){1, 1.015, 3, 3.01}, 4, 4, 6};
    struct pseg_times hyp = {(double[]){0.985, 1.008, 3.016, 3.02}, 4, 4, 0};
    struct pseg_times offsets = {0};
    assert_int_equal(pseg_pair_offsets(&offsets, &ref, &hyp, 0.02), 0);
    assert_int_equal(offsets.n, 4);
    for (int i = 0; i < 4; i++)
        assert_near(offsets.at[i], hyp.at[i] - ref.at[i]);
    pseg_times_free(&offsets);
}

static void every_pair_has_an_offset_within_the_tolerance(void **state)
{
    (void)state;
    struct pseg_random r;
    pseg_random_seed(&r, 9, 9);
    for (int round = 0; round < 2000; round++) {
        struct pseg_times ref = draw(&r, 80, 6720), hyp = draw(&r, 80, 6720), offsets = {0};
        struct pseg_counts counts = {0};
        pseg_count(&counts, &ref, &hyp, 0.02);
        assert_int_equal(pseg_pair_offsets(&offsets, &ref, &hyp, 0.02), 0);
        assert_int_equal(offsets.n, counts.hits);
        for (size_t i = 0; i < offsets.n; i++)
            assert_true(fabs(offsets.at[i]) <= 0.02 + 1e-9);
        pseg_times_free(&ref);
        pseg_times_free(&hyp);
        pseg_times_free(&offsets);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_equal_brute_force),
        cmocka_unit_test(counts_of_recordings_add_up),
        cmocka_unit_test(tolerance_is_inclusive),
        cmocka_unit_test(strict_rates_by_hand),
        cmocka_unit_test(lenient_rates_by_hand),
        cmocka_unit_test(perfect_is_one_hundred),
        cmocka_unit_test(empty_sides_have_finite_rates),
        cmocka_unit_test(offsets_are_those_of_strict_pairs_the_nearer_ones),
        cmocka_unit_test(nothing_is_paired_twice),
        cmocka_unit_test(every_pair_has_an_offset_within_the_tolerance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
