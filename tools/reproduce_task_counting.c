/* Figures 5 and 6 of 002: how often a network miscounts the repetitions of the last digit. */
#include <math.h>
#include <stdlib.h>

#include "command.h"
#include "reproduce_task_counting.h"

static const char *const usual[] = {"lstm",      "lstm-ri+",  "lstm-rix", "lstm-ro+", "lstm-rox",
                                    "lstm-rio+", "lstm-riox", "gru",      "gru-rr+",  "gru-rrx",
                                    "mgu",       "mgu-rf+",   "mgu-rfx"};
enum { N_USUAL = sizeof usual / sizeof *usual };

/* --------------------------------------------------------------------------------- measures -- */

double counting_error(const struct pseg_task_score *score, int count)
{
    return 100.0 * (double)score->wrong[count - 1] / (double)score->asked[count - 1];
}

double counting_accumulated(const struct pseg_task_score *score, int count)
{
    long asked = 0, wrong = 0;
    for (int k = 0; k < count; k++) {
        asked += score->asked[k];
        wrong += score->wrong[k];
    }
    return 100.0 * (double)wrong / (double)asked;
}

struct counting_spread counting_spread(const struct counting *results, int cell, int count)
{
    const int n = results->plan->seeds;
    struct counting_spread spread = {0, INFINITY, -INFINITY};
    for (int s = 0; s < n; s++) {
        const double x = counting_accumulated(&results->cell[cell].score[s], count);
        spread.mean += x / n;
        spread.least = fmin(spread.least, x);
        spread.most = fmax(spread.most, x);
    }
    return spread;
}

/* ------------------------------------------------------------------------------------ tables -- */

static void print_table(FILE *to, const struct counting *r)
{
    static const int columns[] = {1, 5, 10, 15, COUNTING_MOST};
    enum { N_COLUMNS = sizeof columns / sizeof *columns };
    fprintf(to, "| cell | refined |");
    for (int i = 0; i < N_COLUMNS; i++)
        fprintf(to, " 1 to %d |", columns[i]);
    fprintf(to, "\n| --- | --- |");
    for (int i = 0; i < N_COLUMNS; i++)
        fprintf(to, " ---: |");
    for (int c = 0; c < r->plan->n_cells; c++) {
        const int cell = r->plan->cells[c];
        fprintf(to, "\n| %s | %s |", pseg_cells[cell].name, task_refinement(cell));
        for (int i = 0; i < N_COLUMNS; i++) {
            const struct counting_spread s = counting_spread(r, c, columns[i]);
            if (r->cell[c].complete)
                fprintf(to, " %.1f (%.1f-%.1f) |", s.mean, s.least, s.most);
            else
                fprintf(to, " - |");
        }
    }
    fprintf(to, "\n");
}

static void print_markdown(FILE *to, const void *results)
{
    const struct counting *r = results;
    fprintf(to,
            "# The counting task: figures 5 and 6 of 002\n\n"
            "Accumulated error in per cent: of the test sequences whose last digit is repeated 1 "
            "to N times,\nhow many are counted wrong after %d epochs; the mean over the seeds, and "
            "in brackets the least and\nthe most. The count is a class of 1 to 20, asked for after "
            "the last digit; in the data all counts\nare equally likely.\n\n",
            r->plan->epochs);
    print_table(to, r);
    fprintf(to, "\n");
    task_print_settings(to, r->plan);
}

static void print_csv(FILE *to, const void *results)
{
    const struct counting *r = results;
    fprintf(to, "cell,refined,seed,count,sequences,wrong,error,accumulated_error\n");
    for (int c = 0; c < r->plan->n_cells; c++)
        for (int s = 0; s < r->plan->seeds && r->cell[c].complete; s++)
            for (int count = 1; count <= COUNTING_MOST; count++) {
                const struct pseg_task_score *score = &r->cell[c].score[s];
                const int cell = r->plan->cells[c];
                fprintf(to, "%s,%s,%d,%d,%ld,%ld,%.2f,%.2f\n", pseg_cells[cell].name,
                        task_refinement(cell), s + 1, count, score->asked[count - 1],
                        score->wrong[count - 1], counting_error(score, count),
                        counting_accumulated(score, count));
            }
}

static int write_results(const struct counting *r)
{
    const int status = task_write(r->plan, ".csv", print_csv, r);
    return status ? status : task_write(r->plan, ".md", print_markdown, r);
}

static int draw_results(const struct counting *r)
{
    static const struct {
        enum pseg_refinement refinement;
        const char *ending;
    } figures[] = {{PSEG_PLUS, "-plus.png"}, {PSEG_TIMES, "-times.png"}};
    for (int i = 0; i < 2; i++) {
        struct pseg_error error;
        char path[4096];
        task_path(path, sizeof path, r->plan, figures[i].ending);
        if (counting_picture(path, r, figures[i].refinement, &error))
            return complain("reproduce", "%s", error.text);
    }
    return EXIT_DONE;
}

/* ---------------------------------------------------------------------------------- training -- */

static int learn(struct pseg_task_score *score, struct pseg_task_run *run, struct task_plan *plan)
{
    double loss = 0;
    while (run->epoch < plan->epochs && isfinite(loss)) {
        if (interrupted)
            return EXIT_FAILED;
        loss = pseg_task_epoch(run);
        task_progress(plan, 1, run->settings.length);
    }
    task_progress(plan, plan->epochs - run->epoch, run->settings.length);
    pseg_task_test(score, run);
    return EXIT_DONE;
}

static int train(struct pseg_task_score *score, struct task_plan *plan, int cell, int seed)
{
    struct pseg_task_run run;
    struct pseg_error error;
    const struct pseg_task_settings settings = task_settings(plan, cell, plan->task->length, seed);
    if (pseg_task_begin(&run, &settings, &error))
        return complain("reproduce", "%s", error.text);
    const int status = learn(score, &run, plan);
    pseg_task_end(&run);
    return status;
}

static int fill(struct counting *r, int c)
{
    struct task_plan *plan = r->plan;
    for (int s = 0; s < plan->seeds; s++) {
        const int status = train(&r->cell[c].score[s], plan, plan->cells[c], s + 1);
        if (status)
            return status;
    }
    r->cell[c].complete = 1;
    pseg_progress_clear(plan->bar);
    const struct counting_spread error = counting_spread(r, c, COUNTING_MOST);
    fprintf(stderr, "%-9s  %.1f %% counted wrong (%.1f to %.1f)\n", pseg_cells[plan->cells[c]].name,
            error.mean, error.least, error.most);
    return write_results(r);
}

static int fill_all(struct counting *r)
{
    const struct task_plan *plan = r->plan;
    r->plan->work = (double)plan->n_cells * plan->seeds * plan->epochs * plan->task->length;
    for (int c = 0; c < plan->n_cells; c++) {
        const int status = fill(r, c);
        if (status)
            return status;
    }
    return EXIT_DONE;
}

int task_counting(struct task_plan *plan)
{
    struct counting *r = calloc(1, sizeof *r);
    if (!r)
        return complain("reproduce", "out of memory");
    if (!plan->n_cells)
        task_add_cells(plan, usual, N_USUAL);
    r->plan = plan;
    int status = fill_all(r);
    if (interrupted)
        complain("reproduce", "interrupted; what was complete is in %s", plan->out);
    if (r->cell[0].complete && draw_results(r))
        status = EXIT_FAILED;
    free(r);
    return status;
}
