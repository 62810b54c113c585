/* What was found, as label files, so that any other scorer can be run on them. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "eval.h"
#include "folders.h"
#include "labels.h"

/* folder/a/b.phn of a/b.wav, to be freed */
static char *join(const char *folder, const char *relative)
{
    const char *slash = strrchr(relative, '/'), *dot = strrchr(relative, '.');
    const size_t stem =
        dot && (!slash || dot > slash) ? (size_t)(dot - relative) : strlen(relative);
    const size_t room = strlen(folder) + stem + 6;
    char *path = malloc(room);
    if (path)
        snprintf(path, room, "%s/%.*s.phn", folder, (int)stem, relative);
    return path;
}

static int is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int write_file(const char *path, const struct pseg_times *times, double end,
                      struct pseg_error *error)
{
    struct pseg_labels labels = {.end = end};
    struct pseg_tier *tier = pseg_labels_tier(&labels, PSEG_ONLY_TIER);
    int failed = !tier;
    for (size_t i = 0; i < times->n && !failed; i++) {
        const struct pseg_label label = pseg_label_at(times->at[i], times->at[i], "");
        failed = pseg_tier_add(tier, &label);
    }
    const int result =
        failed ? pseg_fail(error, "%s: out of memory", path)
               : pseg_make_folders(path, error) || pseg_write_labels(&labels, path, "phn", error);
    pseg_labels_free(&labels);
    return result;
}

static int write_one(const struct evaluation *e, size_t i, struct pseg_error *error)
{
    const struct pseg_recording *r = e->recordings[i];
    const struct pseg_config *c = &e->model.config;
    struct pseg_times times = {0};
    char *path = join(e->options->output_dir, r->name);
    int result = 0;
    if (!path || pseg_choose_peaks(&times, &e->peaks[i], c))
        result = pseg_fail(error, "%s: out of memory", r->path);
    else if (is_same_file(path, r->labels))
        result = pseg_fail(error, "%s: these are the labels to score against", path);
    else
        result = write_file(path, &times, (double)e->peaks[i].length / c->rate, error);
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
