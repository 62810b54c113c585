/* Fully connected layer. */
#ifndef PSEG_DENSE_H
#define PSEG_DENSE_H

#include "matrix.h"

enum pseg_activation { PSEG_LINEAR, PSEG_RELU };

/* y[batch][out] = f(x[batch][in] . w[in][out] + b[out]) */
void pseg_dense_forward(real *y, const real *x, const struct pseg_matrix *w, const real *b,
                        enum pseg_activation f, int batch, int in, int out,
                        const struct pseg_kernels *k);

#endif
