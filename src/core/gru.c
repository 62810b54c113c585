#include "gru.h"

/* Columns of W, U, b and of the step's act: z | r | candidate. aux is r * last.
 *
 *   z = sigma(x Wz + last Uz + bz)                (8)
 *   r = sigma(x Wr + last Ur + br)                (10)
 *   c = tanh(x Wc + (r * last) Uc + bc)           (9)  reset before the product
 *   h = (1 - z) * last + z * c                    (7)
 */
void pseg_gru_forward(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                      const struct pseg_kernels *k)
{
    const int n = s->n, batch = s->batch, width = 3 * n;

    pseg_set_rows(s->act, width, p->b, batch, width);
    k->product(s->act, width, s->x, s->in, p->w, width, batch, s->in, width);
    k->product(s->act, width, s->last, n, p->u, width, batch, n, 2 * n);
    for (int row = 0; row < batch; row++) {
        real *z = s->act + (long)row * width, *r = z + n;
        pseg_sigmoid(z, 2 * n);
        for (int j = 0; j < n; j++)
            s->aux[row * n + j] = r[j] * s->last[row * n + j];
    }

    k->product(s->act + 2 * n, width, s->aux, n, p->u + 2 * n, width, batch, n, n);
    for (int row = 0; row < batch; row++) {
        real *z = s->act + (long)row * width, *c = z + 2 * n;
        pseg_tanh(c, n);
        for (int j = 0; j < n; j++)
            s->h[row * n + j] = (1 - z[j]) * s->last[row * n + j] + z[j] * c[j];
    }
}
