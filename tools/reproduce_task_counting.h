/* Results of the counting task, and their pictures. */
#ifndef REPRODUCE_TASK_COUNTING_H
#define REPRODUCE_TASK_COUNTING_H

#include "reproduce_task.h"

enum { COUNTING_MOST = PSEG_TASK_MAX_CLASSES };

struct counting_cell {
    int complete; /* all seeds */
    struct pseg_task_score score[TASK_MAX_SEEDS];
};

struct counting {
    struct task_plan *plan;
    struct counting_cell cell[PSEG_N_CELLS]; /* by the plan's order of cells */
};

/* [per cent] of the sequences that count `count`, and of those that count 1 to `count`. */
double counting_error(const struct pseg_task_score *score, int count);
double counting_accumulated(const struct pseg_task_score *score, int count);

/* The accumulated error over the seeds of the plan's cell, by its place in the plan. */
struct counting_spread {
    double mean, least, most;
};
struct counting_spread counting_spread(const struct counting *results, int cell, int count);

/* The accumulated error by count, a panel for each family of cells, with its plain cells and those
 * of a refinement that are complete: figure 5 (PSEG_PLUS) and 6 (PSEG_TIMES). */
int counting_picture(const char *path, const struct counting *results,
                     enum pseg_refinement refinement, struct pseg_error *error);

#endif
