/* Table 2 of 002: epochs until a network adds binary numbers without a mistake. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "reproduce_task.h"

enum { N_LENGTHS = 4, N_QUICK_LENGTHS = 2, PAPER_ROWS = 11 };

static const int lengths[N_LENGTHS] = {10, 20, 50, 100};

#define NEVER INFINITY

static const struct {
    const char *cell;
    double epochs[N_LENGTHS];
} table2[PAPER_ROWS] = {
    {"lstm", {15, 32, 92, NEVER}},    {"lstm-ri+", {6, 6, 6, 12}},
    {"lstm-rix", {13, 18, 26, 57}},   {"lstm-ro+", {6, 6, 6, 12}},
    {"lstm-rox", {16, 16, 16, 16}},   {"gru", {23, 60, NEVER, NEVER}},
    {"gru-rr+", {22, 22, 68, NEVER}}, {"gru-rrx", {17, 29, 140, NEVER}},
    {"mgu", {23, 92, NEVER, NEVER}},  {"mgu-rf+", {21, 23, 66, NEVER}},
    {"mgu-rfx", {21, 29, 91, NEVER}},
};

/* One training run. */
struct result {
    double epochs;      /* until it adds without a mistake; NEVER: not within the limit */
    int done;           /* epochs trained */
    long wrong, digits; /* of the test, after these */
};

/* All seeds of one cell and length: a field of the table. */
struct field {
    int complete;
    struct result seed[TASK_MAX_SEEDS];
};

struct adding {
    struct task_plan *plan;
    int n_lengths;
    struct field field[N_LENGTHS][PSEG_N_CELLS]; /* by the plan's order of cells */
};

/* ------------------------------------------------------------------------------------ tables -- */

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int sort_epochs(double *sorted, const struct field *field, int seeds)
{
    int converged = 0;
    for (int s = 0; s < seeds; s++) {
        sorted[s] = field->seed[s].epochs;
        converged += isfinite(sorted[s]);
    }
    qsort(sorted, (size_t)seeds, sizeof *sorted, ascending);
    return converged;
}

/* Median (range), and how many of the seeds converged where not all did. */
static void print_field(FILE *to, const struct field *field, int seeds)
{
    double sorted[TASK_MAX_SEEDS];
    if (!field->complete) {
        fprintf(to, " - |");
        return;
    }
    const int converged = sort_epochs(sorted, field, seeds);
    const double median = (sorted[(seeds - 1) / 2] + sorted[seeds / 2]) / 2;
    fprintf(to, " %g (%g-%g)", median, sorted[0], sorted[seeds - 1]);
    if (converged < seeds)
        fprintf(to, " %d of %d", converged, seeds);
    fprintf(to, " |");
}

static void print_paper(FILE *to, const char *cell, int length)
{
    int row = 0;
    while (row < PAPER_ROWS && strcmp(table2[row].cell, cell) != 0)
        row++;
    if (row < PAPER_ROWS)
        fprintf(to, " %g |", table2[row].epochs[length]);
    else
        fprintf(to, " - |");
}

static void print_table(FILE *to, const struct adding *a)
{
    fprintf(to, "| cell | refined |");
    for (int l = 0; l < a->n_lengths; l++)
        fprintf(to, " L = %d | paper |", lengths[l]);
    fprintf(to, "\n| --- | --- |");
    for (int l = 0; l < a->n_lengths; l++)
        fprintf(to, " ---: | ---: |");
    for (int c = 0; c < a->plan->n_cells; c++) {
        const int cell = a->plan->cells[c];
        fprintf(to, "\n| %s | %s |", pseg_cells[cell].name, task_refinement(cell));
        for (int l = 0; l < a->n_lengths; l++) {
            print_field(to, &a->field[l][c], a->plan->seeds);
            print_paper(to, pseg_cells[cell].name, l);
        }
    }
    fprintf(to, "\n");
}

static void print_markdown(FILE *to, const void *results)
{
    const struct adding *a = results;
    fprintf(to,
            "# The adding task%s: table 2 of 002\n\n"
            "Epochs until all digits of all test sequences are right for the first time: the "
            "median over the\nseeds, and in brackets the least and the most. inf: not within "
            "%d epochs, with the number of\nseeds that converged behind it. -: not run, or not "
            "in the paper.\n\n",
            a->plan->task->embeds ? ", its digits through a learned linear layer" : "",
            a->plan->epochs);
    print_table(to, a);
    fprintf(to, "\n");
    task_print_settings(to, a->plan);
}

