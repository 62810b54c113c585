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

static void check_numbers(const char *json, const char *name, const double *expected, size_t n)
{
    struct pseg_error error;
    double *x;
    size_t found;
    if (pseg_record_numbers(&x, &found, json, strlen(json), name, &error))
        fail_msg("%s", error.text);
    assert_int_equal(found, n);
    for (size_t i = 0; i < n; i++)
        assert_true(x[i] == expected[i]);
    free(x);
}

static void a_list_of_numbers_is_read_by_its_name(void **state)
{
    (void)state;
    static const char json[] =
        "{\"aa\":[9],\"b\":{\"a\":[8]},\"a\":[1,-2.5e-3 , 3 ],\"\":[],\"c\":[4]}";
    static const double a[] = {1, -2.5e-3, 3}, aa[] = {9}, c[] = {4};
    check_numbers(json, "a", a, 3);
    check_numbers(json, "aa", aa, 1);
    check_numbers(json, "c", c, 1);
    check_numbers(json, "", NULL, 0);
}

static void what_is_no_list_of_numbers_is_told(void **state)
{
    (void)state;
    static const char *const bad[] = {"{\"a\":1}",     "{\"a\":[x]}",  "{\"a\":[1 2]}",
                                      "{\"a\":[[1]]}", "{\"a\":[1,]}", "{\"a\":\"[1]\"}"};
    static const char *const none[] = {"", "{}", "{\"b\":[1]}", "[1]", "{\"b\":{\"a\":[1]}}"};
    struct pseg_error error;
    double *x;
    size_t n;
    for (size_t i = 0; i < COUNT(bad) + COUNT(none); i++) {
        const char *json = i < COUNT(bad) ? bad[i] : none[i - COUNT(bad)];
        assert_int_equal(pseg_record_numbers(&x, &n, json, strlen(json), "a", &error), -1);
        assert_null(x);
        assert_non_null(strstr(error.text, i < COUNT(bad) ? "no list of numbers" : "has no \"a\""));
    }
}

struct seen {
    char text[200];
};

static void add(void *user, const struct pseg_member *m)
{
    struct seen *seen = user;
    const size_t n = strlen(seen->text);
    snprintf(seen->text + n, sizeof seen->text - n, "%.*s=%.*s;", (int)m->name_size, m->name,
             (int)m->value_size, m->value);
}

static void members_are_shown_in_turn(void **state)
{
    (void)state;
    static const char json[] = " {\"a\" : -1.5, \"b\\\"\":{\"c\":[1,{}]},\"d\":\"},\"} ";
    struct seen seen = {""};
    assert_int_equal(pseg_record_each(json, strlen(json), add, &seen), 0);
    assert_string_equal(seen.text, "a=-1.5;b\\\"={\"c\":[1,{}]};d=\"},\";");
    assert_int_equal(pseg_record_each("", 0, add, &seen), 0);
    assert_int_equal(pseg_record_each("{}", 2, add, &seen), 0);
    assert_int_equal(pseg_record_each("{} 1", 4, add, &seen), -1);
    assert_int_equal(pseg_record_each("[1]", 3, add, &seen), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_is_replaced_or_added_at_the_end),
        cmocka_unit_test(members_are_shown_in_turn),
        cmocka_unit_test(what_is_no_object_is_refused_however_it_is_cut),
        cmocka_unit_test(a_list_of_numbers_is_read_by_its_name),
        cmocka_unit_test(what_is_no_list_of_numbers_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
