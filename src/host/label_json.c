/* JSON (RFC 8259) and JSON lines. A small parser of our own, for what no library gives: the line of
 * what is well-formed and yet no label. */
#include <stdlib.h>
#include <string.h>

#include "label_records.h"
#include "labels.h"
#include "utf8.h"

enum { DEEPEST = 64 }; /* of objects and arrays that are skipped */

/* ----------------------------------------------------------------------------- the parser -- */

/* The next character that is no blank. */
static char peek(struct pseg_text *t)
{
    for (; *t->at == ' ' || *t->at == '\t' || *t->at == '\n'; t->at++)
        t->line += *t->at == '\n';
    return *t->at;
}

/* Takes that character, if it is c. */
static int take(struct pseg_text *t, char c)
{
    if (peek(t) != c)
        return 0;
    t->at++;
    return 1;
}

static int expected(const struct pseg_text *t, const char *what)
{
    if (!*t->at)
        return pseg_text_fail(t, t->line, "the file ends before %s", what);
    return pseg_text_fail(t, t->line, "%s expected, not '%.*s'", what,
                          (int)strcspn(t->at, "\n") < 20 ? (int)strcspn(t->at, "\n") : 20, t->at);
}

static int expect(struct pseg_text *t, char c)
{
    const char what[] = {'\'', c, '\'', '\0'};
    return take(t, c) ? 0 : expected(t, what);
}

/* Four hexadecimal digits; -1: there are none. */
static long hex4(const char *s)
{
    char digits[5] = {0}, *end;
    if (strspn(s, "0123456789abcdefABCDEF") < 4)
        return -1;
    memcpy(digits, s, 4);
    return strtol(digits, &end, 16);
}

/* What stands behind a \, never longer as UTF-8 than it was; *t->at is the character behind it. */
static int unescape(char **to, struct pseg_text *t)
{
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *found = *t->at ? strchr(names, *t->at) : NULL;
    if (found) {
        *(*to)++ = meanings[found - names];
        t->at++;
        return 0;
    }
    long unit = *t->at == 'u' ? hex4(t->at + 1) : -1;
    if (unit < 0)
        return expected(t, "an escape such as \\n or \\u00e9");
    t->at += 5;
    if (pseg_utf16_is_high((uint32_t)unit) && t->at[0] == '\\' && t->at[1] == 'u') {
        const long low = hex4(t->at + 2);
        unit = low < 0 ? PSEG_NO_CHARACTER : (long)pseg_utf16_pair((uint32_t)unit, (uint32_t)low);
        t->at += low < 0 || unit == PSEG_NO_CHARACTER ? 0 : 6;
    }
    *to += pseg_utf8_put(*to, unit ? (uint32_t)unit : ' ');
    return 0;
}

static int cut_string(char **text, struct pseg_text *t)
{
    if (peek(t) != '"')
        return expected(t, "a string");
    char *to = *text = ++t->at;
    while (*t->at != '"') {
        if (!*t->at || *t->at == '\n')
            return pseg_text_fail(t, t->line, "a string has no closing quote");
        if (*t->at != '\\')
            *to++ = *t->at++;
        else if (t->at++, unescape(&to, t))
            return -1;
    }
    t->at++;
    *to = '\0';
    return 0;
}

static int read_number(double *x, struct pseg_text *t)
{
    char *end;
    const char c = peek(t);
    const size_t n = strspn(t->at, "0123456789.+-eE");
    *x = strtod(t->at, &end);
    if ((c != '-' && (c < '0' || c > '9')) || end != t->at + n)
        return expected(t, "a number");
    t->at = end;
    return 0;
}

static int take_word(struct pseg_text *t, const char *word)
{
    const size_t n = strlen(word);
    peek(t);
    if (strncmp(t->at, word, n))
        return 0;
    t->at += n;
    return 1;
}

static int skip_value(struct pseg_text *t, int depth);

