/* Files for other programs, byte by byte. */
#include "numbers.h"

#include <math.h>
#include <string.h>

#include "check.h"

static const char *const path = "test_inspect_numbers.out";

static size_t read_back(char *bytes, size_t size)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    const size_t n = fread(bytes, 1, size - 1, f);
    fclose(f);
    bytes[n] = '\0';
    return n;
}

static void a_table_is_lines_of_texts_and_numbers(void **state)
{
    const char *const phones[] = {"h#", "a,b", "say \"ah\""};
    const double numbers[] = {0.1, NAN, -1e300};
    const struct pseg_column columns[] = {{"phone", NULL, phones}, {"x [s]", numbers, NULL}};
    struct pseg_error error;
    char text[256];
    (void)state;
    assert_int_equal(pseg_write_csv(path, columns, 2, 3, &error), 0);
    read_back(text, sizeof text);
    assert_string_equal(text, "phone,x [s]\n"
                              "h#,0.10000000000000001\n"
                              "\"a,b\",\n"
                              "\"say \"\"ah\"\"\",-1.0000000000000001e+300\n");
    remove(path);
}

/* What numpy.save writes of numpy.array([[1, 2, 3], [-4, 0.5, 6]], "<f4"). */
static void an_array_is_what_numpy_writes(void **state)
{
    static const float x[2][3] = {{1, 2, 3}, {-4, 0.5f, 6}};
    static const unsigned char values[] = {0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40,
                                           0, 0, 0x80, 0xc0, 0, 0, 0, 0x3f, 0, 0, 0xc0, 0x40};
    const char *header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    struct pseg_error error;
    char bytes[512];
    (void)state;
    assert_int_equal(pseg_write_npy(path, x, PSEG_NPY_FLOAT, (size_t[]){2, 3}, 2, &error), 0);
    assert_int_equal(read_back(bytes, sizeof bytes), 128 + sizeof values);
    assert_memory_equal(bytes, "\x93NUMPY\x01\x00\x76\x00", 10);
    assert_memory_equal(bytes + 10, header, strlen(header));
    for (size_t i = 10 + strlen(header); i < 127; i++)
        assert_int_equal(bytes[i], ' ');
    assert_int_equal(bytes[127], '\n');
    assert_memory_equal(bytes + 128, values, sizeof values);
    remove(path);
}

static void doubles_and_integers_are_little_endian_too(void **state)
{
    static const double x[] = {1};
    static const int i[] = {-2, 258};
    struct pseg_error error;
    char bytes[512];
    (void)state;
    assert_int_equal(pseg_write_npy(path, x, PSEG_NPY_DOUBLE, (size_t[]){1}, 1, &error), 0);
    assert_int_equal(read_back(bytes, sizeof bytes), 128 + 8);
    assert_non_null(strstr(bytes + 10, "'<f8', 'fortran_order': False, 'shape': (1,), }"));
    assert_memory_equal(bytes + 128, "\0\0\0\0\0\0\xf0\x3f", 8);
    assert_int_equal(pseg_write_npy(path, i, PSEG_NPY_INT, (size_t[]){2}, 1, &error), 0);
    assert_int_equal(read_back(bytes, sizeof bytes), 128 + 8);
    assert_non_null(strstr(bytes + 10, "'<i4'"));
    assert_memory_equal(bytes + 128, "\xfe\xff\xff\xff\x02\x01\0\0", 8);
    remove(path);
}

static void a_place_that_cannot_be_written_is_told(void **state)
{
    const double x[] = {1};
    const struct pseg_column column = {"x", x, NULL};
    struct pseg_error error;
    (void)state;
    assert_int_equal(pseg_write_csv("no/such/folder.csv", &column, 1, 1, &error), -1);
    assert_non_null(strstr(error.text, "cannot write no/such/folder.csv"));
    assert_int_equal(pseg_write_npy("/dev/full", x, PSEG_NPY_DOUBLE, (size_t[]){1}, 1, &error), -1);
    assert_non_null(strstr(error.text, "cannot write /dev/full"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_lines_of_texts_and_numbers),
        cmocka_unit_test(an_array_is_what_numpy_writes),
        cmocka_unit_test(doubles_and_integers_are_little_endian_too),
        cmocka_unit_test(a_place_that_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
