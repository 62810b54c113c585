/* The options of `train`. */
#ifndef TRAIN_OPTIONS_H
#define TRAIN_OPTIONS_H

#include "dataset.h"

struct train_options {
    const char *data, *out, *recipe, *config, *resume, *from, *checkpoint, *curve, *tier;
    int stop_after;
    char *values[PSEG_N_SETTINGS]; /* texts given on the command line */
    int flags[PSEG_N_SETTINGS];    /* options without one */
    struct pseg_settings settings;
    struct pseg_labels_wanted labels;
    struct pseg_model model; /* of `from` */
};

/* -1: said why */
int train_options_parse(struct train_options *o, int argc, const char **argv);

/* Whether they go together, and o->settings; an exit status. */
int train_options_check(struct train_options *o);

void train_options_free(struct train_options *o);

#endif
