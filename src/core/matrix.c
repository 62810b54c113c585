#include "matrix.h"

#include <stddef.h>

#include "int8.h"

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
    for (long first = 0; first < rows; first += PSEG_INT8_ROWS) {
        const int n = rows - first < PSEG_INT8_ROWS ? (int)(rows - first) : PSEG_INT8_ROWS;
        real scale[PSEG_INT8_ROWS];
        for (long r = 0; r < n; r++)
            scale[r] = k->quantise(m->scratch + r * in, x + (first + r) * ldx, in);
        k->product_int8(y + first * ldy, ldy, m->scratch, in, scale, m->q, m->ld, m->scale, n, in,
                        out);
    }
}
