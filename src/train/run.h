/* A training run as a whole: its epochs, and the model that comes out. */
#ifndef PSEG_RUN_H
#define PSEG_RUN_H

#include "trainer.h"

/* What goes on meanwhile; any may be NULL. */
struct pseg_run_hooks {
    /* as pseg_train_progress, of the epoch that runs; nonzero asks to stop */
    int (*progress)(void *user, const struct pseg_trainer *t, double done);
    /* after each epoch; -1, with a sentence in *error, ends the run */
    int (*epoch)(void *user, const struct pseg_trainer *t, struct pseg_error *error);
    void *user;
};

/* In place of the initial values, the parameters of a model made by such settings, normalisation
 * and all. -1: it is of another shape. */
int pseg_run_adopt(struct pseg_trainer *t, const struct pseg_model *model,
                   struct pseg_error *error);

/* Runs epochs until the run is finished, or `last` of them are done (0: no such limit). 1: asked to
 * stop, the trainer's state must not be kept. */
int pseg_run_epochs(struct pseg_trainer *t, int last, const struct pseg_run_hooks *hooks,
                    struct pseg_error *error);

/* The trained model with its record, a copy of all that it needs; free with pseg_model_free. Its
 * blend and threshold are those of the settings. */
int pseg_run_model(struct pseg_model *model, const struct pseg_trainer *t,
                   struct pseg_error *error);

/* Chooses the model's blend, where the settings leave it open, and its threshold, by what the model
 * says of the validation audio. */
int pseg_run_calibrate(struct pseg_model *model, const struct pseg_trainer *t,
                       struct pseg_error *error);

#endif
