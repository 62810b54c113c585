#include "gru.h"

#include "gates.h"

/* GRU, act = z | r | c; MGU, act = z | c, where r is z. aux is r' * last.
 *
 *   z, r = sigma(what they hear)                        (8) (10)
 *   r' = r, r + x or r x                                002 eq. 7, 8
 *   c = tanh(x Wc + (r' * last) Uc + bc)                (9)  reset before the product
 *   h = (1 - z) * last + z * (c + from_below)           (7)
 */
static void forward(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                    const struct pseg_cell_kind *kind, const struct pseg_kernels *k)
{
    const int n = s->n, gates = kind->family->n_gates * n, width = gates + n;
    const int reset = pseg_reset_block(kind), u = pseg_first_block(kind, PSEG_HEARS_STATE) * n;

    pseg_hear_state(s, p, kind, k);
    for (int row = 0; row < s->batch; row++) {
        real *z = s->act + (long)row * width, *r = z + reset * n;
        k->sigmoid(z, gates);
        for (int j = 0; j < n; j++) {
            const long i = (long)row * n + j;
            s->aux[i] = pseg_refine(r[j], s->x, i, kind->refinement[reset]) * s->last[i];
        }
    }

    const struct pseg_matrix uc = pseg_columns(&p->u, gates - u);
    pseg_product(s->act + gates, width, s->aux, n, &uc, s->batch, n, n, k);
    for (int row = 0; row < s->batch; row++) {
        real *z = s->act + (long)row * width, *c = z + gates;
        k->tanh(c, n);
        for (int j = 0; j < n; j++) {
            const long i = (long)row * n + j;
            const real candidate = s->from_below ? c[j] + s->from_below[i] : c[j];
            s->h[i] = (1 - z[j]) * s->last[i] + z[j] * candidate;
        }
    }
}

const struct pseg_cell_family pseg_gru = {2, {"update", "reset"}, 0, 1, forward};
const struct pseg_cell_family pseg_mgu = {1, {"forget"}, 0, 1, forward};
