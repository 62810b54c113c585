/* Backward of dense.h, over all steps of a batch at once: a dense layer has no memory. */
#ifndef PSEG_DENSE_BACKWARD_H
#define PSEG_DENSE_BACKWARD_H

#include "dense.h"

/* Adds to dw[in][out], db[out] and, unless NULL, dx[rows][in]; turns dy[rows][out] from the
 * gradient of the output into that of the pre-activation. y is the layer's output. turned[out][in]:
 * room for w transposed. */
void pseg_dense_backward(real *dx, real *dw, real *db, real *dy, const real *y, const real *x,
                         const real *w, enum pseg_activation f, int rows, int in, int out,
                         real *turned);

#endif
