#include "segments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"

/* Stops and affricates, of ARPAbet and SAMPA; TIMIT has their closures apart, most others not. */
static int is_stop(const char *label)
{
    static const char *const stops[] = {"p",  "t",  "k",  "b",  "d",  "g", "ch",
                                        "jh", "tS", "dZ", "ts", "dz", "T", "D"};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (strcmp(label, stops[i]) == 0)
            return 1;
    return 0;
}

static int is_closure(const char *label)
{
    const size_t n = strlen(label);
    return n > 2 && strcmp(label + n - 2, "cl") == 0;
}

static int keep(struct pseg_segments *s, const struct pseg_tier *labels)
{
    if (labels->n == 1 && !labels->label[0].text[0])
        return 0; /* a TextGrid that is still to be filled in, or an empty file */
    s->segment = calloc(labels->n + 1, sizeof *s->segment);
    if (!s->segment)
        return -1;
    for (size_t i = 0; i < labels->n; i++) {
        const struct pseg_label *l = &labels->label[i];
        const int after_closure = i && is_closure(labels->label[i - 1].text);
        s->segment[i] = (struct pseg_segment){l->start, is_stop(l->text) && !after_closure};
    }
    s->n = labels->n;
    return 0;
}

int pseg_read_segments(struct pseg_segments *s, const char *path, const char *tier,
                       struct pseg_error *error)
{
    struct pseg_tier labels;
    char *file;
    memset(s, 0, sizeof *s);
    if (pseg_find_labels(&file, path, path, NULL))
        return pseg_fail(error, "out of memory for the labels of %s", path);
    if (!file)
        return 0;
    int status = pseg_read_tier(&labels, file, tier, error);
    if (!status && keep(s, &labels))
        status = pseg_fail(error, "out of memory for %s", file);
    pseg_tier_free(&labels);
    free(file);
    return status;
}

void pseg_segments_free(struct pseg_segments *s)
{
    free(s->segment);
    memset(s, 0, sizeof *s);
}

/* The release of a stop from one place to another: the highest maximum between, more than a frame
 * from both; -1: there is none. */
static int find_release(const float *height, int frames, double from, double to)
{
    int at = -1;
    for (int t = from < 0 ? 1 : (int)from + 2; t < to - 1 && t + 1 < frames; t++)
        if (height[t] > height[t - 1] && height[t] >= height[t + 1] &&
            (at < 0 || height[t] > height[at]))
            at = t;
    return at;
}

int pseg_mark_segments(struct pseg_mark *marks, const float *height, const float *likely,
                       int frames, const struct pseg_segments *s, double begins,
                       const struct pseg_config *c)
{
    int n = 0;
    double last = 0;
    for (size_t i = 0; i < s->n; i++) {
        const double at = ((s->segment[i].start - begins) * c->rate - 0.5 * c->window) / c->hop;
        const int release =
            i && s->segment[i - 1].whole_stop ? find_release(height, frames, last, at) : -1;
        if (release >= 0)
            marks[n++] = (struct pseg_mark){(float)release, likely[release]};
        if (i && at > -0.5 && at < frames - 0.5)
            marks[n++] = (struct pseg_mark){(float)at, 1};
        last = at;
    }
    return n;
}
