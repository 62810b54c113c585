/* What ranks share: work by size, a batch's columns, the random numbers of dropout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

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

/* A stream is silenced alike in the whole batch and in any split of it. */
static void a_stream_has_the_same_mask_on_every_rank(void **state)
{
    enum { STEPS = 3, BATCH = 5, OUT = 4 };
    struct pseg_network net = {.n_layers = 1};
    net.layers[0].out = OUT;
    net.layers[0].drops = 1;
    net.layers[0].width[PSEG_SLOT_OUT] = OUT;
    float whole[(STEPS + 1) * BATCH * OUT], part[(STEPS + 1) * BATCH * OUT];
    (void)state;
    for (int first = 0; first < 2; first++) {
        struct pseg_random r, same;
        const struct pseg_split all = {0, 1, BATCH}, mine = {first, 2, BATCH};
        const int columns = pseg_split_count(&mine);
        struct pseg_trace tr = {.steps = STEPS, .batch = BATCH};
        pseg_random_seed(&r, 1, 2);
        same = r;
        pseg_draw_mask(whole, &tr, 0.5, &net, &all, &r);
        tr.batch = columns;
        pseg_draw_mask(part, &tr, 0.5, &net, &mine, &same);
        assert_memory_equal(&r, &same, sizeof r);
        for (int i = 0; i < STEPS * columns * OUT; i++) {
            const int t = i / (columns * OUT), b = first + 2 * (i / OUT % columns), j = i % OUT;
            assert_true(part[columns * OUT + i] == whole[((t + 1) * BATCH + b) * OUT + j]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_has_one_of_the_ranks),
        cmocka_unit_test(large_items_go_to_who_has_least),
        cmocka_unit_test(owners_have_about_the_same),
        cmocka_unit_test(a_stream_has_the_same_mask_on_every_rank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
