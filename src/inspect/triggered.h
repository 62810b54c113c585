/* Event-triggered averages: what a signal does around boundaries, on average, and what it does
 * around times that were drawn at random. Where the two agree, it knows nothing of boundaries. */
#ifndef PSEG_TRIGGERED_H
#define PSEG_TRIGGERED_H

#include "phoneseg/host.h"
#include "random.h"

enum {
    PSEG_CHANCE_DRAWS = 10, /* random times for each event */

    /* [standard errors] so far from chance is no chance: of the 31 lags of +-150 ms, the farthest
     * of a signal that knows nothing goes there in less than one case of 500 */
    PSEG_TRIGGERED_SURE = 4
};

struct pseg_triggered {
    size_t half;           /* lags are -half .. half */
    double hop;            /* [s] from lag to lag */
    size_t n, n_chance;    /* events that had signal all around them, and random times */
    double *sum, *squares; /* [2 half + 1] of the signal's values at each lag of the events */
    double *chance_sum, *chance_squares; /* the same of the random times */
};

/* Lags up to `reach` [s] to both sides, a hop apart. -1: out of memory. */
int pseg_triggered_init(struct pseg_triggered *a, double reach, double hop);
void pseg_triggered_free(struct pseg_triggered *a);

/* Adds a recording whose signal is x[n], a hop apart, x[0] at `start` [s]: between two values it is
 * the line between them. Events nearer to its ends than the lags reach are left out. Random times
 * are equally likely wherever an event would count. */
void pseg_triggered_add(struct pseg_triggered *a, const double *x, size_t n, double start,
                        const struct pseg_times *events, struct pseg_random *random);

/* At one lag, 0 .. 2 half. */
struct pseg_triggered_point {
    double lag;         /* [s] */
    double mean, error; /* of the events, and its standard error */
    double chance;      /* mean of the random times */
    double deviation;   /* standard deviation of averages over n random times */
};
struct pseg_triggered_point pseg_triggered_at(const struct pseg_triggered *a, size_t k);

/* (mean - chance) / deviation: how many standard errors above what as many random times would give.
 * 0 where nothing varies. */
double pseg_triggered_z(const struct pseg_triggered_point *p);

/* The same as it is told, to a tenth; what is decided of it, is decided of what is told. */
double pseg_triggered_told(const struct pseg_triggered_point *p);

/* So far from chance that it is none: PSEG_TRIGGERED_SURE or more, as told. */
int pseg_triggered_is_sure(const struct pseg_triggered_point *p);

/* The point that is farthest from chance, up or down; n > 0. */
struct pseg_triggered_point pseg_triggered_peak(const struct pseg_triggered *a);

#endif
