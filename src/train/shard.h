/* Which rank has what of the audio. Each reads its share of the recordings, all hear of all of them
 * how long they are and how they are labelled, so that all cut and sort the same pieces; then each
 * piece goes to the rank that will learn from it, and no other keeps it. */
#ifndef PSEG_SHARD_H
#define PSEG_SHARD_H

#include "dataset.h"

/* Of a recording that rank `reader` has read, or failed to read, all but its samples becomes known
 * to all: *r, or NULL for one that cannot be read, and then *why: together. */
int pseg_share_recorded(struct pseg_recorded **r, struct pseg_error *why, int reader,
                        struct pseg_error *error);

/* Pieces go from who has read them to who learns from them, by their place in a batch; labelled
 * ones that a tutor learns from to all. Ends with recordings without samples: together. */
int pseg_shard(struct pseg_dataset *ds, const struct pseg_settings *s, struct pseg_error *error);

#endif
