/* Reliability: of the candidates that were given a probability, how many are boundaries. */
#ifndef PSEG_RELIABILITY_H
#define PSEG_RELIABILITY_H

#include "candidates.h"

enum { PSEG_RELIABILITY_BINS = 15, PSEG_RELIABILITY_BARS = 20 };

struct pseg_reliability_bin {
    double predicted; /* mean probability */
    double observed;  /* share of boundaries */
    double low, high; /* what the share may be: 95 % (Wilson 1927) */
    long n;           /* candidates */
};

struct pseg_reliability {
    int n_bins;
    struct pseg_reliability_bin bin[PSEG_RELIABILITY_BINS]; /* by rising probability */
    long n, n_boundaries;
    /* candidates by probability, of equal width from 0 to 1: for a picture */
    long bar[PSEG_RELIABILITY_BARS], bar_boundaries[PSEG_RELIABILITY_BARS];
    double error;  /* expected calibration error: mean over candidates of |predicted - observed| of
                      their bin */
    double chance; /* what that would be on average if every probability were true: with so few
                      candidates in a bin the observed share is off by luck */
};

/* Bins of nearly equal count (equal width leaves most of them empty, since scores crowd at both
 * ends); equal scores share one. -1: out of memory. */
int pseg_reliability_of(struct pseg_reliability *r, const struct pseg_candidates *list,
                        struct pseg_error *error);

#endif
