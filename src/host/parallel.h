/* The same work on every item of a list, by several threads. */
#ifndef PSEG_PARALLEL_H
#define PSEG_PARALLEL_H

#include <stddef.h>

/* work(user, i) for i = 0 .. n - 1, in any order; a nonzero result keeps further items from being
 * begun and is returned. The result of each item goes to a place of its own, so that the number of
 * threads changes nothing but the time taken. */
int pseg_parallel(size_t n, int threads, int (*work)(void *user, size_t i), void *user);

/* Processors that are there to be used, at least 1. */
int pseg_processors(void);

#endif
