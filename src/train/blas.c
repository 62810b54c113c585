#include "blas.h"

#include <cblas.h>
#include <pthread.h>
#include <stdlib.h>

#include "clones.h"
#include "int8.h"
#include "openblas.h"

#ifdef PSEG_DOUBLE
#define GEMM cblas_dgemm
#define FASTEST (&pseg_kernels_scalar)
#else
#define GEMM cblas_sgemm
#define FASTEST pseg_find_kernels(NULL)
#endif
#define TEXT_OF(macro) #macro
#define TEXT(macro) TEXT_OF(macro)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static __typeof__(GEMM) *gemm;
static struct pseg_error failure;

static void open_library(void)
{
    gemm = (__typeof__(gemm))pseg_openblas(PSEG_OPENBLAS, TEXT(GEMM), &failure);
}

int pseg_blas_open(struct pseg_error *error)
{
    pthread_once(&once, open_library);
    return gemm ? 0 : pseg_fail(error, "%s", failure.text);
}

/* Who multiplies before is wrong in every build, and is told so by more than a jump to nowhere. */
static __typeof__(gemm) opened(void)
{
    if (!gemm) {
        fputs("a product before pseg_blas_open()\n", stderr);
        abort();
    }
    return gemm;
}

void pseg_product_nn(real *y, int ldy, const real *x, int ldx, const real *w, int ldw, int rows,
                     int in, int out)
{
    opened()(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, out, in, 1, x, ldx, w, ldw, 1, y,
             ldy);
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
    opened()(CblasRowMajor, CblasTrans, CblasNoTrans, in, out, rows, 1, x, ldx, dy, lddy, 1, dw,
             lddw);
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
