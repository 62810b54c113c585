/* A small classifier of sequences: one recurrent layer and a dense one, with the detector's step,
 * the trainer's backward pass and optimiser. */
#ifndef PSEG_TASK_TRAIN_H
#define PSEG_TASK_TRAIN_H

#include "adam.h"
#include "task.h"

struct pseg_task_settings {
    const struct pseg_task *task;
    int cell;            /* enum pseg_cell_type */
    int length;          /* [digits] of a sequence */
    int n_train, n_test; /* sequences */
    int batch;           /* sequences */
    double rate, clip;   /* of Adam; largest norm of the gradient, 0: no limit */
    int seed;            /* of data, initial values and order; all cells see the same data */
};

struct pseg_task_run {
    struct pseg_task_settings settings;
    struct pseg_task_data train, test;
    struct pseg_network net;
    float *parameters; /* [n_parameters] */
    struct pseg_adam adam;
    int epoch; /* epochs done */

    /* workspace */
    struct pseg_trace trace;
    float *trace_base, *x, *gradient, *dlogits, *scratch;
    signed char *target;
    int *order; /* [the larger of n_train, n_test] */
};

/* Sequences are drawn, parameters get their initial values (pseg_initialise). */
int pseg_task_begin(struct pseg_task_run *run, const struct pseg_task_settings *settings,
                    struct pseg_error *error);
void pseg_task_end(struct pseg_task_run *run);

/* One epoch over the training sequences in an order of its own; the mean loss of what was asked, as
 * the weights were then. No number: the run has diverged. */
double pseg_task_epoch(struct pseg_task_run *run);

/* Answers by class. */
struct pseg_task_score {
    long asked[PSEG_TASK_MAX_CLASSES], wrong[PSEG_TASK_MAX_CLASSES];
};

/* Of the test sequences, with the weights as they are. */
void pseg_task_test(struct pseg_task_score *score, struct pseg_task_run *run);

/* Over all classes. */
struct pseg_task_total {
    long asked, wrong;
};
struct pseg_task_total pseg_task_sum(const struct pseg_task_score *score);

#endif
