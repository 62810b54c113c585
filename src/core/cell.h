/* Recurrent cells. A cell advances one frame of a batch: the detector calls it with a batch of 1,
 * the trainer with a batch of utterances. Everything it computes stays in the step's arrays, where
 * the score reads the gates and the backward pass reads the rest.
 *
 * A cell is a row of a table: a family, which is the way in which gates and candidate make the new
 * state, and what its gates hear and how they are refined. All arrays over units have a block of n
 * columns for each gate, in the family's order, and the candidate's block last. */
#ifndef PSEG_CELL_H
#define PSEG_CELL_H

#include "matrix.h"
#include "phoneseg/phoneseg.h"

/* What the gates hear. The candidate hears the input, the state and its bias in every cell. */
enum pseg_hears {
    PSEG_HEARS_INPUT = 1,  /* W x */
    PSEG_HEARS_STATE = 2,  /* U h of the frame before */
    PSEG_HEARS_BIAS = 4,   /* b */
    PSEG_HEARS_MEMORY = 8, /* V c, diagonal: peepholes, of a family with a memory only */
    PSEG_HEARS_ALL = PSEG_HEARS_INPUT | PSEG_HEARS_STATE | PSEG_HEARS_BIAS,
};

/* 002 eq. 4: a gate g acts as g + x or as g x, x being the layer's input, of width n. */
enum pseg_refinement { PSEG_PLAIN, PSEG_PLUS, PSEG_TIMES };

enum { PSEG_MAX_GATES = 3 };

struct pseg_cell_family;

struct pseg_cell_kind {
    const char *name, *source; /* paper and equation */
    const struct pseg_cell_family *family;
    int hears;                                       /* enum pseg_hears, together */
    enum pseg_refinement refinement[PSEG_MAX_GATES]; /* of each gate */
    int exposes_memory; /* as the last recurrent layer its output is its memory, not its state */
};

/* Columns of a tensor start at the first block that has any: the candidate's, or all. */
struct pseg_cell_weights {
    struct pseg_matrix w; /* [in][columns] from the input */
    struct pseg_matrix u; /* [n][columns] from the last state */
    const real *b;        /* [columns] */
    const real *v;        /* [gates][n] from the memory; NULL: no peepholes */
};

struct pseg_cell_step {
    real *h;                /* out [batch][n] state */
    real *c;                /* out [batch][n] memory, of a family that has one */
    real *act;              /* out [batch][blocks * n] gates before refinement, and candidate */
    real *aux;              /* out [batch][n] what the family needs besides */
    const real *last;       /* in [batch][n] state one frame earlier */
    const real *last_c;     /* in [batch][n] memory one frame earlier */
    const real *x;          /* in [batch][in] */
    const real *from_below; /* in [batch][n] memory of the layer below, added to the candidate (001
                               section 5.2); NULL: none */
    int batch, in, n;
};

struct pseg_cell_family {
    int n_gates;                       /* the first blocks of act */
    const char *gates[PSEG_MAX_GATES]; /* their names */
    int has_memory;                    /* a memory c besides the state h */
    int resets; /* its candidate hears aux, the state after a reset, in place of the state */
    /* act has what comes from the input; the rest of the step */
    void (*forward)(const struct pseg_cell_step *s, const struct pseg_cell_weights *p,
                    const struct pseg_cell_kind *kind, const struct pseg_kernels *k);
};

extern const struct pseg_cell_kind pseg_cells[PSEG_N_CELLS];

static inline int pseg_cell_blocks(const struct pseg_cell_kind *kind)
{
    return kind->family->n_gates + 1;
}

/* The first block with columns in the tensor that carries what `hears` names. */
static inline int pseg_first_block(const struct pseg_cell_kind *kind, enum pseg_hears hears)
{
    return kind->hears & hears ? 0 : kind->family->n_gates;
}

/* Its gates never change: there is no difference GAS (004 eq. 16, 17). */
static inline int pseg_cell_is_constant(const struct pseg_cell_kind *kind)
{
    return !(kind->hears & (PSEG_HEARS_INPUT | PSEG_HEARS_STATE | PSEG_HEARS_MEMORY));
}

/* Some gate is refined: the layer's input must be n wide. */
int pseg_cell_is_refined(const struct pseg_cell_kind *kind);

#endif
