#include "grow.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { N = 1000 };

static void items_stay_and_few_are_copied(void **state)
{
    size_t *items = NULL, room = 0, copied = 0;
    (void)state;
    for (size_t n = 0; n < N; n++) {
        const size_t before = room;
        items = pseg_grow(items, n + 1, &room, sizeof *items);
        assert_true(items && room > n);
        copied += room > before ? n : 0;
        items[n] = n;
    }
    for (size_t i = 0; i < N; i++)
        assert_int_equal(items[i], i);
    assert_true(copied < 2 * N);
    free(items);
}

static void many_at_once_have_room(void **state)
{
    size_t room = 0;
    char *items = pseg_grow(NULL, N, &room, 1);
    (void)state;
    assert_true(items && room >= N);
    assert_ptr_equal(pseg_grow(items, N, &room, 1), items);
    free(items);
}

/* NULL is for who is out of memory. */
static void room_for_nothing_is_not_null(void **state)
{
    size_t room = 0;
    void *items = pseg_grow(NULL, 0, &room, 1);
    (void)state;
    assert_non_null(items);
    free(items);
}

/* As many bytes as no size_t can tell, and it would tell few: 8, of the second size here. */
static void more_than_memory_can_hold_is_refused(void **state)
{
    const size_t sizes[] = {SIZE_MAX / 2, SIZE_MAX / 8 + 2};
    size_t room = 0;
    char *items = pseg_grow(NULL, N, &room, 8);
    const size_t before = room;
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_null(pseg_grow(items, sizes[i], &room, 8));
        assert_int_equal(room, before);
    }
    memset(items, 1, 8 * room);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_stay_and_few_are_copied),
        cmocka_unit_test(many_at_once_have_room),
        cmocka_unit_test(room_for_nothing_is_not_null),
        cmocka_unit_test(more_than_memory_can_hold_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
