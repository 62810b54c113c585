/* Confidence intervals of the R-value by resampling whole groups (speakers): what another draw of
 * speakers from the same population might have given. */
#ifndef PSEG_BOOTSTRAP_H
#define PSEG_BOOTSTRAP_H

#include "phoneseg/host.h"

struct pseg_interval {
    double low, high; /* 2.5 % and 97.5 % quantile, in per cent of R-value */
};

/* Draws n of groups[n] with replacement, adds their counts up, `draws` times; n and draws > 0.
 * The same seed gives the same intervals. */
int pseg_bootstrap(struct pseg_interval *strict, struct pseg_interval *lenient,
                   const struct pseg_counts *groups, size_t n, int draws, uint64_t seed,
                   struct pseg_error *error);

#endif
