/* Platt scaling: scores that are log odds of some kind become probabilities of a boundary.
 *
 * A readout learns to tell boundaries from the rest, but its targets are a teacher's, and soft: how
 * sure it is means little. p = sigma(a s + c), fitted to labelled candidates, is as sure as it is
 * right. Since a > 0 the order of scores stays, and so do the boundaries, with the threshold moved
 * along. J. Platt, Probabilistic outputs for support vector machines, 1999; H.-T. Lin, C.-J.
 * Lin, R. Weng, A note on Platt's probabilistic outputs for support vector machines, 2007. */
#ifndef PSEG_PLATT_H
#define PSEG_PLATT_H

#include "candidates.h"

struct pseg_platt {
    double a, c;
};

/* log(p / (1 - p)). A float that is 0 or 1 was rounded to it: it stands for the log odds where
 * rounding begins. */
double pseg_log_odds(float p);

/* Fits to candidates whose scores are probabilities, by maximum likelihood. Platt's targets, which
 * are not quite 0 and 1, keep it finite where a threshold parts boundaries from the rest. -1: of
 * one kind there is none, all scores are the same, or boundaries do not score higher. */
int pseg_platt_fit(struct pseg_platt *fit, const struct pseg_candidates *list,
                   struct pseg_error *error);

/* sigma(a log odds of p + c) */
double pseg_platt_apply(float p, const struct pseg_platt *fit);

/* The same for a threshold: what exceeded it exceeds what it becomes. */
float pseg_platt_threshold(float threshold, const struct pseg_platt *fit);

/* Into the readout's tensors among weights[n_parameters], and the threshold: from then on the
 * model says sigma(a s + c). -1: c has no readout, or a weight becomes larger than any may be;
 * nothing is changed then. */
int pseg_platt_fold(struct pseg_config *c, float *weights, const struct pseg_platt *fit,
                    struct pseg_error *error);

#endif
