#include "cell_backward.h"

#include "blas.h"
#include "gru.h"
#include "gru_backward.h"
#include "lstm.h"
#include "lstm_backward.h"

static const struct {
    const struct pseg_cell_family *family;
    pseg_cell_backward_step *step;
} families[] = {
    {&pseg_gru, pseg_gru_backward_step},
    {&pseg_mgu, pseg_gru_backward_step},
    {&pseg_lstm, pseg_lstm_backward_step},
};

pseg_cell_backward_step *pseg_cell_step_backward(const struct pseg_cell_kind *kind)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (families[i].family == kind->family)
            return families[i].step;
    return NULL;
}

/* dv[n] += sums over rows of dact * c, where the rows of dact are `width` apart */
static void peephole_backward(real *dv, const real *dact, int width, const real *c, int rows, int n)
{
    for (long row = 0; row < rows; row++)
        for (int j = 0; j < n; j++)
            dv[j] += dact[row * width + j] * c[row * n + j];
}

void pseg_cell_backward_weights(const struct pseg_cell_gradients *g, const real *dact,
                                const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                                const struct pseg_cell_kind *kind, int rows, real *turned)
{
    const int n = s->n, gates = kind->family->n_gates * n, width = gates + n;
    const int w = pseg_first_block(kind, PSEG_HEARS_INPUT) * n;
    const int u = pseg_first_block(kind, PSEG_HEARS_STATE) * n;
    const int b = pseg_first_block(kind, PSEG_HEARS_BIAS) * n;
    const real *heard = kind->family->resets ? s->aux : s->last; /* by the candidate's U */

    pseg_product_tn(g->w, width - w, s->x, s->in, dact + w, width, rows, s->in, width - w);
    if (gates > u)
        pseg_product_tn(g->u, width - u, s->last, n, dact + u, width, rows, n, gates - u);
    pseg_product_tn(g->u + gates - u, width - u, heard, n, dact + gates, width, rows, n, n);
    pseg_sum_rows(g->b, dact + b, width, rows, width - b);
    for (int gate = 0; p->v && gate < kind->family->n_gates; gate++)
        peephole_backward(g->v + gate * n, dact + gate * n, width,
                          gate == PSEG_OUTPUT ? s->c : s->last_c, rows, n);
    if (g->x) {
        pseg_transpose(turned, p->w.w, width - w, s->in, width - w);
        pseg_product_nn(g->x, s->in, dact + w, width, turned, s->in, rows, width - w, s->in);
    }
}
