/* Scores that are probabilities: how reliable they are, and a model that makes them so. */
#ifndef EVAL_CALIBRATE_H
#define EVAL_CALIBRATE_H

#include "platt.h"
#include "reliability.h"

struct evaluation;

/* What made a readout's score a probability. */
struct eval_calibration {
    int done;
    struct pseg_platt fit;
    struct pseg_reliability before; /* of the scores as they were */
    long n_boundaries;              /* of the references */
    long n_moved; /* boundaries found that are not the same ones any more: 0, but for rounding */
};

/* Its score is a probability: that of a readout. */
int eval_has_probabilities(const struct evaluation *e);

/* Makes a readout's scores true probabilities on these recordings, with the weights and the
 * threshold that go with them, and detects once more; any other score is left alone, and so are
 * those that tell nothing, after saying so. */
int eval_calibrate(struct evaluation *e);

/* Writes the model to path. Into its record go what it was calibrated on, and a member `name` of
 * this value (JSON); NULL: no such member. */
int eval_save(const struct evaluation *e, const char *path, const char *name, const char *value);

/* How reliable the scores are that e->peaks have now; of no bin where they are no probabilities. */
int eval_judge(struct pseg_reliability *r, const struct evaluation *e);

/* For a reader: the expected calibration error, before and after a calibration; bins on demand. */
void eval_print_reliability(const struct pseg_reliability *r, const struct eval_calibration *c,
                            int bins);

/* As values of a JSON object's members. */
void eval_write_reliability(FILE *f, const struct pseg_reliability *r);
void eval_write_calibration(FILE *f, const struct eval_calibration *c);

/* The picture that --reliability asks for; -1 after saying why there is none. */
int eval_draw_reliability(const struct evaluation *e, const struct pseg_reliability *r);

#endif
