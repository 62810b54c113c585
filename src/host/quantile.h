#ifndef PSEG_QUANTILE_H
#define PSEG_QUANTILE_H

#include <stddef.h>

void pseg_sort(double *x, size_t n);

/* Of ascending x[n], n > 0: linear between neighbours; q from 0 to 1. */
double pseg_quantile(const double *x, size_t n, double q);

#endif
