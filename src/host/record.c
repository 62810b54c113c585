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

static void write_member(FILE *out, const char *text, size_t n)
{
    fwrite(text, 1, n, out);
    putc(',', out);
}

/* Copies the members but the one called `name`, each with a comma after it. */
static int copy_members(FILE *out, struct reader *r, const char *name)
{
    skip_space(r);
    if (r->at == r->end)
        return 0;
    if (expect(r, '{'))
        return -1;
    for (int first = 1;; first = 0) {
        skip_space(r);
        if (first && r->at < r->end && *r->at == '}')
            break;
        const char *member = r->at;
        if (skip_string(r))
            return -1;
        const size_t length = (size_t)(r->at - member) - 2; /* without the quotation marks */
        if (expect(r, ':') || skip_value(r))
            return -1;
        if (length != strlen(name) || memcmp(member + 1, name, length) != 0)
            write_member(out, member, (size_t)(r->at - member));
        if (expect(r, ',') == 0)
            continue;
        break;
    }
    if (expect(r, '}'))
        return -1;
    skip_space(r);
    return r->at == r->end ? 0 : -1;
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
