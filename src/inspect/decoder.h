/* A decoder: tells a class from a frozen state (003 section 4). It is a stack of dense layers that
 * ends in a softmax, trained by the trainer's own step, loss, backward pass and optimiser. */
#ifndef PSEG_DECODER_H
#define PSEG_DECODER_H

#include <stddef.h>
#include <stdint.h>

#include "network.h"
#include "phoneseg/host.h"

enum { PSEG_MOST_CLASSES = 127 };

struct pseg_decoder_settings {
    int units;    /* ReLU units between state and softmax, as 003 has them; 0: none */
    int steps;    /* of the optimiser, whatever the number of examples */
    double rate;  /* of Adam, falls to 0 by a cosine */
    double decay; /* of weights, which keeps few examples from being learned by heart; of more than
                     2000 less, in proportion */
    uint64_t seed;
};

/* No hidden units, 200 steps of 256 examples. */
extern const struct pseg_decoder_settings pseg_decoder_defaults;

struct pseg_decoder {
    struct pseg_network net;
    int dim, classes;
    float *parameters;  /* [n_parameters] */
    float *mean, *gain; /* [dim]: what it hears is (x - mean) gain, of variance 1 in training */
};

/* An example is row at[i] of x[][dim], its class is class[i], 0 .. classes - 1. */
struct pseg_examples {
    const float *x; /* [][dim] */
    const size_t *at;
    const signed char *class; /* [n] */
    size_t n;
};

/* Learns from all n examples. -1: out of memory; to be freed nevertheless. */
int pseg_decoder_train(struct pseg_decoder *d, const struct pseg_examples *examples, int dim,
                       int classes, const struct pseg_decoder_settings *settings,
                       struct pseg_error *error);

/* told[n]: the likeliest class of each example, whose own classes are not looked at. -1: out of
 * memory. */
int pseg_decoder_tell(signed char *told, const struct pseg_decoder *d,
                      const struct pseg_examples *examples, struct pseg_error *error);

void pseg_decoder_free(struct pseg_decoder *d);

#endif
