/* What has been found so far, one entry for each system and seed, and the files that keep it. */
#ifndef REPRODUCE_RESULTS_H
#define REPRODUCE_RESULTS_H

#include "cost.h"
#include "reproduce_score.h"

enum { MAX_SEEDS = 20 };

struct outcome {
    int done;
    int epochs;
    double seconds;          /* of processor time in the thread that trains */
    double loss, validation; /* of the last epoch */
    double parameters, multiply_adds;
};

struct results {
    const struct plan *plan;
    const char *folder; /* --out */
    uint64_t test;      /* changes with the recordings that are scored on */
    uint64_t train;
    struct outcome outcome[MAX_SYSTEMS][MAX_SEEDS + 1]; /* by seed, which counts from 1 */
    struct figures *figures;                            /* [MAX_ROWS][MAX_SEEDS + 1] */
};

static inline struct figures *figures_of(const struct results *r, int row, int seed)
{
    return &r->figures[row * (MAX_SEEDS + 1) + seed];
}

/* Baselines are not trained: they have one seed only. */
static inline int seeds_of(const struct plan *plan, int system)
{
    return is_network(&plan->system[system]) ? plan->seeds : 1;
}

/* path[size] of a file of that system and seed, with that extension */
void results_path(char *path, size_t size, const struct results *r, int system, int seed,
                  const char *extension);

/* Keeps what is known of the system and seed: a file written whole or not at all. */
int results_write(const struct results *r, int system, int seed, struct pseg_error *error);

/* True: a network of that system and seed was kept by an earlier run with the very same settings
 * and recordings, though its figures may lack some rows; its outcome is read. */
int results_read_outcome(struct results *r, int system, int seed);

/* True: they were kept by an earlier run with the very same settings and recordings. */
int results_read(struct results *r, int system, int seed);

#endif