/* The rest of an object or array. */
static int skip_items(struct pseg_text *t, char end, int depth)
{
    char *name;
    if (depth == DEEPEST)
        return pseg_text_fail(t, t->line, "more than %d brackets inside each other", DEEPEST);
    if (take(t, end))
        return 0;
    do {
        if (end == '}' && (cut_string(&name, t) || expect(t, ':')))
            return -1;
        if (skip_value(t, depth + 1))
            return -1;
    } while (take(t, ','));
    return expect(t, end);
}

static int skip_value(struct pseg_text *t, int depth)
{
    char *text;
    double x;
    if (take(t, '{'))
        return skip_items(t, '}', depth);
    if (take(t, '['))
        return skip_items(t, ']', depth);
    if (take_word(t, "true") || take_word(t, "false") || take_word(t, "null"))
        return 0;
    return peek(t) == '"' ? cut_string(&text, t) : read_number(&x, t);
}

/* --------------------------------------------------------------------------------- labels -- */

/* is_gap: it is one of the objects that `phoneseg live` prints where it lost audio. */
static int read_field(struct pseg_fields *fields, int *is_gap, struct pseg_text *t)
{
    char *name, *text;
    if (cut_string(&name, t) || expect(t, ':'))
        return -1;
    const int c = pseg_find_column(name);
    *is_gap |= strcmp(name, "gap") == 0;
    if (c == PSEG_N_COLUMNS)
        return skip_value(t, 0);
    if (take_word(t, "null"))
        return 0;
    if (!pseg_column_is_text(c))
        return read_number(&fields->number[c], t);
    const int failed = cut_string(&text, t);
    fields->text[c] = text;
    return failed;
}

static int read_record(struct pseg_labels *l, struct pseg_text *t)
{
    struct pseg_fields fields;
    int is_gap = 0;
    pseg_fields_clear(&fields);
    if (expect(t, '{'))
        return -1;
    const long line = t->line;
    if (!take(t, '}')) {
        do
            if (read_field(&fields, &is_gap, t))
                return -1;
        while (take(t, ','));
        if (expect(t, '}'))
            return -1;
    }
    return is_gap ? 0 : pseg_fields_add(l, &fields, t, line);
}

int pseg_jsonl_read(struct pseg_labels *l, struct pseg_text *t)
{
    while (peek(t))
        if (read_record(l, t))
            return -1;
    return 0;
}

static int read_labels(struct pseg_labels *l, struct pseg_text *t)
{
    if (expect(t, '['))
        return -1;
    if (take(t, ']'))
        return 0;
    do
        if (read_record(l, t))
            return -1;
    while (take(t, ','));
    return expect(t, ']');
}

static int read_duration(double *end, struct pseg_text *t)
{
    if (read_number(end, t))
        return -1;
    return pseg_is_time(*end) ? 0 : pseg_text_fail(t, t->line, "%g is no duration", *end);
}

/* A member of the document. */
static int read_member(struct pseg_labels *l, int *has_labels, struct pseg_text *t)
{
    char *name;
    if (cut_string(&name, t) || expect(t, ':'))
        return -1;
    if (strcmp(name, "duration") == 0)
        return read_duration(&l->end, t);
    if (strcmp(name, "labels"))
        return skip_value(t, 0);
    *has_labels = 1;
    return read_labels(l, t);
}

int pseg_json_read(struct pseg_labels *l, struct pseg_text *t)
{
    int has_labels = 0;
    if (!peek(t))
        return 0;
    if (expect(t, '{'))
        return -1;
    if (!take(t, '}')) {
        do
            if (read_member(l, &has_labels, t))
                return -1;
        while (take(t, ','));
        if (expect(t, '}'))
            return -1;
    }
    if (peek(t))
        return expected(t, "the end of the file");
    return has_labels ? 0 : pseg_text_fail(t, 1, "there is no array \"labels\"");
}
