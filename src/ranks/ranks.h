/* The ranks of a job: processes on one machine or many that work on one thing, as `mpirun -n 4`
 * starts them. Without MPI, and without mpirun, there is rank 0 alone, and nothing here does
 * anything. Called from the main thread only.
 *
 * What all ranks have to call in the same order, with the same sizes, is marked "together". It
 * fails (-1, with a sentence) when the others do not answer any more. */
#ifndef PSEG_RANKS_H
#define PSEG_RANKS_H

#include <stdatomic.h>

#include "phoneseg/host.h"

/* Once, before all else. *stop, which a signal may set, means that the job is being ended: mpirun
 * does so when a rank dies. Who waits for others then waits a fifth of a second more. -1: there are
 * ranks, and no MPI to speak to them. */
int pseg_ranks_join(const atomic_int *stop, struct pseg_error *error);

/* Once, at the end. 0: all ranks have come to their end. 1: this one has failed, and the others go
 * on, or died: after some last words call pseg_ranks_abort. */
int pseg_ranks_leave(int failed);

/* Ends all ranks at once with that exit status. */
_Noreturn void pseg_ranks_abort(int status);

int pseg_rank(void);
int pseg_n_ranks(void);

/* x[n] becomes the sum over ranks: together. */
int pseg_ranks_add(double *x, size_t n, struct pseg_error *error);

/* x[n] becomes the sum over ranks, the same bits on each, in the background: it is not to be
 * touched until pseg_ranks_sum_end, which waits for all that were begun. Together, in one order. */
void pseg_ranks_sum_begin(float *x, size_t n);
int pseg_ranks_sum_end(struct pseg_error *error);

/* x[n] becomes the largest over ranks: together. */
int pseg_ranks_max(int *x, size_t n, struct pseg_error *error);

/* x becomes what it is on rank `from`: together. */
int pseg_ranks_share(void *x, size_t bytes, int from, struct pseg_error *error);

/* From one rank to another, in order. */
int pseg_ranks_send(const void *x, size_t bytes, int to, struct pseg_error *error);
int pseg_ranks_receive(void *x, size_t bytes, int from, struct pseg_error *error);

#endif
