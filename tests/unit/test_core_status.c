#include <string.h>

#include "check.h"
#include "phoneseg/phoneseg.h"

static void every_status_has_a_sentence_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_STATUS; i++) {
        assert_true(strlen(pseg_strerror(i)) > 5);
        assert_string_not_equal(pseg_strerror(i), pseg_strerror(-1));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(pseg_strerror(i), pseg_strerror(j));
    }
}

static void a_number_that_is_no_status_has_a_sentence_too(void **state)
{
    (void)state;
    const int others[] = {-1, PSEG_N_STATUS, 1 << 30, -(1 << 30)};
    for (size_t i = 0; i < COUNT(others); i++)
        assert_string_equal(pseg_strerror(others[i]), "unknown status");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_a_sentence_of_its_own),
        cmocka_unit_test(a_number_that_is_no_status_has_a_sentence_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
