/* Checkpoints: all of a run's state after an epoch. Random numbers are named by seed, epoch and
 * recording, so none of their state needs keeping, and a resumed run ends with the very weights of
 * an uninterrupted one. */
#ifndef PSEG_CHECKPOINT_H
#define PSEG_CHECKPOINT_H

#include "trainer.h"

int pseg_checkpoint_save(const struct pseg_trainer *t, const char *path, struct pseg_error *error);

/* The settings of the run that made it: read before the data are loaded. */
int pseg_checkpoint_settings(struct pseg_settings *s, const char *path, struct pseg_error *error);

/* The state into a trainer made with those settings over the same audio. */
int pseg_checkpoint_load(struct pseg_trainer *t, const char *path, struct pseg_error *error);

#endif
