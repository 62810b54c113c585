/* Boundary times, and TIMIT label files: `start_sample end_sample label` a line, at 16 kHz. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "phoneseg/host.h"

enum { PHN_RATE = 16000 }; /* [Hz] */

int pseg_times_add(struct pseg_times *t, double at)
{
    if (t->n == t->room) {
        const size_t room = t->room ? 2 * t->room : 64;
        double *more = realloc(t->at, room * sizeof *more);
        if (!more)
            return -1;
        t->at = more;
        t->room = room;
    }
    t->at[t->n++] = at;
    return 0;
}

void pseg_times_free(struct pseg_times *t)
{
    free(t->at);
    memset(t, 0, sizeof *t);
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Ascending, each time once. */
static void sort_times(struct pseg_times *t)
{
    size_t kept = 0;
    if (!t->n)
        return;
    qsort(t->at, t->n, sizeof *t->at, compare);
    for (size_t i = 1; i < t->n; i++)
        if (t->at[i] != t->at[kept])
            t->at[++kept] = t->at[i];
    t->n = kept + 1;
}

/* A sample number followed by a blank or the end of the line; NULL if there is none. */
static const char *parse_sample(long long *sample, const char *text)
{
    char *end;
    errno = 0;
    *sample = strtoll(text, &end, 10);
    const int bounded = *end == '\0' || isspace((unsigned char)*end);
    return end > text && bounded && !errno && *sample >= 0 ? end : NULL;
}

static int is_blank(const char *line)
{
    return line[strspn(line, " \t\r\n")] == '\0';
}

/* One line that is not blank. */
static int parse_line(long long *start, long long *end, const char *line, const char *path,
                      long number, struct pseg_error *error)
{
    const char *rest = parse_sample(start, line);
    if (!rest || !parse_sample(end, rest))
        return pseg_fail(error, "%s, line %ld: two sample numbers and a label expected", path,
                         number);
    if (*end < *start)
        return pseg_fail(error, "%s, line %ld: the segment ends (%lld) before it starts (%lld)",
                         path, number, *end, *start);
    return 0;
}

static int read_lines(struct pseg_times *t, FILE *f, const char *path, struct pseg_error *error)
{
    char *line = NULL;
    size_t room = 0;
    int result = 0, first = 1;
    for (long number = 1; !result && getline(&line, &room, f) >= 0; number++) {
        long long start, end = 0;
        if (is_blank(line))
            continue;
        result = parse_line(&start, &end, line, path, number, error);
        if (!result && !first && pseg_times_add(t, (double)start / PHN_RATE))
            result = pseg_fail(error, "out of memory for %s", path);
        if (!result && (double)end / PHN_RATE > t->end)
            t->end = (double)end / PHN_RATE;
        first = 0;
    }
    if (!result && ferror(f))
        result = pseg_fail(error, "cannot read %s: %s", path, strerror(errno));
    free(line);
    return result;
}

int pseg_read_phn(struct pseg_times *t, const char *path, struct pseg_error *error)
{
    memset(t, 0, sizeof *t);
    FILE *f = fopen(path, "r");
    if (!f)
        return pseg_fail(error, "cannot read %s: %s", path, strerror(errno));
    const int result = read_lines(t, f, path, error);
    fclose(f);
    if (result)
        pseg_times_free(t);
    else
        sort_times(t);
    return result;
}
