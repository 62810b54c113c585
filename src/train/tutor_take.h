/* What a tutor hears of a labelled lesson: a stretch of it, changed as another voice, room and pace
 * would change it. All of it happens to the log-mel bands: nothing is as cheap. */
#ifndef PSEG_TUTOR_TAKE_H
#define PSEG_TUTOR_TAKE_H

#include "random.h"
#include "segments.h"

struct pseg_lesson {
    const float *bands; /* [frames][d] log-mel */
    int frames;
    const struct pseg_mark *marks; /* [n_marks] */
    int n_marks;
};

/* bands[frames][d] and targets[frames] of a stretch drawn from the lesson, which has more frames
 * than PSEG_TAKE_LONGEST(frames): up to 28 % faster or slower, the bands up to 20 % further apart
 * or closer together, a little higher or lower, tilted, louder or softer, and with a floor of
 * noise. A target is 1 at a mark and falls off beside it, by a bell of deviation 0.6 frames. */
void pseg_draw_take(float *bands, float *targets, int frames, int d,
                    const struct pseg_lesson *lesson, struct pseg_random *r);

/* Frames of a lesson that so many of a take may need. */
#define PSEG_TAKE_LONGEST(frames) ((frames)*13 / 10 + 2)

#endif
