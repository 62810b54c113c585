#include "plot_labels.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const double phn_rate = 16000; /* [Hz] */

static int add(struct pseg_labels *l, const struct pseg_label *label)
{
    if (l->n == l->room) {
        const size_t room = l->room ? 2 * l->room : 64;
        struct pseg_label *more = realloc(l->label, room * sizeof *more);
        if (!more)
            return -1;
        l->label = more;
        l->room = room;
    }
    l->label[l->n++] = *label;
    return 0;
}

static int parse(struct pseg_label *label, const char *line)
{
    long long start, end;
    if (sscanf(line, "%lld %lld %23s", &start, &end, label->text) != 3)
        return 0;
    label->start = (double)start / phn_rate;
    label->end = (double)end / phn_rate;
    return 1;
}

int pseg_read_labels(struct pseg_labels *l, const char *path, struct pseg_error *error)
{
    char *line = NULL;
    size_t room = 0;
    int result = 0;
    memset(l, 0, sizeof *l);
    FILE *f = fopen(path, "r");
    if (!f)
        return pseg_fail(error, "cannot read %s: %s", path, strerror(errno));
    while (!result && getline(&line, &room, f) >= 0) {
        struct pseg_label label;
        if (parse(&label, line) && add(l, &label))
            result = pseg_fail(error, "out of memory for %s", path);
    }
    if (!result && ferror(f))
        result = pseg_fail(error, "cannot read %s: %s", path, strerror(errno));
    free(line);
    fclose(f);
    if (result)
        pseg_labels_free(l);
    return result;
}

void pseg_labels_free(struct pseg_labels *l)
{
    free(l->label);
    memset(l, 0, sizeof *l);
}
