/* What `phoneseg reproduce` trains and scores. A system is what finds boundaries: a network to be
 * trained, or a baseline. A row is a line of a table: a system, a score of it, and the figures that
 * the paper has for it. */
#ifndef REPRODUCE_PLAN_H
#define REPRODUCE_PLAN_H

#include "settings.h"

enum { MAX_SYSTEMS = 48, MAX_ROWS = 96, MAX_SETS = 32, SYSTEM_NAME = 40 };

enum system_kind {
    SYSTEM_PAPER, /* a network with the settings of 000 section 3.1 */
    SYSTEM_CELL,  /* a network with the settings of a detector that streams */
    SYSTEM_HAC,
    SYSTEM_TRANSITION,
    SYSTEM_PERIODIC
};

struct system {
    char name[SYSTEM_NAME];
    enum system_kind kind;
    int topology, cell, residual; /* of a network */
    int period;                   /* [ms] of SYSTEM_PERIODIC */
    int chosen;
};

/* Of the frame n, beside frame n - 1. The means are over the gate's units. */
enum row_score {
    ROW_ERROR,       /* E, 000 eq. 15 */
    ROW_MEAN,        /* difference of the mean, eq. 12 */
    ROW_MINUS_MEAN,  /* the same, falling: eq. 12 of 1 - gate, which some call the gate */
    ROW_ABS_MEAN,    /* its magnitude */
    ROW_UNITS,       /* mean of the units' |differences|, from eq. 13 */
    ROW_BLEND_MEAN,  /* (1 - w) E + w difference of the mean, eq. 16 */
    ROW_BLEND_UNITS, /* the same with the units' |differences| */
    ROW_PEAKS        /* a baseline's own peaks */
};

enum table { TABLE_GATES, TABLE_APPROACHES, TABLE_CELLS, N_TABLES };
extern const char *const table_names[N_TABLES]; /* as --only takes them */

struct row {
    char name[SYSTEM_NAME + 16]; /* unique */
    char label[64];              /* in the table */
    enum table table;
    int system; /* index */
    enum row_score score;
    int gate;
    double paper[2]; /* R-value, clean and at 6 dB; NAN: not in the paper */
};

struct plan {
    struct system system[MAX_SYSTEMS];
    struct row row[MAX_ROWS];
    int n_systems, n_rows;
    struct pseg_settings paper, streaming; /* of the networks, but for topology, cell, residual */
    int seeds;                             /* of each network: 1 .. seeds */
    double snr;                            /* [dB] of the noisy condition */
    const char *tier;                      /* of the label files, as pseg_find_tier takes it */
    double train_minutes;                  /* 0: all of the training audio */
    int test_recordings;                   /* 0: all */
};

/* All systems and rows, with their usual settings. */
void plan_make(struct plan *plan);

/* Chooses systems by a list of names, or names of tables, with commas between; NULL: all. */
int plan_choose(struct plan *plan, const char *names, struct pseg_error *error);

/* The first row of that name, or the row of a system; -1: none. */
int plan_find_row(const struct plan *plan, const char *name);
int plan_find_system(const struct plan *plan, const char *name);

static inline int is_network(const struct system *s)
{
    return s->kind == SYSTEM_PAPER || s->kind == SYSTEM_CELL;
}

/* Settings of the network with that seed. */
void plan_settings(struct pseg_settings *s, const struct plan *plan, const struct system *system,
                   int seed);

/* 1: the table has a row whose system is chosen. */
int plan_has_table(const struct plan *plan, enum table table);

#endif