static void print_csv(FILE *to, const void *results)
{
    const struct adding *a = results;
    fprintf(to, "cell,refined,length,seed,epochs,epochs_trained,wrong_digits,digits\n");
    for (int l = 0; l < a->n_lengths; l++)
        for (int c = 0; c < a->plan->n_cells; c++)
            for (int s = 0; s < a->plan->seeds && a->field[l][c].complete; s++) {
                const struct result *r = &a->field[l][c].seed[s];
                const int cell = a->plan->cells[c];
                fprintf(to, "%s,%s,%d,%d,%g,%d,%ld,%ld\n", pseg_cells[cell].name,
                        task_refinement(cell), lengths[l], s + 1, r->epochs, r->done, r->wrong,
                        r->digits);
            }
}

static int write_results(const struct adding *a)
{
    const int status = task_write(a->plan, ".csv", print_csv, a);
    return status ? status : task_write(a->plan, ".md", print_markdown, a);
}

/* ---------------------------------------------------------------------------------- training -- */

static int converge(struct result *result, struct pseg_task_run *run, struct task_plan *plan)
{
    struct pseg_task_score score;
    double loss = 0;
    *result = (struct result){.epochs = NEVER, .wrong = 1};
    while (result->wrong && run->epoch < plan->epochs && isfinite(loss)) {
        if (interrupted)
            return EXIT_FAILED;
        loss = pseg_task_epoch(run);
        pseg_task_test(&score, run);
        const struct pseg_task_total total = pseg_task_sum(&score);
        result->wrong = total.wrong;
        result->digits = total.asked;
        task_progress(plan, 1, run->settings.length);
    }
    result->done = run->epoch;
    if (!result->wrong)
        result->epochs = run->epoch;
    task_progress(plan, plan->epochs - run->epoch, run->settings.length);
    return EXIT_DONE;
}

static int train(struct result *result, struct task_plan *plan, int cell, int length, int seed)
{
    struct pseg_task_run run;
    struct pseg_error error;
    const struct pseg_task_settings settings = task_settings(plan, cell, length, seed);
    if (pseg_task_begin(&run, &settings, &error))
        return complain("reproduce", "%s", error.text);
    const int status = converge(result, &run, plan);
    pseg_task_end(&run);
    return status;
}

static void report(const struct adding *a, int l, int c)
{
    const struct field *field = &a->field[l][c];
    pseg_progress_clear(a->plan->bar);
    fprintf(stderr, "L = %d  %-9s  epochs", lengths[l], pseg_cells[a->plan->cells[c]].name);
    for (int s = 0; s < a->plan->seeds; s++)
        fprintf(stderr, " %g", field->seed[s].epochs);
    fprintf(stderr, "\n");
}

static int fill(struct adding *a, int l, int c)
{
    struct field *field = &a->field[l][c];
    for (int s = 0; s < a->plan->seeds; s++) {
        const int status = train(&field->seed[s], a->plan, a->plan->cells[c], lengths[l], s + 1);
        if (status)
            return status;
    }
    field->complete = 1;
    report(a, l, c);
    return write_results(a);
}

/* Short sequences first: what is there after an interruption compares all cells. */
static int fill_all(struct adding *a)
{
    struct task_plan *plan = a->plan;
    for (int l = 0; l < a->n_lengths; l++)
        plan->work += (double)plan->n_cells * plan->seeds * plan->epochs * lengths[l];
    for (int l = 0; l < a->n_lengths; l++)
        for (int c = 0; c < plan->n_cells; c++) {
            const int status = fill(a, l, c);
            if (status)
                return status;
        }
    return EXIT_DONE;
}

int task_adding(struct task_plan *plan)
{
    struct adding *a = calloc(1, sizeof *a);
    if (!a)
        return complain("reproduce", "out of memory");
    if (!plan->n_cells)
        for (int row = 0; row < PAPER_ROWS; row++)
            task_add_cells(plan, &table2[row].cell, 1);
    a->plan = plan;
    a->n_lengths = plan->quick ? N_QUICK_LENGTHS : N_LENGTHS;
    const int status = fill_all(a);
    if (interrupted)
        complain("reproduce", "interrupted; what was complete is in %s", plan->out);
    free(a);
    return status;
}
