/* What `phoneseg inspect memory` learns and shows. */
#ifndef INSPECT_MEMORY_H
#define INSPECT_MEMORY_H

#include "inspect.h"
#include "signature.h"

enum { MEMORY_TRACKS = 16, MEMORY_NAME = 80 };

struct memory_settings {
    int steps;                 /* frames back, at most */
    int classes;               /* of frames, where there are no labels */
    int units;                 /* of a decoder's hidden layer; 0: there is none */
    const char *const *others; /* model files to compare with, NULL at the end; or NULL */
};

/* One sequence of states, in which the past is looked for. */
struct memory_track {
    char model[MEMORY_NAME], layer[PSEG_LAYER_NAME];
    int is_input; /* no memory: the features of the frame that is being heard */
    int dim;
    float *x; /* [frames][dim] */
    struct pseg_signature signature;
};

struct memory {
    struct inspect *in;
    const struct memory_settings *settings;
    double hop; /* [s] */

    int n_recordings;
    int *frames; /* [n_recordings] */
    size_t n;    /* frames in all */
    int *phone;  /* [n] place in in->phones; -1: none */
    int has_phones;
    signed char *class; /* [n] what is to be recalled, most frequent first; -1: not known */
    int n_classes;
    char (*class_name)[32]; /* [n_classes] */

    int n_tracks; /* the input is the last one */
    struct memory_track track[MEMORY_TRACKS];
};

/* Phones, or classes of the input frames where there are none. -1 with a sentence. */
int memory_classes(struct memory *m, struct pseg_error *error);

/* Of those asked for a class, the share told rightly; NaN: none was. */
double memory_accuracy(const struct pseg_signature *s, int delta, int class);

/* memory.png; memory.csv, memory-marginal.csv and memory.npy; each -1 with a sentence. */
int memory_picture(const struct memory *m, struct pseg_error *error);
int memory_numbers(const struct memory *m, struct pseg_error *error);
void memory_print(const struct memory *m);

#endif
