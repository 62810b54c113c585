#include "crc32.h"

#include <string.h>

#include "check.h"

static uint32_t crc_of(const char *text)
{
    return pseg_crc32((const unsigned char *)text, strlen(text));
}

static void known_values(void **state)
{
    (void)state;
    assert_int_equal(crc_of("123456789"), 0xcbf43926); /* the standard's check value */
    assert_int_equal(crc_of(""), 0);
    assert_int_equal(crc_of("The quick brown fox jumps over the lazy dog"), 0x414fa339);
}

/* The definition, one bit at a time, for every value of a byte. */
static void equals_the_polynomial_division(void **state)
{
    (void)state;
    unsigned char bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (unsigned char)i;
    for (size_t n = 0; n <= sizeof bytes; n++) {
        uint32_t crc = 0xffffffff;
        for (size_t i = 0; i < n; i++) {
            crc ^= bytes[i];
            for (int bit = 0; bit < 8; bit++)
                crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
        }
        assert_int_equal(pseg_crc32(bytes, n), ~crc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values),
        cmocka_unit_test(equals_the_polynomial_division),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
