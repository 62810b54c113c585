/* What a score finds at one threshold after the other. */
#ifndef PSEG_SWEEP_H
#define PSEG_SWEEP_H

#include "peaks.h"

struct pseg_sweep_point {
    float threshold;
    struct pseg_counts counts;
};

/* points[n_points] at even quantiles of all peaks' scores, from the lowest threshold to the
 * highest: the whole of precision against recall. peaks[n] are chosen by c but for its threshold,
 * and counted against refs[n]. -1: there is no peak, or no memory. */
int pseg_sweep(struct pseg_sweep_point *points, size_t n_points, const struct pseg_peaks *peaks,
               const struct pseg_times *const *refs, size_t n, const struct pseg_config *c,
               struct pseg_error *error);

#endif
