/* The matrices of a network as its layers see them, and the one product that all layers call. */
#ifndef PSEG_MATRIX_H
#define PSEG_MATRIX_H

#include "kernels.h"

/* Weights [in][out], real numbers or int8 with a scale for each column; rows are ld apart. */
struct pseg_matrix {
    const real *w;     /* NULL: int8 */
    const int8_t *q;   /* weight [i][o] is q[i][o] * scale[o] */
    const real *scale; /* [out] */
    int8_t *scratch;   /* [PSEG_INT8_ROWS][in] where a product quantises its inputs */
    int ld;
};

/* The matrix from that column on. */
struct pseg_matrix pseg_columns(const struct pseg_matrix *m, int first);

/* y[rows][out] += x[rows][in] . m[in][out]; the rows of y and x are ldy and ldx apart */
void pseg_product(real *y, int ldy, const real *x, int ldx, const struct pseg_matrix *m, int rows,
                  int in, int out, const struct pseg_kernels *k);

#endif
