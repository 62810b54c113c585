/* The numerical tasks of 002 section 4.2: what both have in common. */
#ifndef REPRODUCE_TASK_H
#define REPRODUCE_TASK_H

#include <stdio.h>

#include "progress.h"
#include "reproduce.h"
#include "task_train.h"

enum { TASK_MAX_SEEDS = 100 };

struct task_plan {
    const struct pseg_task *task;
    const char *out;
    int quick;
    int cells[PSEG_N_CELLS], n_cells;
    int seeds, epochs, batch;
    double rate;
    struct pseg_progress *bar;
    double work; /* [digits of a sequence and epoch] all that is to be done */
};

/* Settings of one run of the plan. */
struct pseg_task_settings task_settings(const struct task_plan *plan, int cell, int length,
                                        int seed);

/* `epochs` epochs with sequences of that length are done, or not needed any more. */
void task_progress(struct task_plan *plan, int epochs, int length);

/* Writes a file of the results; its name in the plan's folder is the task's name and `ending`. */
typedef void task_print(FILE *to, const void *results);
int task_write(const struct task_plan *plan, const char *ending, task_print *print,
               const void *results);

/* path[size]: the file of that ending */
void task_path(char *path, size_t size, const struct task_plan *plan, const char *ending);

/* The settings of the plan in a sentence or two of Markdown. */
void task_print_settings(FILE *to, const struct task_plan *plan);

/* "+", "x", or "-" of a cell without refined gates */
const char *task_refinement(int cell);

/* Whole tasks; an exit status. */
int task_adding(struct task_plan *plan);
int task_counting(struct task_plan *plan);

/* Adds cells by name, which are there. */
void task_add_cells(struct task_plan *plan, const char *const *names, int n);

#endif
