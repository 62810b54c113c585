#include "dense.h"

void pseg_dense_forward(real *y, const real *x, const struct pseg_matrix *w, const real *b,
                        enum pseg_activation f, int batch, int in, int out,
                        const struct pseg_kernels *k)
{
    pseg_set_rows(y, out, b, batch, out);
    pseg_product(y, out, x, in, w, batch, in, out, k);
    if (f == PSEG_RELU)
        for (int i = 0; i < batch * out; i++)
            y[i] = y[i] > 0 ? y[i] : 0;
}
