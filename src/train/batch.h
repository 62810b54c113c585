/* Batches: utterances of like length side by side, prepared by a worker thread while the one
 * before is being learned from. Of each batch a rank has its split of the columns. */
#ifndef PSEG_BATCH_H
#define PSEG_BATCH_H

#include <pthread.h>

#include "extract.h"
#include "split.h"

struct pseg_batch {
    float *x;       /* [steps + 1][batch][d] normalised; zeros where an utterance has ended */
    float *targets; /* [steps][batch] a teacher's probabilities; zeros where there are none */
    int *lengths;   /* [batch] frames; 0 where the part had no utterance left */
    int steps;      /* frames of the longest, rounded up to whole chunks */
    int batch;      /* columns that are here */
};

struct pseg_batches {
    const struct pseg_part *part;
    struct pseg_extractor *extractor;
    const float *mean;
    float gain;
    struct pseg_split columns; /* of a batch of all ranks */
    int batch, chunk, epoch;   /* batch: columns that are here */
    int *order;                /* [n] batch numbers in the order of this epoch */
    int n, next;
    struct pseg_batch slot[2]; /* one is read while the other is filled */
    pthread_t worker;
    int working;
    float *features; /* [frames of the longest][d] */
};

/* chunk: frames of truncated back-propagation, to a multiple of which batches are padded; 0:
 * none */
int pseg_batches_init(struct pseg_batches *b, const struct pseg_part *part,
                      struct pseg_extractor *extractor, int batch, int chunk,
                      struct pseg_error *error);
void pseg_batches_free(struct pseg_batches *b);

/* Begins an epoch: from 1 shuffled and freshly augmented; 0: in order, always the same. */
void pseg_batches_start(struct pseg_batches *b, const float *mean, float gain, int epoch);

/* The next batch; NULL at the end. Valid until the next call of this, when the worker begins to
 * fill its slot with the batch after the next, or of pseg_batches_start. */
const struct pseg_batch *pseg_batches_next(struct pseg_batches *b);

/* Ends an epoch early; does nothing after a whole one. */
void pseg_batches_stop(struct pseg_batches *b);

#endif
