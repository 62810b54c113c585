#include "utf8.h"

int pseg_utf8_length(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    const int n = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (s[0] > 0xF4)
        return 0;
    for (int i = 1; i < n; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    const int overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
    const int beyond = (s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xF4 && s[1] > 0x8F);
    return overlong || beyond ? 0 : n;
}

static char continuation(uint32_t bits)
{
    return (char)(0x80 | (bits & 0x3F));
}

size_t pseg_utf8_put(char *to, uint32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        c = PSEG_NO_CHARACTER;
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xC0 | c >> 6);
        to[1] = continuation(c);
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xE0 | c >> 12);
        to[1] = continuation(c >> 6);
        to[2] = continuation(c);
        return 3;
    }
    to[0] = (char)(0xF0 | c >> 18);
    to[1] = continuation(c >> 12);
    to[2] = continuation(c >> 6);
    to[3] = continuation(c);
    return 4;
}

int pseg_utf16_is_high(uint32_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

uint32_t pseg_utf16_pair(uint32_t high, uint32_t low)
{
    if (!pseg_utf16_is_high(high) || low < 0xDC00 || low > 0xDFFF)
        return PSEG_NO_CHARACTER;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}
