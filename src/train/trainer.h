/* A training run: epochs of batches, validation, and all that a checkpoint has to keep. */
#ifndef PSEG_TRAINER_H
#define PSEG_TRAINER_H

#include "adam.h"
#include "batch.h"

struct pseg_epoch {
    double loss;       /* mean over the epoch's frames, with dropout, as the weights were then */
    double validation; /* after the epoch, without dropout; the training loss if nothing is kept */
};

struct pseg_trainer {
    struct pseg_settings settings;
    struct pseg_config config;
    struct pseg_network net;
    const struct pseg_dataset *data;

    /* the run's state: what a checkpoint holds */
    float *parameters, *best; /* [n_parameters] now, and after the best epoch */
    struct pseg_adam adam;
    struct pseg_epoch *history; /* [settings.epochs] */
    int epoch;                  /* epochs done */
    int best_epoch;

    /* workspace */
    struct pseg_voices voices; /* for babble */
    struct pseg_extractor extractor;
    struct pseg_batches train, validation;
    int group_size;             /* columns of a batch that are learned from at a time */
    struct pseg_batch group;    /* these, side by side; its lengths are the batch's */
    struct pseg_random *drawer; /* [train.batch] of dropout, one for each column */
    struct pseg_trace trace;    /* of a group, as all below */
    float *trace_base, *mask, *gradient, *dprediction, *scratch;
    float *dgate, *dstate; /* of a readout; NULL without one */
    int chunk;             /* [frames] of back-propagation through time */
};

/* Called now and then; `done` of an epoch, 0 to 1. Nonzero asks to stop. */
typedef int pseg_train_progress(void *user, const struct pseg_trainer *t, double done);

/* data must stay. Parameters get their initial values, the normalisation its measured ones. */
int pseg_trainer_init(struct pseg_trainer *t, const struct pseg_settings *s,
                      const struct pseg_dataset *data, struct pseg_error *error);
void pseg_trainer_free(struct pseg_trainer *t);

/* One epoch. 1: asked to stop, the state is in the middle of nowhere and must not be kept;
 * -1: the loss is no number any more. */
int pseg_trainer_epoch(struct pseg_trainer *t, pseg_train_progress *progress, void *user,
                       struct pseg_error *error);

/* All epochs done, or patience at its end. */
int pseg_trainer_finished(const struct pseg_trainer *t);

/* The parameters to ship: of the best epoch where patience is set, else of the last. */
const float *pseg_trainer_result(const struct pseg_trainer *t);

/* Learning rate at `progress` of the run, 0 to 1. */
double pseg_learning_rate(const struct pseg_settings *s, double progress);

#endif
