/* The labels of a recording, for training: where its segments start, and which of them are stops
 * whose closure and release share one label. */
#ifndef PSEG_SEGMENTS_H
#define PSEG_SEGMENTS_H

#include "phoneseg/host.h"

struct pseg_segment {
    double start; /* [s] from the recording's beginning */
    int whole_stop;
};

struct pseg_segments {
    struct pseg_segment *segment; /* [n] in time */
    size_t n;
};

/* Reads the label file beside the recording at path, of which the tier as pseg_find_tier takes it;
 * n is 0 where there is none. Free with pseg_segments_free. */
int pseg_read_segments(struct pseg_segments *s, const char *path, const char *tier,
                       struct pseg_error *error);
void pseg_segments_free(struct pseg_segments *s);

/* A boundary between the middles of frames. */
struct pseg_mark {
    float at;     /* [frames] */
    float likely; /* its probability */
};

/* marks[at most 2 s->n], in time, of a stretch that begins at `begins` seconds of the recording:
 * the start of each segment but the first, and the release of each whole stop, which is the highest
 * maximum of height[frames] inside it and as likely as likely[frames] says. Returns how many. */
int pseg_mark_segments(struct pseg_mark *marks, const float *height, const float *likely,
                       int frames, const struct pseg_segments *s, double begins,
                       const struct pseg_config *c);

#endif
