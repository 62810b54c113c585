/* How a rank ends, with an MPI of our own in place of the real one: two ranks, of which the other
 * one answers or has died, when nothing that was begun is ever done. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "ranks.h"

static int answers = 1, n_calls, n_ends;
static atomic_int stop;

static int call(MPI_Request *request)
{
    n_calls++;
    *request = MPI_REQUEST_NULL;
    return MPI_SUCCESS;
}

static int test(int *done)
{
    n_calls++;
    *done = answers;
    return MPI_SUCCESS;
}

int MPI_Init_thread(int *argc, char ***argv, int required, int *provided)
{
    (void)argc, (void)argv;
    *provided = required;
    return MPI_SUCCESS;
}

int MPI_Comm_set_errhandler(MPI_Comm comm, MPI_Errhandler errhandler)
{
    (void)comm, (void)errhandler;
    return MPI_SUCCESS;
}

int MPI_Comm_rank(MPI_Comm comm, int *rank)
{
    (void)comm;
    *rank = 0;
    return MPI_SUCCESS;
}

int MPI_Comm_size(MPI_Comm comm, int *size)
{
    (void)comm;
    *size = 2;
    return MPI_SUCCESS;
}

int MPI_Finalize(void)
{
    n_ends++;
    return MPI_SUCCESS;
}

int MPI_Test(MPI_Request *request, int *flag, MPI_Status *status)
{
    (void)request, (void)status;
    return test(flag);
}

int MPI_Testall(int count, MPI_Request requests[], int *flag, MPI_Status statuses[])
{
    (void)count, (void)requests, (void)statuses;
    return test(flag);
}

int MPI_Ibarrier(MPI_Comm comm, MPI_Request *request)
{
    (void)comm;
    return call(request);
}

int MPI_Iallreduce(const void *sendbuf, void *recvbuf, int count, MPI_Datatype type, MPI_Op op,
                   MPI_Comm comm, MPI_Request *request)
{
    (void)sendbuf, (void)recvbuf, (void)count, (void)type, (void)op, (void)comm;
    return call(request);
}

int MPI_Ibcast(void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm,
               MPI_Request *request)
{
    (void)buffer, (void)count, (void)type, (void)root, (void)comm;
    return call(request);
}

int MPI_Isend(const void *buffer, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm,
              MPI_Request *request)
{
    (void)buffer, (void)count, (void)type, (void)to, (void)tag, (void)comm;
    return call(request);
}

int MPI_Irecv(void *buffer, int count, MPI_Datatype type, int from, int tag, MPI_Comm comm,
              MPI_Request *request)
{
    (void)buffer, (void)count, (void)type, (void)from, (void)tag, (void)comm;
    return call(request);
}

static int join(void **state)
{
    struct pseg_error error;
    (void)state;
    setenv("OMPI_COMM_WORLD_SIZE", "2", 1);
    return pseg_ranks_join(&stop, &error);
}

static void ranks_that_answer_end_together(void **state)
{
    struct pseg_error error;
    double x = 1;
    (void)state;
    assert_int_equal(pseg_n_ranks(), 2);
    assert_int_equal(pseg_ranks_add(&x, 1, &error), 0);
    assert_int_equal(pseg_ranks_leave(0), 0);
    assert_int_equal(n_ends, 1);
}

/* Who failed in between frees what is being summed. */
static void a_sum_under_way_is_left_alone(void **state)
{
    struct pseg_error error;
    float x = 1;
    (void)state;
    pseg_ranks_sum_begin(&x, 1);
    n_calls = 0;
    assert_int_equal(pseg_ranks_leave(1), 1);
    assert_int_equal(n_calls, 0);
    assert_int_equal(pseg_ranks_sum_end(&error), 0);
}

/* What was awaited may still come, into memory that is gone. */
static void after_a_wait_in_vain_mpi_is_not_touched(void **state)
{
    struct pseg_error error;
    double x = 1;
    float y = 1;
    int n = 1;
    (void)state;
    answers = 0;
    stop = 1;
    assert_int_equal(pseg_ranks_add(&x, 1, &error), -1);
    assert_non_null(strstr(error.text, "another one has ended"));
    answers = 1;
    n_calls = n_ends = 0;
    assert_int_equal(pseg_ranks_add(&x, 1, &error), -1);
    assert_int_equal(pseg_ranks_max(&n, 1, &error), -1);
    assert_int_equal(pseg_ranks_share(&n, sizeof n, 0, &error), -1);
    assert_int_equal(pseg_ranks_send(&n, sizeof n, 1, &error), -1);
    assert_int_equal(pseg_ranks_receive(&n, sizeof n, 1, &error), -1);
    pseg_ranks_sum_begin(&y, 1);
    assert_int_equal(pseg_ranks_sum_end(&error), -1);
    assert_int_equal(pseg_ranks_leave(1), 1);
    assert_int_equal(pseg_ranks_leave(0), 1);
    assert_int_equal(n_calls + n_ends, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_that_answer_end_together),
        cmocka_unit_test(a_sum_under_way_is_left_alone),
        cmocka_unit_test(after_a_wait_in_vain_mpi_is_not_touched),
    };
    return cmocka_run_group_tests(tests, join, NULL);
}
