/* A job of as many processes as mpirun started. Nothing here blocks inside of the library: who
 * waits looks at *stop, too, since a rank that died never answers, and mpirun then tells the others
 * by SIGTERM, a second before it kills them. */
#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "ranks.h"

enum {
    MOST_PENDING = 64, /* sums at once */
    SPINS = 2000,      /* looks at what is awaited, about a millisecond, before the first nap */
    LONGEST = 1 << 28  /* [items] of a message: MPI counts in int */
};

static const double GRACE = 0.2;   /* [s] for the others' answer after *stop */
static const double LAST_WAIT = 2; /* [s] for the others to fail, too */

static int rank, n_ranks = 1, joined;
static const atomic_int *stopped;
static MPI_Request pending[MOST_PENDING];
static int n_pending;

/* A wait has failed, or a sum could not even be begun. What was awaited stays under way, since
 * nothing takes a collective back, and its memory may be gone: any call of MPI could write there.
 * So there is none any more, but for the abort. */
static int broken;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Started by hand, a process is alone, and need not wait for MPI to find that out. */
static int is_started_by_mpi(void)
{
    return getenv("OMPI_COMM_WORLD_SIZE") || getenv("PMIX_RANK") || getenv("PMI_RANK");
}

int pseg_ranks_join(const atomic_int *stop, struct pseg_error *error)
{
    int threads;
    stopped = stop;
    if (!is_started_by_mpi())
        return 0;
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &threads) ||
        MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN) ||
        MPI_Comm_rank(MPI_COMM_WORLD, &rank) || MPI_Comm_size(MPI_COMM_WORLD, &n_ranks))
        return pseg_fail(error, "MPI does not start");
    joined = 1;
    return 0;
}

int pseg_rank(void)
{
    return rank;
}

int pseg_n_ranks(void)
{
    return n_ranks;
}

/* -1: they will not be done any more. */
static int poll_all(MPI_Request *requests, int n)
{
    const struct timespec nap = {0, 50000};
    double since = 0;
    int done = 0;
    for (int tries = 0; !done; tries += tries < SPINS) {
        if (MPI_Testall(n, requests, &done, MPI_STATUSES_IGNORE))
            return -1;
        if (done)
            break;
        if (tries < SPINS)
            sched_yield(); /* there may be more ranks than processors */
        else
            nanosleep(&nap, NULL); /* and threads that have work */
        if (!*stopped)
            continue;
        if (since == 0)
            since = now();
        if (now() - since > GRACE)
            return -1;
    }
    return 0;
}

static int wait_for(MPI_Request *requests, int n)
{
    broken |= poll_all(requests, n) != 0;
    return broken ? -1 : 0;
}

static int lost(struct pseg_error *error)
{
    return pseg_fail(error,
                     *stopped ? "rank %d of %d was told to stop: another one has ended, or "
                                "the whole job"
                              : "rank %d of %d cannot reach the others any more",
                     rank, n_ranks);
}

/* started: what the call that made the request returned. */
static int finish(int started, MPI_Request *request, struct pseg_error *error)
{
    return started || wait_for(request, 1) ? lost(error) : 0;
}

int pseg_ranks_leave(int failed)
{
    MPI_Request all;
    int done = 0;
    if (!joined)
        return 0;
    if (broken || n_pending || MPI_Ibarrier(MPI_COMM_WORLD, &all))
        return 1;
    const struct timespec nap = {0, 1000000};
    for (double since = now(); !done; nanosleep(&nap, NULL)) {
        if (MPI_Test(&all, &done, MPI_STATUS_IGNORE))
            return 1;
        if (!done && (failed || *stopped) && now() - since > (failed ? LAST_WAIT : GRACE))
            return 1;
    }
    return MPI_Finalize() != MPI_SUCCESS;
}

void pseg_ranks_abort(int status)
{
    if (joined)
        MPI_Abort(MPI_COMM_WORLD, status);
    _Exit(status);
}

void pseg_ranks_sum_begin(float *x, size_t n)
{
    while (n && n_ranks > 1 && !broken) {
        const int part = n < LONGEST ? (int)n : LONGEST;
        if (n_pending == MOST_PENDING && wait_for(pending, n_pending) == 0)
            n_pending = 0;
        if (n_pending == MOST_PENDING || MPI_Iallreduce(MPI_IN_PLACE, x, part, MPI_FLOAT, MPI_SUM,
                                                        MPI_COMM_WORLD, &pending[n_pending])) {
            broken = 1;
            return;
        }
        n_pending++;
        x += part;
        n -= (size_t)part;
    }
}

int pseg_ranks_sum_end(struct pseg_error *error)
{
    if (broken || (n_pending && wait_for(pending, n_pending)))
        return lost(error);
    n_pending = 0;
    return 0;
}

int pseg_ranks_add(double *x, size_t n, struct pseg_error *error)
{
    MPI_Request r;
    return n_ranks == 1 ? 0
                        : finish(broken || MPI_Iallreduce(MPI_IN_PLACE, x, (int)n, MPI_DOUBLE,
                                                          MPI_SUM, MPI_COMM_WORLD, &r),
                                 &r, error);
}

int pseg_ranks_max(int *x, size_t n, struct pseg_error *error)
{
    MPI_Request r;
    return n_ranks == 1 ? 0
                        : finish(broken || MPI_Iallreduce(MPI_IN_PLACE, x, (int)n, MPI_INT, MPI_MAX,
                                                          MPI_COMM_WORLD, &r),
                                 &r, error);
}

int pseg_ranks_share(void *x, size_t bytes, int from, struct pseg_error *error)
{
    char *at = x;
    int status = 0;
    for (size_t part; bytes && n_ranks > 1 && !status; at += part, bytes -= part) {
        MPI_Request r;
        part = bytes < LONGEST ? bytes : LONGEST;
        status = finish(broken || MPI_Ibcast(at, (int)part, MPI_BYTE, from, MPI_COMM_WORLD, &r), &r,
                        error);
    }
    return status;
}

int pseg_ranks_send(const void *x, size_t bytes, int to, struct pseg_error *error)
{
    MPI_Request r;
    return finish(broken || MPI_Isend(x, (int)bytes, MPI_BYTE, to, 0, MPI_COMM_WORLD, &r), &r,
                  error);
}

int pseg_ranks_receive(void *x, size_t bytes, int from, struct pseg_error *error)
{
    MPI_Request r;
    return finish(broken || MPI_Irecv(x, (int)bytes, MPI_BYTE, from, 0, MPI_COMM_WORLD, &r), &r,
                  error);
}
