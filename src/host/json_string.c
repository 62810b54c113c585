#include "writer.h"

/* Bytes of the UTF-8 sequence at s, 0: none starts here (RFC 3629, table of well-formed ones). */
static int utf8_length(const unsigned char *s)
{
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

void pseg_print_json_string(FILE *stream, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    fputc('"', stream);
    while (*s) {
        const int n = utf8_length(s);
        if (n == 0)
            fputs("\\ufffd", stream);
        else if (*s < 0x20 || *s == 0x7F)
            fprintf(stream, "\\u%04x", *s);
        else if (*s == '"' || *s == '\\')
            fprintf(stream, "\\%c", *s);
        else
            fwrite(s, 1, (size_t)n, stream);
        s += n ? n : 1;
    }
    fputc('"', stream);
}
