/* phoneseg adapt: a model's threshold, timing and probabilities, fitted to a few labelled
 * recordings; and what that is worth on others. */
#ifndef ADAPT_H
#define ADAPT_H

#include "eval.h"

/* Below these an interval says nothing, and a threshold is fitted to chance. */
enum { ADAPT_LEAST_RECORDINGS = 5, ADAPT_LEAST_BOUNDARIES = 200, ADAPT_FOLDS = 10 };

/* Recordings that were scored with what others were tuned to. */
struct adapt_held_out {
    struct pseg_counts total;
    struct pseg_interval strict, lenient;
    size_t n_units, n_folds; /* speakers, or recordings where all are of one speaker */
};

struct adaptation {
    struct evaluation e;
    struct eval_options options;
    char *out, *goal_text;
    enum pseg_goal goal;
    long n_boundaries;               /* of the references */
    struct pseg_config was;          /* the model's, before */
    struct eval_result before, free; /* as the model was; tuned to all, on the same */
    struct pseg_point tuned;         /* as found, before any calibration */
    struct adapt_held_out held_out;
    int takes; /* the tuned point, since it is better on recordings it was not tuned to */
    struct pseg_reliability reliability; /* of what is written */
};

/* The goal's R-value. */
double adapt_value(const struct pseg_counts *counts, enum pseg_goal goal);

/* Speakers, or recordings where there is one speaker, in at most ADAPT_FOLDS parts: each part
 * scored with the point that the others are tuned to. -1 after saying why not. */
int adapt_hold_out(struct adapt_held_out *h, const struct evaluation *e, enum pseg_goal goal);

void adapt_print_text(const struct adaptation *a);
void adapt_print_json(const struct adaptation *a);

/* The member `adapted` of the model's record. */
void adapt_write_record(FILE *f, const struct adaptation *a);

#endif
