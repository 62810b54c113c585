/* Features that need the whole recording: symmetric differences over time and a mean and variance
 * of each recording, as papers have them. Only off line: to repeat what they report. */
#ifndef PSEG_OFFLINE_H
#define PSEG_OFFLINE_H

#include "config.h"

/* Completes features[frames][stride], whose first columns are the front end's: appends c's orders
 * of differences, each the slope over frames -2 .. 2 of the columns before (end frames repeated),
 * then, for cmvn, brings each column to mean 0 and variance 1. */
void pseg_complete_features(float *features, size_t frames, size_t stride,
                            const struct pseg_config *c);

#endif
