/* A signal reduced to bins keeps its extremes, its mean and its place in time. */
#include "plot_bins.h"

#include <math.h>

#include "check.h"
#include "synth.h"

enum { CHANNELS = 3, ROOM = 16 };
static const double step = 0.01, start = 2.5;

/* A different value for each item and channel */
static float value(uint64_t item, int channel)
{
    return (float)((item * 37 + (uint64_t)channel * 11) % 101) - 50;
}

static void fill(struct pseg_bins *b, uint64_t items)
{
    assert_int_equal(pseg_bins_init(b, CHANNELS, ROOM, step), 0);
    for (uint64_t i = 0; i < items; i++) {
        const float x[CHANNELS] = {value(i, 0), value(i, 1), value(i, 2)};
        pseg_bins_add(b, x, start + (double)i * step);
    }
}

static void for_all_lengths(void (*check)(const struct pseg_bins *b, uint64_t items))
{
    for (uint64_t items = 1; items < 300; items++) {
        struct pseg_bins b;
        fill(&b, items);
        check(&b, items);
        pseg_bins_free(&b);
    }
}

static void check_count(const struct pseg_bins *b, uint64_t items)
{
    uint64_t sum = 0;
    for (size_t k = 0; k < b->n; k++)
        sum += pseg_bins_items(b, k);
    assert_int_equal(sum, items);
    assert_in_range(b->n, items < ROOM / 2 ? items : ROOM / 2, ROOM);
}

static void every_item_is_in_one_of_enough_bins(void **state)
{
    (void)state;
    for_all_lengths(check_count);
}

static void check_bin(const struct pseg_bins *b, size_t k, int channel)
{
    const uint64_t first = k * b->per_bin, n = pseg_bins_items(b, k);
    float low = INFINITY, high = -INFINITY;
    double sum = 0;
    for (uint64_t i = first; i < first + n; i++) {
        low = fminf(low, value(i, channel));
        high = fmaxf(high, value(i, channel));
        sum += value(i, channel);
    }
    assert_true(b->low[k * CHANNELS + (size_t)channel] == low);
    assert_true(b->high[k * CHANNELS + (size_t)channel] == high);
    check_near(pseg_bins_mean(b, k, channel), sum / (double)n, 1e-5, "mean of bin", (long)k);
}

static void check_values(const struct pseg_bins *b, uint64_t items)
{
    (void)items;
    for (size_t k = 0; k < b->n; k++)
        for (int c = 0; c < CHANNELS; c++)
            check_bin(b, k, c);
}

static void bins_hold_least_largest_and_mean_of_their_items(void **state)
{
    (void)state;
    for_all_lengths(check_values);
}

static void check_times(const struct pseg_bins *b, uint64_t items)
{
    (void)items;
    for (size_t k = 0; k < b->n; k++) {
        const double first = (double)(k * b->per_bin);
        const double last = first + (double)pseg_bins_items(b, k) - 1;
        check_near(pseg_bins_time(b, k), start + (first + last) / 2 * step, 1e-9, "time", (long)k);
        if (pseg_bins_items(b, k) == b->per_bin)
            check_near(pseg_bins_place(b, pseg_bins_time(b, k)), (double)k, 1e-9, "place", (long)k);
    }
}

static void a_bin_is_found_by_its_time(void **state)
{
    (void)state;
    for_all_lengths(check_times);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_is_in_one_of_enough_bins),
        cmocka_unit_test(bins_hold_least_largest_and_mean_of_their_items),
        cmocka_unit_test(a_bin_is_found_by_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
