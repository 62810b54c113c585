#include "record.h"

#include <stdlib.h>
#include <string.h>

/* A place in text that may end anywhere. */
struct reader {
    const char *at, *end;
};

static void skip_space(struct reader *r)
{
    while (r->at < r->end && memchr(" \t\r\n", *r->at, 4))
        r->at++;
}

/* 0 after taking this character and the space before it. */
static int expect(struct reader *r, char c)
{
    skip_space(r);
    if (r->at == r->end || *r->at != c)
        return -1;
    r->at++;
    return 0;
}

static int skip_string(struct reader *r)
{
    if (expect(r, '"'))
        return -1;
    for (; r->at < r->end; r->at++) {
        if (*r->at == '"') {
            r->at++;
            return 0;
        }
        if (*r->at == '\\' && ++r->at == r->end)
            break;
    }
    return -1;
}

/* A value ends at the comma or bracket that is not inside of it. */
static int skip_value(struct reader *r)
{
    int depth = 0;
    skip_space(r);
    const char *start = r->at;
    while (r->at < r->end) {
        const char c = *r->at;
        if (!depth && (c == ',' || c == '}'))
            return r->at > start ? 0 : -1;
        if (c == '"') {
            if (skip_string(r))
                return -1;
            continue;
        }
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (depth < 0)
            return -1;
        r->at++;
    }
    return -1;
}

struct member {
    const char *start, *name, *value, *end; /* the name is in quotes */
};

static int is_named(const struct member *m, const char *name)
{
    const size_t n = strlen(name);
    return memcmp(m->name, name, n) == 0 && m->name[n] == '"';
}

static int take_end(struct reader *r)
{
    if (expect(r, '}'))
        return -1;
    skip_space(r);
    return r->at == r->end ? 0 : -1;
}

/* The next member of an object: 1, 0 after the last, -1 where this is none. */
static int next_member(struct member *m, struct reader *r, int first)
{
    if (first && expect(r, '{'))
        return -1;
    skip_space(r);
    if (first ? r->at < r->end && *r->at == '}' : expect(r, ',') != 0)
        return take_end(r);
    skip_space(r);
    m->start = r->at;
    if (skip_string(r))
        return -1;
    m->name = m->start + 1;
    if (expect(r, ':'))
        return -1;
    skip_space(r);
    m->value = r->at;
    if (skip_value(r))
        return -1;
    m->end = r->at;
    return 1;
}

/* Copies the members but the one called `name`, each with a comma after it. */
static int copy_members(FILE *out, struct reader *r, const char *name)
{
    struct member m;
    int more;
    skip_space(r);
    if (r->at == r->end)
        return 0;
    for (int first = 1; (more = next_member(&m, r, first)) > 0; first = 0)
        if (!is_named(&m, name)) {
            fwrite(m.start, 1, (size_t)(m.end - m.start), out);
            putc(',', out);
        }
    return more;
}

int pseg_record_set(char **json, size_t *size, const char *old, size_t old_size, const char *name,
                    const char *value, struct pseg_error *error)
{
    struct reader r = {old, old + old_size};
    *json = NULL;
    FILE *out = open_memstream(json, size);
    if (!out)
        return pseg_fail(error, "out of memory for the model's record");
    putc('{', out);
    const int bad = old_size ? copy_members(out, &r, name) : 0;
    fprintf(out, "\"%s\":%s}", name, value);
    const int full = fclose(out);
    if (!bad && !full)
        return 0;
    free(*json);
    *json = NULL;
    return bad ? pseg_fail(error, "the model's record is no JSON object: it cannot be added to")
               : pseg_fail(error, "out of memory for the model's record");
}

/* x[n] of "[1,2.5]", which ends in a null character; how many, -1: it is no such list. */
static long read_numbers(double *x, const char *text)
{
    long n = 0;
    char *end;
    if (*text++ != '[')
        return -1;
    for (; *text != ']'; n++) {
        if (n && *text++ != ',')
            return -1;
        x[n] = strtod(text, &end);
        if (end == text)
            return -1;
        text = end + strspn(end, " \t\r\n");
    }
    return n;
}

int pseg_record_numbers(double **x, size_t *n, const char *json, size_t size, const char *name,
                        struct pseg_error *error)
{
    struct reader r = {json, json + size};
    struct member m;
    int more = 0;
    *x = NULL;
    *n = 0;
    for (int first = 1; size && (more = next_member(&m, &r, first)) > 0; first = 0)
        if (is_named(&m, name))
            break;
    if (more <= 0)
        return pseg_fail(error, "its record has no \"%s\"", name);
    const size_t length = (size_t)(m.end - m.value);
    char *text = strndup(m.value, length);
    *x = malloc((length + 1) * sizeof **x); /* a number takes a character at least */
    const long found = text && *x ? read_numbers(*x, text) : -1;
    const int full = !text || !*x;
    free(text);
    if (found >= 0) {
        *n = (size_t)found;
        return 0;
    }
    free(*x);
    *x = NULL;
    return full ? pseg_fail(error, "out of memory for its record")
                : pseg_fail(error, "\"%s\" in its record is no list of numbers", name);
}
