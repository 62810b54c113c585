/* A job of one process. */
#include <stdlib.h>

#include "ranks.h"

/* How many were started, by what mpirun of Open MPI or of MPICH says. srun by PMIx says only which
 * rank this is, and Slurm how many tasks there are: also to a process that was started alone in the
 * place of many, without a rank, or by an mpirun that knows better. */
static int n_started(void)
{
    const char *n = getenv("OMPI_COMM_WORLD_SIZE");
    if (!n)
        n = getenv("PMI_SIZE");
    if (!n && (getenv("PMI_RANK") || getenv("PMIX_RANK")))
        n = getenv("SLURM_NTASKS");
    return n ? atoi(n) : 1;
}

/* Several that do not know of each other would all write the same files. */
int pseg_ranks_join(const atomic_int *stop, struct pseg_error *error)
{
    (void)stop;
    return n_started() > 1
               ? pseg_fail(error, "this build knows no MPI: build it with -DPHONESEG_MPI=ON")
               : 0;
}

int pseg_ranks_leave(int failed)
{
    (void)failed;
    return 0;
}

void pseg_ranks_abort(int status)
{
    exit(status);
}

int pseg_rank(void)
{
    return 0;
}

int pseg_n_ranks(void)
{
    return 1;
}

int pseg_ranks_add(double *x, size_t n, struct pseg_error *error)
{
    (void)x, (void)n, (void)error;
    return 0;
}

void pseg_ranks_sum_begin(float *x, size_t n)
{
    (void)x, (void)n;
}

int pseg_ranks_sum_end(struct pseg_error *error)
{
    (void)error;
    return 0;
}

int pseg_ranks_max(int *x, size_t n, struct pseg_error *error)
{
    (void)x, (void)n, (void)error;
    return 0;
}

int pseg_ranks_share(void *x, size_t bytes, int from, struct pseg_error *error)
{
    (void)x, (void)bytes, (void)from, (void)error;
    return 0;
}

static int nobody(struct pseg_error *error)
{
    return pseg_fail(error, "there is no other rank to speak to");
}

int pseg_ranks_send(const void *x, size_t bytes, int to, struct pseg_error *error)
{
    (void)x, (void)bytes, (void)to;
    return nobody(error);
}

int pseg_ranks_receive(void *x, size_t bytes, int from, struct pseg_error *error)
{
    (void)x, (void)bytes, (void)from;
    return nobody(error);
}
