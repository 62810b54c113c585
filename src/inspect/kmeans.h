/* k-means: points into k classes, each around its mean (Lloyd 1982), begun from points that lie
 * apart (k-means++, Arthur and Vassilvitskii 2007). */
#ifndef PSEG_KMEANS_H
#define PSEG_KMEANS_H

#include <stddef.h>
#include <stdint.h>

#include "phoneseg/host.h"

/* class[n] 0 .. k - 1 and centres[k][dim] of x[n][dim]: no point has a centre nearer than its
 * class's, and centres are means of their points, unless 200 rounds were too few. Classes are in
 * the order of their centres' mean, lowest first; none is empty. The same seed gives the same
 * classes. -1: there are fewer than k different points, or memory is short. */
int pseg_kmeans(float *centres, int *class, const float *x, size_t n, int dim, int k, uint64_t seed,
                struct pseg_error *error);

#endif
