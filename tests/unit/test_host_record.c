/* Members of a model's record: replaced or added, and nothing else touched. */
#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static void check_set(const char *old, const char *expected)
{
    struct pseg_error error;
    char *json;
    size_t size;
    assert_int_equal(pseg_record_set(&json, &size, old, strlen(old), "a", "[1]", &error), 0);
    assert_string_equal(json, expected);
    assert_int_equal(size, strlen(expected));
    free(json);
}

static void a_member_is_replaced_or_added_at_the_end(void **state)
{
    (void)state;
    check_set("", "{\"a\":[1]}");
    check_set(" \n", "{\"a\":[1]}");
    check_set("{ }", "{\"a\":[1]}");
    check_set("{\"a\":2}", "{\"a\":[1]}");
    check_set("{\"\":0,\"aa\":1}", "{\"\":0,\"aa\":1,\"a\":[1]}");
    check_set("{\"b\":2}\n", "{\"b\":2,\"a\":[1]}");
    check_set("{\"a\":{\"x\":[1,{\"a\":3}]},\"b\":\"}\"}", "{\"b\":\"}\",\"a\":[1]}");
    check_set("{\"b\":{\"a\":3},\"a\":\"\\\"},\",\"ab\":-1.5e3, \"c\" : null }",
              "{\"b\":{\"a\":3},\"ab\":-1.5e3,\"c\" : null ,\"a\":[1]}");
}

static void what_is_no_object_is_refused_however_it_is_cut(void **state)
{
    (void)state;
    static const char whole[] = "{\"b\":{\"a\":[3,\"x\\\"\"]},\"a\":true}";
    static const char *const bad[] = {"[]",       "7",          "{]}",       "{\"a\"}",
                                      "{\"a\":}", "{\"b\":1,}", "{\"b\":1}x"};
    struct pseg_error error;
    size_t size;
    char *json;
    for (size_t n = 1; n < strlen(whole); n++) {
        assert_int_equal(pseg_record_set(&json, &size, whole, n, "a", "1", &error), -1);
        assert_null(json);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(pseg_record_set(&json, &size, bad[i], strlen(bad[i]), "a", "1", &error),
                         -1);
        assert_string_equal(error.text,
                            "the model's record is no JSON object: it cannot be added to");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_is_replaced_or_added_at_the_end),
        cmocka_unit_test(what_is_no_object_is_refused_however_it_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
