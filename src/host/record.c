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

/* From the name's first quotation mark to the value's end. */
static int take_member(struct pseg_member *m, struct reader *r)
{
    skip_space(r);
    m->text = r->at;
    if (skip_string(r))
        return -1;
    m->name = m->text + 1;
    m->name_size = (size_t)(r->at - m->text) - 2;
    if (expect(r, ':'))
        return -1;
    skip_space(r);
    m->value = r->at;
    if (skip_value(r))
        return -1;
    m->value_size = (size_t)(r->at - m->value);
    m->text_size = (size_t)(r->at - m->text);
    return 0;
}

int pseg_record_each(const char *json, size_t size, pseg_on_member *on_member, void *user)
{
    struct reader r = {json, json + size};
    struct pseg_member member;
    skip_space(&r);
    if (r.at == r.end)
        return 0;
    if (expect(&r, '{'))
        return -1;
    if (expect(&r, '}')) {
        do {
            if (take_member(&member, &r))
                return -1;
            on_member(user, &member);
        } while (expect(&r, ',') == 0);
        if (expect(&r, '}'))
            return -1;
    }
    skip_space(&r);
    return r.at == r.end ? 0 : -1;
}

static int is_named(const struct pseg_member *m, const char *name)
{
    return m->name_size == strlen(name) && memcmp(m->name, name, m->name_size) == 0;
}

struct copy {
    FILE *out;
    const char *but; /* the member that is left out */
};

/* With a comma after it. */
static void copy_member(void *user, const struct pseg_member *m)
{
    const struct copy *copy = user;
    if (is_named(m, copy->but))
        return;
    fwrite(m->text, 1, m->text_size, copy->out);
    putc(',', copy->out);
}

int pseg_record_set(char **json, size_t *size, const char *old, size_t old_size, const char *name,
                    const char *value, struct pseg_error *error)
{
    struct copy copy = {NULL, name};
    *json = NULL;
    FILE *out = open_memstream(json, size);
    if (!out)
        return pseg_fail(error, "out of memory for the model's record");
    putc('{', out);
    copy.out = out;
    const int bad = pseg_record_each(old, old_size, copy_member, &copy);
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

struct search {
    const char *name;
    struct pseg_member found; /* value NULL: not yet */
};

static void find_member(void *user, const struct pseg_member *m)
{
    struct search *s = user;
    if (!s->found.value && is_named(m, s->name))
        s->found = *m;
}

int pseg_record_numbers(double **x, size_t *n, const char *json, size_t size, const char *name,
                        struct pseg_error *error)
{
    struct search s = {.name = name};
    *x = NULL;
    *n = 0;
    if (pseg_record_each(json, size, find_member, &s) || !s.found.value)
        return pseg_fail(error, "its record has no \"%s\"", name);
    const size_t length = s.found.value_size;
    char *text = strndup(s.found.value, length);
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
