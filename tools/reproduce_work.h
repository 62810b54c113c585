/* Trains and scores all systems with all seeds, several at a time. */
#ifndef REPRODUCE_WORK_H
#define REPRODUCE_WORK_H

#include "reproduce_results.h"

/* Into r, and into files as they are finished; what was kept by an earlier run is taken from there.
 * Returns an exit status: EXIT_FAILED, after a sentence, where some system failed or it was
 * interrupted. */
int work_all(struct results *r, const struct data *d, int jobs);

#endif
