/* Files that are written whole or not at all, and what is no such file. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "phoneseg/host.h"

static char folder[64], path[96];

static int make(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/phoneseg-output-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/a", folder);
    return 0;
}

static int remove_all(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_to(const char *name, const char *text, int commit)
{
    struct pseg_error error;
    struct pseg_output *o = pseg_output_open(name, &error);
    assert_non_null(o);
    fputs(text, pseg_output_stream(o));
    if (commit)
        assert_int_equal(pseg_output_commit(o, &error), 0);
    else
        pseg_output_abandon(o);
}

static void assert_holds(const char *expected)
{
    char text[64] = {0};
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(text, expected);
}

static void a_file_is_replaced_as_a_whole_or_not_at_all(void **state)
{
    (void)state;
    write_to(path, "first", 1);
    write_to(path, "second", 0);
    assert_holds("first");
    write_to(path, "third", 1);
    assert_holds("third");
}

/* As in (one; two) >a: each adds to what is there. */
static void an_open_file_is_added_to_and_stays_itself(void **state)
{
    struct stat before, after;
    char name[32];
    (void)state;
    const int fd = open(path, O_RDWR | O_CREAT, 0666);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &before), 0);
    snprintf(name, sizeof name, "/dev/fd/%d", fd);
    write_to(name, "one,", 1);
    write_to(name, "two", 1);
    assert_holds("one,two");
    assert_int_equal(stat(path, &after), 0);
    assert_true(before.st_ino == after.st_ino);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_replaced_as_a_whole_or_not_at_all, make,
                                        remove_all),
        cmocka_unit_test_setup_teardown(an_open_file_is_added_to_and_stays_itself, make,
                                        remove_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
