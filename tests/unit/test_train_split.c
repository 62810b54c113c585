/* What ranks share: work by size, a batch's columns, what each of these drops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dropout.h"
#include "split.h"

static void every_item_has_one_of_the_ranks(void **state)
{
    (void)state;
    for (int every = 1; every <= 5; every++) {
        int seen[12] = {0}, count = 0;
        for (int first = 0; first < every; first++) {
            const struct pseg_split s = {first, every, 12};
            count += pseg_split_count(&s);
            for (int i = first, k = 0; k < pseg_split_count(&s); i += every, k++)
                seen[i]++;
        }
        assert_int_equal(count, 12);
        for (int i = 0; i < 12; i++)
            assert_int_equal(seen[i], 1);
    }
    assert_int_equal(pseg_split_count(&(struct pseg_split){4, 5, 3}), 0);
}

/* By hand: 9, 8, 7 to one each, 6 beside 7, 5 beside 8, 4 beside 9; each has 13 in all. */
static void large_items_go_to_who_has_least(void **state)
{
    const uint64_t size[] = {4, 9, 5, 8, 6, 7};
    const int expected[] = {0, 0, 1, 1, 2, 2};
    int owner[6];
    (void)state;
    assert_int_equal(pseg_split_by_size(owner, size, 6, 3), 0);
    for (int i = 0; i < 6; i++)
        assert_int_equal(owner[i], expected[i]);
}

static void owners_have_about_the_same(void **state)
{
    enum { N = 1000, OWNERS = 7 };
    uint64_t size[N], load[OWNERS] = {0}, sum = 0;
    int owner[N];
    (void)state;
    for (int i = 0; i < N; i++)
        sum += size[i] = (uint64_t)(i * 7919 % 1013);
    assert_int_equal(pseg_split_by_size(owner, size, N, OWNERS), 0);
    for (int i = 0; i < N; i++)
        load[owner[i]] += size[i];
    for (int k = 0; k < OWNERS; k++)
        assert_true((double)load[k] < 1.01 * (double)sum / OWNERS);
}

enum { STEPS = 5, BATCH = 7, OUT = 4, SIZE = 1000 };

/* Two layers that drop, and one that does not, as it is the last. */
static struct pseg_network dropping(void)
{
    static const char *const names[3][2] = {{"a.w", "a.b"}, {"b.w", "b.b"}, {"c.w", "c.b"}};
    struct pseg_network net;
    pseg_network_begin(&net, &pseg_cells[PSEG_CELL_GRU], 1);
    for (int l = 0; l < 3; l++)
        pseg_network_add_dense(&net, names[l], OUT, PSEG_RELU);
    pseg_network_end(&net);
    return net;
}

/* Streams first, first + every, ... of a batch, n of them, each by a generator of its own. */
static struct pseg_trace draw(float *mask, int first, int every, int n, int steps)
{
    const struct pseg_network net = dropping();
    const struct pseg_trace tr = {.steps = steps, .batch = n};
    struct pseg_random r[BATCH];
    assert_true(pseg_trace_size(&net, steps, n) <= SIZE);
    for (int b = 0; b < n; b++)
        pseg_random_seed(&r[b], 1, (uint64_t)(first + b * every));
    pseg_draw_mask(mask, &tr, 0.5, &net, r, n);
    return tr;
}

/* Ranks have every n-th stream, groups neighbours, and not the same steps. */
static void a_stream_has_the_same_mask_whatever_is_beside_it(void **state)
{
    static const struct {
        int first, every, n, steps;
    } parts[] = {{0, 2, 4, STEPS}, {1, 2, 3, STEPS}, {0, 1, 4, 3}, {4, 1, 3, STEPS}, {2, 3, 2, 1}};
    const struct pseg_network net = dropping();
    float whole[SIZE], part[SIZE];
    const struct pseg_trace all = draw(whole, 0, 1, BATCH, STEPS);
    (void)state;
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        const struct pseg_trace tr =
            draw(part, parts[p].first, parts[p].every, parts[p].n, parts[p].steps);
        for (int i = 0; i < 2 * parts[p].steps * parts[p].n; i++) {
            const struct pseg_layer *layer = &net.layers[i % 2];
            const int t = i / 2 / parts[p].n + 1, b = i / 2 % parts[p].n;
            const float *here = part + pseg_trace_index(&tr, layer, PSEG_SLOT_OUT, t);
            const float *there = whole + pseg_trace_index(&all, layer, PSEG_SLOT_OUT, t);
            assert_memory_equal(here + (long)b * OUT,
                                there + (long)(parts[p].first + b * parts[p].every) * OUT,
                                OUT * sizeof(float));
        }
    }
}

/* No two streams have the same; of a generator for all of them too. */
static void streams_are_silenced_apart(void **state)
{
    const struct pseg_network net = dropping();
    const struct pseg_layer *layer = &net.layers[0];
    float mask[2][SIZE];
    const struct pseg_trace tr = draw(mask[0], 0, 1, BATCH, STEPS);
    struct pseg_random one;
    (void)state;
    pseg_random_seed(&one, 1, 2);
    pseg_draw_mask(mask[1], &tr, 0.5, &net, &one, 1);
    for (int m = 0; m < 2; m++)
        for (int a = 0; a < BATCH; a++)
            for (int b = 0; b < a; b++) {
                int same = 0;
                for (int t = 1; t <= STEPS; t++) {
                    const float *row = mask[m] + pseg_trace_index(&tr, layer, PSEG_SLOT_OUT, t);
                    same += !memcmp(row + (long)a * OUT, row + (long)b * OUT, OUT * sizeof *row);
                }
                assert_true(same < STEPS);
            }
}

/* Of a quarter dropped, what is left is a third more: the mean stays 1. */
static void dropout_keeps_the_mean(void **state)
{
    const struct pseg_network net = dropping();
    const struct pseg_trace tr = {.steps = 500, .batch = BATCH};
    const long n = 500L * BATCH * OUT;
    float *mask = malloc(pseg_trace_size(&net, tr.steps, BATCH) * sizeof *mask);
    struct pseg_random r[BATCH];
    (void)state;
    assert_non_null(mask);
    for (int b = 0; b < BATCH; b++)
        pseg_random_seed(&r[b], 3, (uint64_t)b);
    pseg_draw_mask(mask, &tr, 0.25, &net, r, BATCH);
    for (int l = 0; l < 2; l++) {
        const float *factor = mask + pseg_trace_index(&tr, &net.layers[l], PSEG_SLOT_OUT, 1);
        double sum = 0;
        for (long i = 0; i < n; i++) {
            assert_true(factor[i] == 0 || factor[i] == (float)(4.0 / 3));
            sum += (double)factor[i];
        }
        assert_float_equal(sum / (double)n, 1, 0.02); /* four standard deviations */
    }
    free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_has_one_of_the_ranks),
        cmocka_unit_test(large_items_go_to_who_has_least),
        cmocka_unit_test(owners_have_about_the_same),
        cmocka_unit_test(a_stream_has_the_same_mask_whatever_is_beside_it),
        cmocka_unit_test(streams_are_silenced_apart),
        cmocka_unit_test(dropout_keeps_the_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
