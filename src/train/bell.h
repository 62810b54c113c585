/* What a network is to tell around a boundary: certain at its place, less beside it. A place
 * between two frames thereby shows in both, so that a peak's neighbours tell where it is. */
#ifndef PSEG_BELL_H
#define PSEG_BELL_H

#include <stddef.h>

/* Raises targets[frames], each `stride` floats from the next, to a bell of deviation 0.6 frames
 * around the frame `at`, as high as the boundary is likely, where they are below it. */
void pseg_add_bell(float *targets, size_t stride, int frames, double at, float likely);

#endif
