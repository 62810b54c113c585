/* TIMIT label files: what is read, and what is refused with which sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "phoneseg/host.h"

static char path[64];

static void write_file(const char *text, size_t size)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static int make_path(void **state)
{
    (void)state;
    strcpy(path, "/tmp/phoneseg-labels-XXXXXX");
    if (!mkdtemp(path))
        return -1;
    strcat(path, "/a.phn");
    return 0;
}

static int remove_path(void **state)
{
    (void)state;
    unlink(path);
    *strrchr(path, '/') = '\0';
    return rmdir(path);
}

static void assert_reads(const char *text, const long *samples, size_t n)
{
    struct pseg_times t;
    struct pseg_error error;
    write_file(text, strlen(text));
    assert_int_equal(pseg_read_boundaries(&t, path, NULL, &error), 0);
    assert_int_equal(t.n, n);
    for (size_t i = 0; i < n; i++)
        assert_true(t.at[i] == (double)samples[i] / 16000);
    pseg_times_free(&t);
}

static void assert_refuses(const char *text, size_t size, const char *part)
{
    struct pseg_times t;
    struct pseg_error error;
    write_file(text, size);
    assert_int_equal(pseg_read_boundaries(&t, path, NULL, &error), -1);
    assert_non_null(strstr(error.text, path));
    if (!strstr(error.text, part))
        fail_msg("'%s' does not contain '%s'", error.text, part);
    assert_null(t.at);
}

static void starts_but_the_first_are_boundaries(void **state)
{
    (void)state;
    const long expected[] = {8920, 9320};
    assert_reads("0 8920 h#\n8920 9320 dh\n9320 10280 ix\n", expected, 2);
    assert_reads("0 8920 h#\n8920 9320 dh\n9320 10280 ix", expected, 2);
    assert_reads("100 100 x", NULL, 0);
    assert_reads("", NULL, 0);
}

static void the_end_is_that_of_the_last_label(void **state)
{
    static const char text[] = "0 8920 h#\n8920 9320 dh\n9320 10280 ix\n";
    struct pseg_times t;
    struct pseg_error error;
    (void)state;
    write_file(text, strlen(text));
    assert_int_equal(pseg_read_boundaries(&t, path, NULL, &error), 0);
    assert_true(t.end == 10280.0 / 16000);
    pseg_times_free(&t);
}

static void blank_lines_and_carriage_returns_are_nothing(void **state)
{
    (void)state;
    const long expected[] = {8920, 9320};
    assert_reads("\r\n0 8920 h#\r\n\r\n8920 9320 dh\r\n \t\n  9320\t10280 ix\r\n\r\n", expected, 2);
    assert_reads("0 8920\r\n8920 9320\r\n9320 10280\r\n", expected, 2); /* no labels */
}

static void times_come_sorted_and_once(void **state)
{
    (void)state;
    const long expected[] = {10, 20, 30};
    assert_reads("0 9 a\n30 40 b\n10 20 c\n20 30 d\n20 25 e\n", expected, 3);
}

static void bad_lines_are_named_by_number(void **state)
{
    (void)state;
    const struct {
        const char *text, *part;
    } cases[] = {
        {"0 10 a\n\nten 20 b\n", "line 3: two sample numbers"},
        {"0 10 a\n10 x b\n", "line 2: two sample numbers"},
        {"0 10 a\n10\n", "line 2: two sample numbers"},
        {"0 10 a\n10.5 20 b\n", "line 2: two sample numbers"},
        {"0 10a a\n", "line 1: two sample numbers"},
        {"-5 10 a\n", "line 1: two sample numbers"},
        {"0 99999999999999999999 a\n", "line 1: two sample numbers"},
        {"0 10 a\n20 19 b\n", "line 2: the segment ends (19) before it starts (20)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refuses(cases[i].text, strlen(cases[i].text), cases[i].part);
    assert_refuses("RIFF\0\0\0\1WAVE\n", 13, "line 1: two sample numbers");
}

static void unreadable_files_say_why(void **state)
{
    (void)state;
    struct pseg_times t;
    struct pseg_error error;
    assert_int_equal(pseg_read_boundaries(&t, "/nowhere/a.phn", NULL, &error), -1);
    assert_string_equal(error.text, "cannot read /nowhere/a.phn: No such file or directory");
    assert_int_equal(pseg_read_boundaries(&t, "/tmp", NULL, &error), -1);
    assert_string_equal(error.text, "cannot read /tmp: Is a directory");
}

static void times_grow_without_losing_any(void **state)
{
    (void)state;
    struct pseg_times t = {0};
    for (int i = 0; i < 1000; i++)
        assert_int_equal(pseg_times_add(&t, i * 0.5), 0);
    assert_int_equal(t.n, 1000);
    for (int i = 0; i < 1000; i++)
        assert_true(t.at[i] == i * 0.5);
    pseg_times_free(&t);
    assert_null(t.at);
    assert_int_equal(t.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_but_the_first_are_boundaries),
        cmocka_unit_test(the_end_is_that_of_the_last_label),
        cmocka_unit_test(blank_lines_and_carriage_returns_are_nothing),
        cmocka_unit_test(times_come_sorted_and_once),
        cmocka_unit_test(bad_lines_are_named_by_number),
        cmocka_unit_test(unreadable_files_say_why),
        cmocka_unit_test(times_grow_without_losing_any),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
