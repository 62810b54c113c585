#include "matrix.h"

#include <stddef.h>

struct pseg_matrix pseg_columns(const struct pseg_matrix *m, int first)
{
    struct pseg_matrix part = *m;
    part.w = m->w ? m->w + first : NULL;
    part.q = m->q ? m->q + first : NULL;
    part.scale = m->scale ? m->scale + first : NULL;
    return part;
}

void pseg_product(real *y, int ldy, const real *x, int ldx, const struct pseg_matrix *m, int rows,
                  int in, int out, const struct pseg_kernels *k)
{
    if (m->w) {
        k->product(y, ldy, x, ldx, m->w, m->ld, rows, in, out);
        return;
    }
    for (long r = 0; r < rows; r++) {
        const real scale = k->quantise(m->scratch, x + r * ldx, in);
        k->product_int8(y + r * ldy, m->scratch, scale, m->q, m->ld, m->scale, in, out);
    }
}
