/* One batch: forward, losses, backward, the optimiser's step. Each rank has a split of it; losses
 * and, before the step, gradients are those of all of it. */
#ifndef PSEG_RUN_BATCH_H
#define PSEG_RUN_BATCH_H

#include "trainer.h"

/* What a pass over a part has come to. */
struct pseg_pass {
    double sum;    /* of the loss, on this rank */
    double frames; /* how many frames it is of, on all ranks */
};

/* A batch in chunks: the state goes on from one to the next, the gradient does not. steps: of the
 * longest piece on any rank. r[b->batch], of dropout, NULL: validation, nothing is learned and
 * nothing dropped. -1: a rank is lost. */
int pseg_run_batch(struct pseg_pass *pass, struct pseg_trainer *t, const struct pseg_batch *b,
                   int steps, double rate, struct pseg_random *r, struct pseg_error *error);

#endif
