/* Online peak picker: a frame is a boundary when its score is a local maximum above the
 * threshold. Looks one frame ahead, whatever the curve does: of a plateau the last frame is the
 * boundary, since only there the fall is seen; a shelf on the way up or down is none. Where between
 * frames the maximum lies is said by the parabola through that frame and its neighbours. */
#ifndef PSEG_PICKER_H
#define PSEG_PICKER_H

#include <stdint.h>

struct pseg_picker {
    float threshold;
    int min_gap;  /* [frames] */
    float last;   /* score of the frame before */
    float before; /* and of the one before that */
    int rising;   /* the last change was a rise; false at the start, which is no boundary */
    int started;
    int since; /* [frames] from the last boundary to the frame before, at most min_gap */
};

struct pseg_maximum {
    float score;
    float shift; /* [frames] from its frame to the parabola's vertex, -1/2 to 1/2 */
};

void pseg_picker_init(struct pseg_picker *p, float threshold, int min_gap);
void pseg_picker_reset(struct pseg_picker *p);

/* The next frame's score. True: the frame before is a boundary, *peak. */
int pseg_picker_push(struct pseg_maximum *peak, struct pseg_picker *p, float score);

/* The stream has ended: true if the last frame is a boundary. The end counts as a fall, but one
 * that says nothing of the place: the shift is 0. */
int pseg_picker_end(struct pseg_maximum *peak, struct pseg_picker *p);

/* [samples] nearest to shift * hop; halves go up, but never beyond (hop - 1) / 2: every sample
 * belongs to one frame, so that a place tells its frame. */
int pseg_shift_samples(float shift, int hop);

#endif
