#include "label_text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

static const double latest = 1e9; /* [s] that any recording lasts: 30 years */

static uint32_t utf16_unit(const unsigned char *bytes, int big_endian)
{
    return big_endian ? (uint32_t)bytes[0] << 8 | bytes[1] : (uint32_t)bytes[1] << 8 | bytes[0];
}

static size_t from_utf16(char *to, const unsigned char *bytes, size_t size, int big_endian)
{
    size_t n = 0;
    for (size_t i = 0; i + 1 < size; i += 2) {
        uint32_t c = utf16_unit(bytes + i, big_endian);
        if (pseg_utf16_is_high(c) && i + 3 < size) {
            c = pseg_utf16_pair(c, utf16_unit(bytes + i + 2, big_endian));
            i += c == PSEG_NO_CHARACTER ? 0 : 2;
        }
        n += pseg_utf8_put(to + n, c ? c : ' ');
    }
    return n;
}

static int is_utf8(const char *text)
{
    for (int n; *text; text += n)
        if ((n = pseg_utf8_length(text)) == 0)
            return 0;
    return 1;
}

/* As it is where that is UTF-8, which Latin-1 hardly ever is by accident. */
static size_t from_bytes(char *to, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        to[i] = bytes[i] ? (char)bytes[i] : ' ';
    to[size] = '\0';
    if (is_utf8(to))
        return size;
    size_t n = 0;
    for (size_t i = 0; i < size; i++)
        n += pseg_utf8_put(to + n, bytes[i] ? bytes[i] : ' ');
    return n;
}

/* \r\n and \r become \n. */
static void unify_line_ends(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (*from != '\r')
            *to++ = *from;
        else if (from[1] != '\n')
            *to++ = '\n';
    *to = '\0';
}

int pseg_text_decode(struct pseg_text *t, const void *data, size_t size, const char *path,
                     struct pseg_error *error)
{
    const unsigned char *bytes = data;
    *t = (struct pseg_text){.line = 1, .path = path, .error = error};
    t->block = t->at = malloc(2 * size + 4);
    if (!t->block)
        return pseg_text_no_memory(t);
    size_t n;
    if (size >= 2 && bytes[0] + bytes[1] == 0xFF + 0xFE && bytes[0] >= 0xFE)
        n = from_utf16(t->block, bytes + 2, size - 2, bytes[0] == 0xFE);
    else if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        n = from_bytes(t->block, bytes + 3, size - 3);
    else
        n = from_bytes(t->block, bytes, size);
    t->block[n] = '\0';
    unify_line_ends(t->block);
    return 0;
}

void pseg_text_free(struct pseg_text *t)
{
    free(t->block);
}

/* Cuts the first line off. */
static char *cut_line(struct pseg_text *t)
{
    char *line = t->at, *end = strchr(line, '\n');
    t->at = end ? end + 1 : line + strlen(line);
    if (end)
        *end = '\0';
    t->line++;
    return line;
}

char *pseg_text_line(struct pseg_text *t)
{
    while (*t->at) {
        char *line = cut_line(t);
        line += strspn(line, " \t");
        size_t n = strlen(line);
        while (n && (line[n - 1] == ' ' || line[n - 1] == '\t'))
            line[--n] = '\0';
        if (n)
            return line;
    }
    return NULL;
}

char *pseg_text_word(char **line)
{
    char *word = *line;
    *line += strcspn(word, " \t");
    if (**line)
        *(*line)++ = '\0';
    *line += strspn(*line, " \t");
    return word;
}

int pseg_text_fail(const struct pseg_text *t, long line, const char *format, ...)
{
    char what[400];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return pseg_fail(t->error, "%s, line %ld: %s", t->path, line, what);
}

int pseg_text_no_memory(const struct pseg_text *t)
{
    return pseg_fail(t->error, "out of memory for %s", t->path);
}

int pseg_is_time(double seconds)
{
    return seconds >= 0 && seconds < latest;
}

int pseg_parse_seconds(double *seconds, const char *text)
{
    char *end;
    *seconds = strtod(text, &end);
    const int decimal = text[strspn(text, "0123456789.+-eE")] == '\0'; /* no hexadecimal, no inf */
    return end > text && !*end && decimal && pseg_is_time(*seconds) ? 0 : -1;
}
