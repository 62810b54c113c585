/* Hierarchical agglomerative clustering of adjacent frames (000 table 2, row f): the bottom-up
 * segmenter of the offline literature. Every frame begins as a segment; again and again the two
 * neighbours are joined whose union adds least to the squared error within segments (Ward). It has
 * to see a whole recording before it knows any boundary, so it is a baseline, never a detector. */
#ifndef PSEG_HAC_H
#define PSEG_HAC_H

#include "phoneseg/host.h"

/* height[n]: what joining across the boundary before frame t costs; height[0] = 0. Those above a
 * threshold are the boundaries that are left when the clustering stops at the first pair that costs
 * more than the threshold. x[n][d] are the frames' features.
 *
 * Unlike Ward's clustering of all pairs, that of neighbours alone has inversions: of three frames
 * 0 5 0 the first two are joined at 12.5, the third is then joined at 4.2. A clustering that stops
 * at a threshold makes such a cheap union too once the dear one is made, so a boundary's height is
 * the largest cost up to its end: heights nest, and a threshold on them is that stop.
 *
 * The unit is the mean cost of all unions of the recording, which is its squared error about its
 * mean by n - 1: heights do not depend on the features' scale, and one threshold fits clean and
 * noisy speech. Where all frames are equal, heights are 0. O(n log n) time, O(n d) memory. */
int pseg_hac(float *height, const float *x, size_t n, int d, struct pseg_error *error);

#endif
