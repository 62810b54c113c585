#include "lstm.h"

#include "gates.h"

static void add_peephole(real *gate, const real *v, const real *c, int n)
{
    for (int j = 0; j < n; j++)
        gate[j] += v[j] * c[j];
}

/* act = f | i | o | g, g being the candidate. aux is tanh(c).
 *
 *   f, i = sigma(what they hear)             (1) (2)
 *   g = tanh(x Wg + last Ug + bg)            (3)
 *   c = f * last_c + i' * (g + from_below)   (4)
 *   o = sigma(what it hears)                 (5)  its peephole sees the new c
 *   h = o' * tanh(c)                         (6)
 *
 * i', o' are i and o, refined or not (002 eq. 5). */
static void forward(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                    const struct pseg_cell_kind *kind, const struct pseg_kernels *k)
{
    const int n = s->n;
    pseg_hear_state(s, p, kind, k);
    for (int row = 0; row < s->batch; row++) {
        const long first = (long)row * n;
        const real *last_c = s->last_c + first;
        real *f = s->act + 4 * first, *i = f + n, *o = i + n, *g = o + n;
        real *c = s->c + first, *squashed = s->aux + first;
        if (p->v) {
            add_peephole(f, p->v + PSEG_FORGET * n, last_c, n);
            add_peephole(i, p->v + PSEG_INPUT * n, last_c, n);
        }
        k->sigmoid(f, 2 * n);
        k->tanh(g, n);
        for (int j = 0; j < n; j++) {
            const real candidate = s->from_below ? g[j] + s->from_below[first + j] : g[j];
            const real input = pseg_refine(i[j], s->x, first + j, kind->refinement[PSEG_INPUT]);
            squashed[j] = c[j] = f[j] * last_c[j] + input * candidate;
        }
        k->tanh(squashed, n);

        if (p->v)
            add_peephole(o, p->v + PSEG_OUTPUT * n, c, n);
        k->sigmoid(o, n);
        for (int j = 0; j < n; j++)
            s->h[first + j] =
                pseg_refine(o[j], s->x, first + j, kind->refinement[PSEG_OUTPUT]) * squashed[j];
    }
}

const struct pseg_cell_family pseg_lstm = {3, {"forget", "input", "output"}, 1, 0, forward};
