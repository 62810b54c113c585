/* A finished training run becomes a model file. */
#ifndef TRAIN_RESULT_H
#define TRAIN_RESULT_H

#include "trainer.h"

/* Chooses the blend where it was left open and the threshold, writes the model with its training
 * record, and says so. */
int save_result(const struct pseg_trainer *t, const char *path, struct pseg_error *error);

/* Draws the run's losses, of the model called name. */
int draw_learning(const struct pseg_trainer *t, const char *name, const char *path,
                  struct pseg_error *error);

#endif
