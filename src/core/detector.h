/* The detector's inner door: features instead of audio, for models whose features need the whole
 * recording (deltas, cmvn). All else is the same. */
#ifndef PSEG_DETECTOR_H
#define PSEG_DETECTOR_H

#include "phoneseg/phoneseg.h"

/* As pseg_init, of any model. */
int pseg_init_fed(struct pseg **detector, void *memory, size_t size,
                  const struct pseg_model *model);

/* The next frame's features[n_features]. True: *event is a boundary that it decides. */
int pseg_feed(struct pseg_event *event, struct pseg *d, const float *features);

#endif
