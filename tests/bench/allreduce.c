/* How long a sum over ranks takes, for SCALING.md. By hand:
 * mpicc -O2 allreduce.c -o allreduce; mpirun -n N ./allreduce FLOATS */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 300 };

static double once(float *x, int n)
{
    MPI_Barrier(MPI_COMM_WORLD);
    const double began = MPI_Wtime();
    MPI_Allreduce(MPI_IN_PLACE, x, n, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    return MPI_Wtime() - began;
}

static int slower(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    const int n = argc > 1 ? atoi(argv[1]) : 61000;
    double seconds[RUNS];
    int rank, ranks;
    float *x = n > 0 ? calloc((size_t)n, sizeof *x) : NULL;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (!x)
        MPI_Abort(MPI_COMM_WORLD, 1);
    for (int i = 0; i < RUNS; i++)
        seconds[i] = once(x, n);
    qsort(seconds, RUNS, sizeof *seconds, slower);
    if (rank == 0)
        printf("%d ranks, %d floats: median %.1f us, best %.1f us\n", ranks, n,
               seconds[RUNS / 2] * 1e6, seconds[0] * 1e6);
    free(x);
    return MPI_Finalize();
}
