/* Backward of the recurrent cells, in two parts: back through time, one step at a time, which gives
 * the gradients of the pre-activations and is each family's own; then those of weights and inputs,
 * all steps in one product, the same for all. */
#ifndef PSEG_CELL_BACKWARD_H
#define PSEG_CELL_BACKWARD_H

#include "gates.h"

/* Gradients of the arrays of one pseg_cell_step. */
struct pseg_cell_step_gradients {
    const real *h;    /* in [batch][n] of the state */
    const real *c;    /* in [batch][n] of the memory, of a family that has one */
    const real *gate; /* in [batch][n] of one gate before refinement, from a readout; NULL: none */
    int which;        /* gate */
    const real *ut;   /* [blocks that hear the state * n][n] U transposed */
    real *act;        /* out [batch][blocks * n] of the pre-activations */
    real *last;       /* out [batch][n] of the state one frame earlier */
    real *last_c;     /* out [batch][n] of the memory one frame earlier */
    real *below;      /* out [batch][n] of from_below; NULL: there is none */
    real *x;          /* [batch][n] added to: of the input by way of refined gates alone; NULL: not
                      wanted */
};

typedef void pseg_cell_backward_step(const struct pseg_cell_step_gradients *g,
                                     const struct pseg_cell_step *s,
                                     const struct pseg_cell_weights *p,
                                     const struct pseg_cell_kind *kind);

/* That of kind's family; NULL: it cannot be trained, which a test does not let pass. */
pseg_cell_backward_step *pseg_cell_step_backward(const struct pseg_cell_kind *kind);

struct pseg_cell_gradients {
    real *w, *u, *b, *v; /* shaped as pseg_cell_weights, added to */
    real *x;             /* [rows][in] added to; NULL: not wanted */
};

/* Over rows = steps * batch at once: s->x, s->last, s->c, s->last_c, s->aux and dact start at the
 * first step. turned: room for W transposed. */
void pseg_cell_backward_weights(const struct pseg_cell_gradients *g, const real *dact,
                                const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                                const struct pseg_cell_kind *kind, int rows, real *turned);

/* The mirror of pseg_refine: d, the gradient of the refined gate, becomes that of g; x[i]'s share
 * is added to dx[i]. */
static inline real pseg_refine_backward(real *dx, real d, real g, const real *x, long i,
                                        enum pseg_refinement refinement)
{
    if (refinement == PSEG_PLAIN)
        return d;
    if (dx)
        dx[i] += refinement == PSEG_PLUS ? d : d * g;
    return refinement == PSEG_PLUS ? d : d * x[i];
}

#endif
