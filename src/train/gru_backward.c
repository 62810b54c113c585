#include "gru_backward.h"

#include <string.h>

#include "blas.h"

/* Reads the lines of pseg_gru_forward from the bottom up; dz, dr, dc are gradients of the
 * pre-activations, so each carries its function's slope. */
void pseg_gru_backward_step(real *dact, real *dlast, const real *dh, const struct pseg_cell_step *s,
                            const struct pseg_cell_weights *p)
{
    const int n = s->n, batch = s->batch, width = 3 * n;

    for (int row = 0; row < batch; row++) {
        const real *z = s->act + (long)row * width, *c = z + 2 * n;
        real *dz = dact + (long)row * width, *dc = dz + 2 * n;
        for (int j = 0; j < n; j++) {
            const real d = dh[row * n + j];
            dz[j] = d * (c[j] - s->last[row * n + j]) * z[j] * (1 - z[j]);
            dc[j] = d * z[j] * (1 - c[j] * c[j]);
        }
    }

    /* dlast first holds the gradient of aux = r * last */
    memset(dlast, 0, (size_t)batch * (size_t)n * sizeof(real));
    pseg_product_nt(dlast, n, dact + 2 * n, width, p->u + 2 * n, width, batch, n, n);
    for (int row = 0; row < batch; row++) {
        const real *z = s->act + (long)row * width, *r = z + n;
        real *dr = dact + (long)row * width + n;
        for (int j = 0; j < n; j++) {
            const real daux = dlast[row * n + j];
            dr[j] = daux * s->last[row * n + j] * r[j] * (1 - r[j]);
            dlast[row * n + j] = daux * r[j] + dh[row * n + j] * (1 - z[j]);
        }
    }
    pseg_product_nt(dlast, n, dact, width, p->u, width, batch, n, 2 * n);
}

void pseg_gru_backward_weights(const struct pseg_cell_gradients *g, const real *dact,
                               const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                               int rows)
{
    const int n = s->n, width = 3 * n;
    pseg_product_tn(g->w, width, s->x, s->in, dact, width, rows, s->in, width);
    pseg_product_tn(g->u, width, s->last, n, dact, width, rows, n, 2 * n);
    pseg_product_tn(g->u + 2 * n, width, s->aux, n, dact + 2 * n, width, rows, n, n);
    pseg_sum_rows(g->b, dact, rows, width);
    if (g->x)
        pseg_product_nt(g->x, s->in, dact, width, p->w, width, rows, s->in, width);
}
