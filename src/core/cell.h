/* Recurrent cells. A cell advances one frame of a batch: the detector calls it with a batch of 1,
 * the trainer with a batch of utterances. Everything it computes stays in the step's arrays, where
 * the score reads the gates and the backward pass reads the rest.
 *
 * Weights: blocks of n columns side by side, one block for each gate, in the order of `gates`, and
 * the candidate last. */
#ifndef PSEG_CELL_H
#define PSEG_CELL_H

#include "kernels.h"
#include "phoneseg/phoneseg.h"

struct pseg_cell_weights {
    const real *w; /* [in][blocks * n] from the input */
    const real *u; /* [n][blocks * n] from the last state */
    const real *b; /* [blocks * n] */
};

struct pseg_cell_step {
    real *h;          /* out [batch][n] state */
    real *act;        /* out [batch][blocks * n] gates and candidate, after their functions */
    real *aux;        /* out [batch][aux * n] what the cell needs besides */
    const real *last; /* in [batch][n] state one frame earlier */
    const real *x;    /* in [batch][in] */
    int batch, in, n;
};

struct pseg_cell_kind {
    const char *name;
    int n_gates;          /* gates exposed; they are the first blocks of act */
    const char *gates[4]; /* their names */
    int blocks;           /* gates and candidate */
    int aux;              /* widths of aux in units of n */
    void (*forward)(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                    const struct pseg_kernels *k);
};

extern const struct pseg_cell_kind pseg_cells[PSEG_N_CELLS];

#endif
