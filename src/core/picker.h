/* Online peak picker: a frame is a boundary when its score is a local maximum above the
 * threshold. Looks one frame ahead, whatever the curve does: of a plateau the last frame is the
 * boundary, since only there the fall is seen; a shelf on the way up or down is none. */
#ifndef PSEG_PICKER_H
#define PSEG_PICKER_H

#include <stdint.h>

struct pseg_picker {
    float threshold;
    int min_gap; /* [frames] */
    float last;  /* score of the frame before */
    int rising;  /* the last change was a rise; false at the start, which is no boundary */
    int started;
    int since; /* [frames] from the last boundary to the frame before, at most min_gap */
};

void pseg_picker_init(struct pseg_picker *p, float threshold, int min_gap);
void pseg_picker_reset(struct pseg_picker *p);

/* The next frame's score. True: the frame before is a boundary; *peak is its score. */
int pseg_picker_push(float *peak, struct pseg_picker *p, float score);

/* The stream has ended: true if the last frame is a boundary. The end counts as a fall. */
int pseg_picker_end(float *peak, struct pseg_picker *p);

#endif
