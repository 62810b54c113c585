#include "gru_backward.h"

#include <string.h>

#include "blas.h"
#include "clones.h"
#include "gru.h"

/* h = (1 - z) * last + z * (c + from_below). What z gets for resetting, in an MGU, comes later. */
static CLONES void blend_backward(const struct pseg_cell_step_gradients *g,
                                  const struct pseg_cell_step *s, int gates)
{
    const int n = s->n, width = gates + n;
    for (int row = 0; row < s->batch; row++) {
        const real *z = s->act + (long)row * width, *c = z + gates;
        real *dz = g->act + (long)row * width, *dc = dz + gates;
        memset(dz, 0, (size_t)gates * sizeof(real));
        for (int j = 0; j < n; j++) {
            const long i = (long)row * n + j;
            const real candidate = s->from_below ? c[j] + s->from_below[i] : c[j];
            const real d = g->h[i] * z[j];
            dz[j] = g->h[i] * (candidate - s->last[i]) * z[j] * (1 - z[j]);
            dc[j] = d * (1 - c[j] * c[j]);
            if (g->below)
                g->below[i] = d;
        }
    }
}

/* What a readout wants of a gate. */
static CLONES void readout_backward(const struct pseg_cell_step_gradients *g,
                                    const struct pseg_cell_step *s, int gates)
{
    const int n = s->n, width = gates + n;
    for (int row = 0; row < s->batch; row++) {
        const real *gate = s->act + (long)row * width + g->which * n;
        real *d = g->act + (long)row * width + g->which * n;
        for (int j = 0; j < n; j++)
            d[j] += g->gate[row * n + j] * gate[j] * (1 - gate[j]);
    }
}

/* aux = r' * last, whose gradient g->last holds on entry; then h's own way back to last. */
static CLONES void reset_backward(const struct pseg_cell_step_gradients *g,
                                  const struct pseg_cell_step *s, const struct pseg_cell_kind *kind,
                                  int gates)
{
    const int n = s->n, width = gates + n, reset = pseg_reset_block(kind);
    const enum pseg_refinement how = kind->refinement[reset];
    for (int row = 0; row < s->batch; row++) {
        const real *z = s->act + (long)row * width, *r = z + reset * n;
        real *dr = g->act + (long)row * width + reset * n;
        for (int j = 0; j < n; j++) {
            const long i = (long)row * n + j;
            const real daux = g->last[i];
            const real d = pseg_refine_backward(g->x, daux * s->last[i], r[j], s->x, i, how);
            dr[j] += d * r[j] * (1 - r[j]);
            g->last[i] = daux * pseg_refine(r[j], s->x, i, how) + g->h[i] * (1 - z[j]);
        }
    }
}

/* Reads the lines of the forward step from the bottom up. */
void pseg_gru_backward_step(const struct pseg_cell_step_gradients *g,
                            const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                            const struct pseg_cell_kind *kind)
{
    const int n = s->n, gates = kind->family->n_gates * n, width = gates + n;
    const int u = pseg_first_block(kind, PSEG_HEARS_STATE) * n;

    (void)p;
    blend_backward(g, s, gates);
    if (g->gate)
        readout_backward(g, s, gates);
    memset(g->last, 0, (size_t)s->batch * (size_t)n * sizeof(real));
    pseg_product_nn(g->last, n, g->act + gates, width, g->ut + (long)(gates - u) * n, n, s->batch,
                    n, n);
    reset_backward(g, s, kind, gates);
    if (gates > u)
        pseg_product_nn(g->last, n, g->act + u, width, g->ut, n, s->batch, gates - u, n);
}
