/* The ring from one thread: what it refuses, when it takes audio again, and how losses are told. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "phoneseg/phoneseg.h"

enum { CAPACITY = 8 };

static struct pseg_ring *ring;
static void *memory;
static float in[64], out[64];
static uint64_t lost;

static int make(void **state)
{
    const size_t size = pseg_ring_size(CAPACITY);
    (void)state;
    for (size_t i = 0; i < COUNT(in); i++)
        in[i] = (float)i;
    memory = aligned_alloc(16, (size + 15) / 16 * 16);
    return pseg_ring_init(&ring, memory, size, CAPACITY);
}

static int release(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

static void capacities_that_are_no_power_of_two_are_refused(void **state)
{
    static const size_t bad[] = {0, 1, 3, 6, 7, 9, 1000, SIZE_MAX};
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct pseg_ring *r = NULL;
        assert_int_equal(pseg_ring_init(&r, memory, SIZE_MAX, bad[i]), PSEG_E_ARGUMENT);
        assert_null(r);
    }
    assert_int_equal(pseg_ring_init(NULL, memory, 1000, CAPACITY), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_ring_init(&ring, NULL, 1000, CAPACITY), PSEG_E_ARGUMENT);
}

/* Powers of two whose bytes overflow size_t: a block of a few bytes would seem large enough. */
static void capacities_that_overflow_the_size_are_refused(void **state)
{
    (void)state;
    for (size_t capacity = SIZE_MAX / 2 + 1; capacity > SIZE_MAX / 16; capacity /= 2) {
        assert_int_equal(pseg_ring_init(&ring, memory, pseg_ring_size(CAPACITY), capacity),
                         PSEG_E_ARGUMENT);
        assert_true(pseg_ring_size(capacity) >= capacity);
    }
}

static void blocks_that_are_small_or_not_aligned_are_refused(void **state)
{
    const size_t size = pseg_ring_size(CAPACITY);
    struct pseg_ring *r = NULL;
    (void)state;
    assert_int_equal(pseg_ring_init(&r, memory, size - 1, CAPACITY), PSEG_E_MEMORY);
    for (size_t i = 1; i < 16; i++)
        assert_int_equal(pseg_ring_init(&r, (char *)memory + i, size, CAPACITY), PSEG_E_MEMORY);
    assert_null(r);
}

static void a_fresh_ring_is_empty(void **state)
{
    (void)state;
    assert_int_equal(pseg_ring_capacity(ring), CAPACITY);
    assert_int_equal(pseg_ring_waiting(ring), 0);
    assert_int_equal(pseg_ring_read(ring, out, 64, &lost), 0);
    assert_int_equal(lost, 0);
    assert_int_equal(pseg_ring_close(ring), 0);
}

static void all_of_the_capacity_can_be_filled(void **state)
{
    (void)state;
    assert_int_equal(pseg_ring_write(ring, in, CAPACITY), CAPACITY);
    assert_int_equal(pseg_ring_waiting(ring), CAPACITY);
    assert_int_equal(pseg_ring_read(ring, out, 64, &lost), CAPACITY);
    assert_int_equal(lost, 0);
    assert_memory_equal(out, in, CAPACITY * sizeof *in);
}

/* 8 in, 2 lost; with 3 free still nothing is taken, with 4 free it is. */
static void after_a_loss_nothing_is_taken_until_half_is_free(void **state)
{
    (void)state;
    assert_int_equal(pseg_ring_write(ring, in, 10), 8);
    assert_int_equal(pseg_ring_read(ring, out, 3, &lost), 3);
    assert_int_equal(lost, 0);
    assert_int_equal(pseg_ring_write(ring, in + 10, 1), 0);
    assert_int_equal(pseg_ring_read(ring, out, 1, &lost), 1);
    assert_int_equal(pseg_ring_write(ring, in + 11, 6), 4);
    assert_int_equal(pseg_ring_waiting(ring), 8);
}

static void a_loss_is_told_once_just_before_the_sample_after_it(void **state)
{
    (void)state;
    assert_int_equal(pseg_ring_write(ring, in, 11), 8); /* 8, 9, 10 are lost */
    assert_int_equal(pseg_ring_read(ring, out, 6, &lost), 6);
    assert_int_equal(pseg_ring_write(ring, in + 11, 4), 4);
    assert_int_equal(pseg_ring_read(ring, out, 64, &lost), 2); /* up to the loss, no further */
    assert_int_equal(lost, 0);
    assert_true(out[0] == 6 && out[1] == 7);
    assert_int_equal(pseg_ring_read(ring, out, 1, &lost), 1);
    assert_int_equal(lost, 3);
    assert_true(out[0] == 11);
    assert_int_equal(pseg_ring_read(ring, out, 64, &lost), 3);
    assert_int_equal(lost, 0);
    assert_true(out[0] == 12 && out[2] == 14);
    assert_int_equal(pseg_ring_close(ring), 0);
}

static void a_loss_at_the_very_end_is_told_by_close_and_once(void **state)
{
    (void)state;
    assert_int_equal(pseg_ring_write(ring, in, 20), 8);
    assert_int_equal(pseg_ring_write(ring, in, 5), 0);
    assert_int_equal(pseg_ring_read(ring, out, 64, &lost), 8);
    assert_int_equal(lost, 0);
    assert_int_equal(pseg_ring_read(ring, out, 64, &lost), 0);
    assert_int_equal(lost, 0);
    assert_int_equal(pseg_ring_close(ring), 17);
    assert_int_equal(pseg_ring_close(ring), 0);
}

static void writing_nothing_changes_nothing(void **state)
{
    (void)state;
    assert_int_equal(pseg_ring_write(ring, in, 9), 8);
    assert_int_equal(pseg_ring_read(ring, out, 8, &lost), 8);
    assert_int_equal(pseg_ring_write(ring, in, 0), 0);
    assert_int_equal(pseg_ring_read(ring, out, 8, &lost), 0);
    assert_int_equal(lost, 0);
    assert_int_equal(pseg_ring_close(ring), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(capacities_that_are_no_power_of_two_are_refused),
        TEST(capacities_that_overflow_the_size_are_refused),
        TEST(blocks_that_are_small_or_not_aligned_are_refused),
        TEST(a_fresh_ring_is_empty),
        TEST(all_of_the_capacity_can_be_filled),
        TEST(after_a_loss_nothing_is_taken_until_half_is_free),
        TEST(a_loss_is_told_once_just_before_the_sample_after_it),
        TEST(a_loss_at_the_very_end_is_told_by_close_and_once),
        TEST(writing_nothing_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
