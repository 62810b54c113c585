/* What was found, as label files, so that any other scorer can be run on them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "eval.h"
#include "folders.h"
#include "writer.h"

/* folder/relative, to be freed */
static char *join(const char *folder, const char *relative)
{
    const size_t room = strlen(folder) + strlen(relative) + 2;
    char *path = malloc(room);
    if (path)
        snprintf(path, room, "%s/%s", folder, relative);
    return path;
}

static int is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int write_file(const char *path, const struct pseg_times *times, uint64_t end,
                      struct pseg_error *error)
{
    const struct pseg_format *phn = pseg_find_format("phn");
    if (pseg_make_folders(path, error))
        return -1;
    struct pseg_output *o = pseg_output_open(path, error);
    if (!o)
        return -1;
    struct pseg_writing w = {.stream = pseg_output_stream(o), .rate = 16000};
    phn->begin(&w);
    for (size_t i = 0; i < times->n; i++) {
        const struct pseg_event event = {.at = (uint64_t)llround(times->at[i] * w.rate)};
        phn->event(&w, &event);
    }
    phn->end(&w, end);
    return pseg_output_commit(o, error);
}

static int write_one(const struct evaluation *e, size_t i, struct pseg_error *error)
{
    const struct pseg_recording *r = e->recordings[i];
    const struct pseg_config *c = &e->model.config;
    struct pseg_times times = {0};
    char *path = join(e->options->output_dir, r->labels + (r->name - r->path));
    int result = 0;
    if (!path || pseg_choose_peaks(&times, &e->peaks[i], c))
        result = pseg_fail(error, "%s: out of memory", r->path);
    else if (is_same_file(path, r->labels))
        result = pseg_fail(error, "%s: these are the labels to score against", path);
    else
        result = write_file(path, &times, pseg_label_length(&e->peaks[i], c->rate), error);
    pseg_times_free(&times);
    free(path);
    return result;
}

int eval_write_labels(const struct evaluation *e)
{
    struct pseg_error error;
    for (size_t i = 0; i < e->n; i++)
        if (write_one(e, i, &error)) {
            complain("eval", "%s", error.text);
            return -1;
        }
    return 0;
}
