/* Matrix products of the trainer, by OpenBLAS, in the number type of the network. All matrices are
 * row-major; ld* is the distance between their rows. All add to what is there. */
#ifndef PSEG_BLAS_H
#define PSEG_BLAS_H

#include "kernels.h"
#include "phoneseg/host.h"

/* Loads OpenBLAS, once, whoever asks: before the first product. Where there are threads of ours to
 * come, before them, as it sets a variable of the environment. One thread multiplies: a second
 * gains nothing at these sizes, and one sums in the same order every time. -1: it is missing. */
int pseg_blas_open(struct pseg_error *error);

/* The layers' kernels with BLAS behind them: for batches. */
extern const struct pseg_kernels pseg_kernels_blas;

/* dw[in][out] += x[rows][in]^T . dy[rows][out] */
void pseg_product_tn(real *dw, int lddw, const real *x, int ldx, const real *dy, int lddy, int rows,
                     int in, int out);

/* y[rows][out] += x[rows][in] . w[in][out] */
void pseg_product_nn(real *y, int ldy, const real *x, int ldx, const real *w, int ldw, int rows,
                     int in, int out);

/* turned[out][in] = w[in][out]^T. Products with it are a fifth to two fifths faster than to have
 * OpenBLAS multiply by w^T, which copies all that it is given: its kernels for small matrices,
 * which do not, have no such case. */
void pseg_transpose(real *turned, const real *w, int ldw, int in, int out);

/* db[width] += sums of the columns of dy[rows][width] */
void pseg_sum_rows(real *db, const real *dy, int lddy, int rows, int width);

#endif
