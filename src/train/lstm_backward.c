#include "lstm_backward.h"

#include <string.h>

#include "blas.h"
#include "lstm.h"

/* One unit, its lines of the forward step from the bottom up; k counts units over the batch. */
static void unit(const struct pseg_cell_step_gradients *g, const struct pseg_cell_step *s,
                 const struct pseg_cell_weights *p, const struct pseg_cell_kind *kind, int j,
                 long k)
{
    const int n = s->n;
    const long at = (k - j) * 4 + j; /* of unit j in its row of four blocks */
    const real *act = s->act + at;
    const real f = act[0], i = act[n], o = act[2 * n], c = act[3 * n], squashed = s->aux[k];
    const real peep_f = p->v ? p->v[PSEG_FORGET * n + j] : 0;
    const real peep_i = p->v ? p->v[PSEG_INPUT * n + j] : 0;
    const real peep_o = p->v ? p->v[PSEG_OUTPUT * n + j] : 0;
    const enum pseg_refinement *how = kind->refinement;

    real asked[3] = {0}; /* of the gates, by a readout */
    if (g->gate)
        asked[g->which] = g->gate[k];

    const real output = pseg_refine(o, s->x, k, how[PSEG_OUTPUT]);
    const real d_o = o * (1 - o) *
                     (asked[PSEG_OUTPUT] +
                      pseg_refine_backward(g->x, g->h[k] * squashed, o, s->x, k, how[PSEG_OUTPUT]));
    const real dc = g->c[k] + g->h[k] * output * (1 - squashed * squashed) + d_o * peep_o;

    const real candidate = s->from_below ? c + s->from_below[k] : c;
    const real input = pseg_refine(i, s->x, k, how[PSEG_INPUT]);
    const real d_i = i * (1 - i) *
                     (asked[PSEG_INPUT] +
                      pseg_refine_backward(g->x, dc * candidate, i, s->x, k, how[PSEG_INPUT]));
    const real d_f = f * (1 - f) * (asked[PSEG_FORGET] + dc * s->last_c[k]);

    real *dact = g->act + at;
    dact[0] = d_f;
    dact[n] = d_i;
    dact[2 * n] = d_o;
    dact[3 * n] = dc * input * (1 - c * c);
    if (g->below)
        g->below[k] = dc * input;
    g->last_c[k] = dc * f + d_f * peep_f + d_i * peep_i;
}

void pseg_lstm_backward_step(const struct pseg_cell_step_gradients *g,
                             const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                             const struct pseg_cell_kind *kind)
{
    const int n = s->n, width = 4 * n;
    for (int row = 0; row < s->batch; row++)
        for (int j = 0; j < n; j++)
            unit(g, s, p, kind, j, (long)row * n + j);
    memset(g->last, 0, (size_t)s->batch * (size_t)n * sizeof(real));
    pseg_product_nn(g->last, n, g->act, width, g->ut, n, s->batch, width, n);
}
