#include "dense_backward.h"

#include "blas.h"

void pseg_dense_backward(real *dx, real *dw, real *db, real *dy, const real *y, const real *x,
                         const real *w, enum pseg_activation f, int rows, int in, int out,
                         real *turned)
{
    if (f == PSEG_RELU)
        for (long i = 0; i < (long)rows * out; i++)
            dy[i] = y[i] > 0 ? dy[i] : 0;
    pseg_product_tn(dw, out, x, in, dy, out, rows, in, out);
    pseg_sum_rows(db, dy, out, rows, out);
    if (dx) {
        pseg_transpose(turned, w, out, in, out);
        pseg_product_nn(dx, in, dy, out, turned, in, rows, out, in);
    }
}
