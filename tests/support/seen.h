/* A toy model's run over a synthetic recording, with everything that an observer saw of it. */
#ifndef TESTS_SEEN_H
#define TESTS_SEEN_H

#include "stream.h"
#include "toy.h"

#define SEEN_LENGTH 24077 /* [samples], no multiple of the hop */
#define SEEN_MAX_FRAMES 150
#define SEEN_MAX_D 10
#define SEEN_MAX_GATES 24

struct seen {
    int frames;
    struct pseg_frame frame[SEEN_MAX_FRAMES]; /* its pointers lead to the copies below */
    float features[SEEN_MAX_FRAMES][SEEN_MAX_D], error[SEEN_MAX_FRAMES][SEEN_MAX_D];
    float gates[SEEN_MAX_FRAMES][SEEN_MAX_GATES], last_gates[SEEN_MAX_FRAMES][SEEN_MAX_GATES];
    float state[SEEN_MAX_FRAMES][SEEN_MAX_GATES];
};

struct run {
    struct pseg_config config;
    struct toy_model toy;
    void *memory;
    struct pseg *d;
    float audio[SEEN_LENGTH];
    struct seen seen;
    struct stream stream;
};

/* The model of toy_config_of(index), observed; random pieces, then a flush. */
struct run *run_model(int index);
void run_free(struct run *r);

/* Runs check on every model. */
void run_all(void (*check)(const struct run *r));

#endif
