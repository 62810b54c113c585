/* Audio to learn from and labelled recordings to score on. */
#ifndef REPRODUCE_DATA_H
#define REPRODUCE_DATA_H

#include "corpus.h"
#include "dataset.h"
#include "reproduce_plan.h"

struct data {
    char *train_folder, *test_folder;
    int is_timit; /* folders TRAIN and TEST, as the LDC ships it */
    struct pseg_corpus corpus;
    struct pseg_recording **recordings; /* [n] to score on */
    const struct pseg_times **refs;     /* [n] */
    size_t n, n_failed;
    struct pseg_dataset dataset;
};

/* Finds TIMIT's TRAIN and TEST below folder, names in any case, also within a folder TIMIT or data;
 * else folder itself is for both. train: NULL, or where to learn from in any case. */
int data_find(struct data *d, const char *folder, const char *train, struct pseg_error *error);

/* The labelled recordings; says what is left out. -1: none. */
int data_open_test(struct data *d, const struct plan *plan, struct pseg_error *error);

/* All of the training audio into memory. */
int data_load_train(struct data *d, const struct plan *plan, struct pseg_error *error);
void data_free(struct data *d);

/* The recording's samples at 16 kHz, with noise where snr is finite: the very noise of eval. */
int data_hear(float **x, size_t *n, const struct pseg_recording *r, double snr,
              struct pseg_error *error);

/* [samples] up to the end of the last label. */
size_t data_labelled(size_t n, const struct pseg_recording *r);

#endif
