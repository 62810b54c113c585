/* The detector's inner doors: features instead of audio, for models whose features need the whole
 * recording (deltas, cmvn), all else being the same; and the network, to look at. */
#ifndef PSEG_DETECTOR_H
#define PSEG_DETECTOR_H

#include "network.h"

/* As pseg_init, of any model. */
int pseg_init_fed(struct pseg **detector, void *memory, size_t size,
                  const struct pseg_model *model);

/* The next frame's features[n_features]. True: *event is a boundary that it decides. */
int pseg_feed(struct pseg_event *event, struct pseg *d, const float *features);

/* For observers that want all layers: their table, and what they have computed. During the call
 * rows 1 and 0 are this frame and the one before. */
const struct pseg_network *pseg_detector_network(const struct pseg *d);
const struct pseg_trace *pseg_detector_trace(const struct pseg *d);

#endif
