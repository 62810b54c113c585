#include "gates.h"

#include <string.h>

static void set_biases(const struct pseg_cell_step *s, const real *b, int first, int width)
{
    for (int row = 0; row < s->batch; row++) {
        real *act = s->act + (long)row * width;
        memset(act, 0, (size_t)first * sizeof(real));
        memcpy(act + first, b, (size_t)(width - first) * sizeof(real));
    }
}

void pseg_hear_input(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                     const struct pseg_cell_kind *kind, const struct pseg_kernels *k)
{
    const int n = s->n, width = pseg_cell_blocks(kind) * n;
    const int w = pseg_first_block(kind, PSEG_HEARS_INPUT) * n;

    set_biases(s, p->b, pseg_first_block(kind, PSEG_HEARS_BIAS) * n, width);
    pseg_product(s->act + w, width, s->x, s->in, &p->w, s->batch, s->in, width - w, k);
}

void pseg_hear_state(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                     const struct pseg_cell_kind *kind, const struct pseg_kernels *k)
{
    const int n = s->n, gates = kind->family->n_gates * n, width = gates + n;
    const int u = pseg_first_block(kind, PSEG_HEARS_STATE) * n;
    const int end = kind->family->resets ? gates : width;

    if (end > u)
        pseg_product(s->act + u, width, s->last, n, &p->u, s->batch, n, end - u, k);
}
