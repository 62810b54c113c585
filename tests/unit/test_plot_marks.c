/* Hits, misses and false alarms in a picture are those of the strict counting. */
#include "plot_marks.h"

#include <math.h>

#include "check.h"
#include "synth.h"

static void random_times(struct pseg_times *t, struct rng *rng)
{
    double at = 0;
    *t = (struct pseg_times){0};
    const uint32_t n = rng_below(rng, 60);
    for (uint32_t i = 0; i < n; i++) {
        at += 0.001 * (1 + rng_below(rng, 60));
        assert_int_equal(pseg_times_add(t, at), 0);
    }
}

static void mark(struct pseg_marks *m, const struct pseg_times *ref, const struct pseg_times *hyp)
{
    *m = (struct pseg_marks){0};
    for (size_t i = 0; i < hyp->n; i++)
        assert_int_equal(pseg_marks_add(m, hyp->at[i], 1, PSEG_MARK_DETECTED), 0);
    assert_int_equal(pseg_marks_match(m, ref, 0.02), 0);
}

static size_t count(const struct pseg_marks *m, enum pseg_mark_kind kind)
{
    return pseg_marks_count(m, kind, 0, INFINITY);
}

static void for_random_pairs(void (*check)(const struct pseg_marks *m, const struct pseg_times *ref,
                                           const struct pseg_times *hyp))
{
    struct rng rng = {3};
    for (int i = 0; i < 500; i++) {
        struct pseg_times ref, hyp;
        struct pseg_marks m;
        random_times(&ref, &rng);
        random_times(&hyp, &rng);
        mark(&m, &ref, &hyp);
        check(&m, &ref, &hyp);
        pseg_marks_free(&m);
        pseg_times_free(&ref);
        pseg_times_free(&hyp);
    }
}

static void check_counts(const struct pseg_marks *m, const struct pseg_times *ref,
                         const struct pseg_times *hyp)
{
    struct pseg_counts counts = {0};
    pseg_count(&counts, ref, hyp, 0.02);
    assert_int_equal(count(m, PSEG_MARK_HIT), counts.hits);
    assert_int_equal(count(m, PSEG_MARK_FOUND), counts.hits);
    assert_int_equal(count(m, PSEG_MARK_FALSE_ALARM), counts.n_hyp - counts.hits);
    assert_int_equal(count(m, PSEG_MARK_MISS), counts.n_ref - counts.hits);
    assert_int_equal(count(m, PSEG_MARK_DETECTED), 0);
}

static void counts_equal_the_strict_scoring(void **state)
{
    (void)state;
    for_random_pairs(check_counts);
}

/* The next mark of a kind from m->mark[*i] on */
static double next_of(const struct pseg_marks *m, enum pseg_mark_kind kind, size_t *i)
{
    while (*i < m->n && m->mark[*i].kind != kind)
        ++*i;
    assert_true(*i < m->n);
    return m->mark[(*i)++].at;
}

static void check_pairs(const struct pseg_marks *m, const struct pseg_times *ref,
                        const struct pseg_times *hyp)
{
    size_t i = 0, j = 0;
    (void)ref;
    (void)hyp;
    for (size_t n = count(m, PSEG_MARK_HIT); n; n--)
        assert_true(fabs(next_of(m, PSEG_MARK_HIT, &i) - next_of(m, PSEG_MARK_FOUND, &j)) <=
                    0.02 + 1e-8);
}

static void every_hit_has_a_boundary_of_its_own_within_20_ms(void **state)
{
    (void)state;
    for_random_pairs(check_pairs);
}

static void only_marks_within_the_picture_count(void **state)
{
    (void)state;
    struct pseg_marks m = {0};
    for (int i = 0; i < 10; i++)
        assert_int_equal(pseg_marks_add(&m, i, 0, i % 2 ? PSEG_MARK_HIT : PSEG_MARK_MISS), 0);
    assert_int_equal(pseg_marks_count(&m, PSEG_MARK_HIT, 3, 7), 3);
    assert_int_equal(pseg_marks_count(&m, PSEG_MARK_MISS, 3, 7), 2);
    pseg_marks_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_equal_the_strict_scoring),
        cmocka_unit_test(every_hit_has_a_boundary_of_its_own_within_20_ms),
        cmocka_unit_test(only_marks_within_the_picture_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
