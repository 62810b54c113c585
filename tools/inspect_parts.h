/* The parts of `phoneseg inspect`, as one calls them once options, model and recordings are there:
 * pictures and numbers go to the folder of in, a reading of them in words to `reading`. Each returns
 * an exit status and tells what is wrong. Settings NULL: the default ones. */
#ifndef INSPECT_PARTS_H
#define INSPECT_PARTS_H

#include "inspect.h"

struct time_settings {
    double perplexity; /* of t-SNE */
    int seed;
    int after;    /* frames that are followed after a burst of noise */
    double burst; /* [dB] of the burst, above the recording's mean power */
};

/* time-tsne.png, .csv: the memory over the first recording, frame by frame, laid out in the plane;
 * time-decay.png, .csv: how long a burst of noise is remembered; time-residual.png, .csv,
 * time-residual-LAYER.npy: how the memory changes from frame to frame. */
int show_time(struct inspect *in, const struct time_settings *settings, FILE *reading);

struct memory_settings {
    int steps;                 /* frames back, at most */
    int classes;               /* of frames, where there are no labels */
    int units;                 /* of a decoder's hidden layer; 0: there is none */
    const char *const *others; /* model files to compare with, NULL at the end; or NULL */
};

/* memory.png, memory.csv, memory-marginal.csv, memory.npy: memory signatures. */
int show_memory(struct inspect *in, const struct memory_settings *settings, FILE *reading);

#endif
