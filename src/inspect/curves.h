/* What a layer says of a recording as a few curves over time: means over its units, and how they
 * change (000 section 3); and the network's error and score beside them. */
#ifndef PSEG_CURVES_H
#define PSEG_CURVES_H

#include "signals.h"

/* mean[n] over units of x[n][units]: for a gate, 000 figure 3 */
void pseg_unit_means(double *mean, const float *x, size_t n, size_t units);

/* change[n]: the mean over units of |x[t] - x[t - 1]|, 0 at 0 */
void pseg_unit_changes(double *change, const float *x, size_t n, size_t units);

/* difference[n]: x[t] - x[t - 1], 0 at 0. 000 eq. 12 names it by the earlier of the two frames,
 * which changes nothing but the name: pseg_signals.change says at what time it is. */
void pseg_differences(double *difference, const double *x, size_t n);

enum { PSEG_MAX_CURVES = 3 + 3 * PSEG_MAX_GATES };

/* Of a gate all three, in this order. */
enum pseg_curve_kind {
    PSEG_CURVE_ERROR,      /* E */
    PSEG_CURVE_SCORE,      /* of the model */
    PSEG_CURVE_STATE,      /* change of the state, mean over units of its size */
    PSEG_CURVE_MEAN,       /* of a gate over units */
    PSEG_CURVE_DIFFERENCE, /* of that mean, 000 eq. 12 */
    PSEG_CURVE_UNITS       /* mean over units of the size of their differences, of 000 eq. 13 */
};

struct pseg_curve {
    enum pseg_curve_kind kind;
    char name[40];   /* "E", "forget gate: mean" ... */
    double start;    /* [s] time of x[0]; the others follow by a hop */
    size_t from, to; /* frames from .. to - 1 say something: not the first of a difference */
    double *x;       /* [n_frames] beyond from .. to the nearest of these */
};

struct pseg_curves {
    int n;
    size_t n_frames;
    double hop; /* [s] */
    struct pseg_curve curve[PSEG_MAX_CURVES];
    double *block;
};

/* gate -1: all gates of the layer, which is a recurrent one. -1: out of memory. */
int pseg_curves_make(struct pseg_curves *c, const struct pseg_signals *s, int layer, int gate);
void pseg_curves_free(struct pseg_curves *c);

#endif
