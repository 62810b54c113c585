/* Characters as UTF-8 (RFC 3629). */
#ifndef PSEG_UTF8_H
#define PSEG_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { PSEG_NO_CHARACTER = 0xFFFD };

/* Bytes of the sequence at s, which ends with a NUL; 0: none that is well-formed starts here. */
int pseg_utf8_length(const char *s);

/* Writes a character to to[4], one that is none as U+FFFD; returns its bytes. */
size_t pseg_utf8_put(char *to, uint32_t character);

/* The character that two halves of UTF-16 make, or U+FFFD. */
uint32_t pseg_utf16_pair(uint32_t high, uint32_t low);
int pseg_utf16_is_high(uint32_t unit);

#endif
