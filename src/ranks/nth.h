/* Order statistics of numbers that lie on several ranks. */
#ifndef PSEG_NTH_H
#define PSEG_NTH_H

#include <stddef.h>

#include "phoneseg/host.h"

/* How many numbers all ranks have, each n of them: together. */
int pseg_ranks_count(double *all, size_t n, struct pseg_error *error);

/* The k-th smallest, from 0 on, of all ranks' x[n], none of which is NaN: together. */
int pseg_ranks_nth(float *value, const float *x, size_t n, double k, struct pseg_error *error);

#endif
