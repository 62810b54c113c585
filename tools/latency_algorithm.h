/* The part of the latency that no machine can change: how much audio after a boundary has to be
 * heard before it can be decided. */
#ifndef LATENCY_ALGORITHM_H
#define LATENCY_ALGORITHM_H

#include "phoneseg/host.h"

enum delay_name {
    DELAY_WINDOW,    /* from the start of the peak's frame to its end */
    DELAY_OFFSET,    /* ... of which lies before the boundary: negative */
    DELAY_REFINE,    /* ... and how much earlier than the peak it may be put: at most this */
    DELAY_PICKER,    /* the frame after, where the score falls */
    DELAY_SCORE,     /* frames that the score itself looks ahead */
    DELAY_RESAMPLER, /* from the device's rate to the model's */
    DELAY_BLOCK,     /* a sample waits for its block to be full: at most this */
    N_DELAYS
};

struct delay {
    const char *key, *name;
    int samples, rate; /* rate [Hz] of these samples */
};

struct algorithm {
    struct delay delays[N_DELAYS];
    int rate_in;     /* [Hz] of the device */
    double detector; /* [s] pseg_latency() */
    double total;    /* [s] with resampler and block */
};

/* block [samples at rate_in] */
int latency_algorithm(struct algorithm *a, const struct pseg_model *model, int rate_in, int block,
                      struct pseg_error *error);

#endif
