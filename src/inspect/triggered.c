#include "triggered.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t count_lags(const struct pseg_triggered *a)
{
    return 2 * a->half + 1;
}

int pseg_triggered_init(struct pseg_triggered *a, double reach, double hop)
{
    *a = (struct pseg_triggered){.half = (size_t)(reach / hop + 0.5), .hop = hop};
    const size_t n = count_lags(a);
    a->sum = calloc(4 * n, sizeof *a->sum);
    if (!a->sum)
        return -1;
    a->squares = a->sum + n;
    a->chance_sum = a->squares + n;
    a->chance_squares = a->chance_sum + n;
    return 0;
}

void pseg_triggered_free(struct pseg_triggered *a)
{
    free(a->sum);
    memset(a, 0, sizeof *a);
}

/* The signal around a place [hops after x[0]], which is half .. n - 1 - half. */
static void add_around(double *sum, double *squares, const double *x, size_t n, double place,
                       size_t half)
{
    const size_t first = (size_t)floor(place) - half;
    const double share = place - floor(place);
    for (size_t k = 0; k <= 2 * half; k++) {
        const size_t i = first + k, next = i + 1 < n ? i + 1 : i;
        const double value = x[i] + share * (x[next] - x[i]);
        sum[k] += value;
        squares[k] += value * value;
    }
}

void pseg_triggered_add(struct pseg_triggered *a, const double *x, size_t n, double start,
                        const struct pseg_times *events, struct pseg_random *random)
{
    const double first = (double)a->half, last = (double)n - 1 - (double)a->half;
    for (size_t i = 0; i < events->n; i++) {
        const double place = (events->at[i] - start) / a->hop;
        if (!(place >= first && place <= last))
            continue;
        add_around(a->sum, a->squares, x, n, place, a->half);
        a->n++;
        for (int d = 0; d < PSEG_CHANCE_DRAWS; d++)
            add_around(a->chance_sum, a->chance_squares, x, n,
                       pseg_random_between(random, first, last), a->half);
        a->n_chance += PSEG_CHANCE_DRAWS;
    }
}

/* Standard deviation of n values of which these are the sums. */
static double deviation(double sum, double squares, size_t n)
{
    const double mean = sum / (double)n;
    const double variance = n > 1 ? (squares - sum * mean) / (double)(n - 1) : 0;
    return variance > 1e-12 * mean * mean ? sqrt(variance) : 0; /* less is rounding */
}

struct pseg_triggered_point pseg_triggered_at(const struct pseg_triggered *a, size_t k)
{
    const double n = (double)a->n;
    return (struct pseg_triggered_point){
        .lag = ((double)k - (double)a->half) * a->hop,
        .mean = a->sum[k] / n,
        .error = deviation(a->sum[k], a->squares[k], a->n) / sqrt(n),
        .chance = a->chance_sum[k] / (double)a->n_chance,
        .deviation = deviation(a->chance_sum[k], a->chance_squares[k], a->n_chance) / sqrt(n),
    };
}

double pseg_triggered_z(const struct pseg_triggered_point *p)
{
    return p->deviation > 0 ? (p->mean - p->chance) / p->deviation : 0;
}

double pseg_triggered_told(const struct pseg_triggered_point *p)
{
    return round(10 * pseg_triggered_z(p)) / 10;
}

int pseg_triggered_is_sure(const struct pseg_triggered_point *p)
{
    return fabs(pseg_triggered_told(p)) >= PSEG_TRIGGERED_SURE;
}

struct pseg_triggered_point pseg_triggered_peak(const struct pseg_triggered *a)
{
    struct pseg_triggered_point peak = pseg_triggered_at(a, 0);
    for (size_t k = 1; k < count_lags(a); k++) {
        const struct pseg_triggered_point p = pseg_triggered_at(a, k);
        if (fabs(pseg_triggered_z(&p)) > fabs(pseg_triggered_z(&peak)))
            peak = p;
    }
    return peak;
}
