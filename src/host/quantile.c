#include "quantile.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void pseg_sort(double *x, size_t n)
{
    qsort(x, n, sizeof *x, compare);
}

double pseg_quantile(const double *x, size_t n, double q)
{
    const double place = q * (double)(n - 1);
    const size_t below = (size_t)floor(place);
    const size_t above = below + 1 < n ? below + 1 : below;
    return x[below] + (place - (double)below) * (x[above] - x[below]);
}
