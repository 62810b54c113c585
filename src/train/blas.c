#include "blas.h"

#include <cblas.h>

#include "clones.h"
#include "int8.h"

#ifdef PSEG_DOUBLE
#define GEMM cblas_dgemm
#define FASTEST (&pseg_kernels_scalar)
#else
#define GEMM cblas_sgemm
#define FASTEST pseg_find_kernels(NULL)
#endif

void pseg_product_nn(real *y, int ldy, const real *x, int ldx, const real *w, int ldw, int rows,
                     int in, int out)
{
    GEMM(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, out, in, 1, x, ldx, w, ldw, 1, y, ldy);
}

/* Of a row, which costs far more than to find the machine's own. */
static void sigmoid_of_machine(real *x, int n)
{
    FASTEST->sigmoid(x, n);
}

static void tanh_of_machine(real *x, int n)
{
    FASTEST->tanh(x, n);
}

const struct pseg_kernels pseg_kernels_blas = {
    .product = pseg_product_nn,
    .quantise = pseg_quantise,
    .product_int8 = pseg_product_int8,
    .sigmoid = sigmoid_of_machine,
    .tanh = tanh_of_machine,
    .name = "blas",
};

void pseg_product_tn(real *dw, int lddw, const real *x, int ldx, const real *dy, int lddy, int rows,
                     int in, int out)
{
    GEMM(CblasRowMajor, CblasTrans, CblasNoTrans, in, out, rows, 1, x, ldx, dy, lddy, 1, dw, lddw);
}

void pseg_transpose(real *turned, const real *w, int ldw, int in, int out)
{
    for (long o = 0; o < out; o++)
        for (long i = 0; i < in; i++)
            turned[o * in + i] = w[i * ldw + o];
}

CLONES void pseg_sum_rows(real *db, const real *dy, int lddy, int rows, int width)
{
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < width; j++)
            db[j] += dy[(long)r * lddy + j];
}

void pseg_blas_single_thread(void)
{
    openblas_set_num_threads(1);
}
