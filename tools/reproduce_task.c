/* phoneseg reproduce --task: the numerical tasks of 002 section 4.2. */
#include "reproduce_task.h"

#include <string.h>

#include "command.h"
#include "folders.h"

enum { N_TRAIN = 10000, N_TEST = 5000, QUICK_SEEDS = 2, BATCH = 100 };

static const double CLIP = 1; /* as `phoneseg train` has it */

static const struct {
    const struct pseg_task *task;
    int (*run)(struct task_plan *plan);
    int epochs, quick_epochs;
    double rate;
} tasks[] = {
    {&pseg_task_adding, task_adding, 200, 60, 0.001},
    {&pseg_task_adding_embedded, task_adding, 200, 60, 0.001},
    {&pseg_task_counting, task_counting, 200, 20, 0.01},
};
enum { N_TASKS = sizeof tasks / sizeof *tasks, SEEDS = 5 };

/* --------------------------------------------------------------------------------- the plan -- */

static int find_task(const char *name)
{
    char names[256] = "";
    for (int i = 0; i < N_TASKS; i++) {
        if (strcmp(tasks[i].task->name, name) == 0)
            return i;
        strcat(names, i ? ", " : "");
        strcat(names, tasks[i].task->name);
    }
    complain_usage("reproduce", "--task %s: %s are the tasks", name, names);
    return -1;
}

static int find_cell(const char *name, size_t length)
{
    for (int i = 0; i < PSEG_N_CELLS; i++)
        if (strlen(pseg_cells[i].name) == length && !memcmp(pseg_cells[i].name, name, length))
            return i;
    return -1;
}

void task_add_cells(struct task_plan *plan, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        plan->cells[plan->n_cells++] = find_cell(names[i], strlen(names[i]));
}

static int complain_cell(const char *name, size_t length)
{
    char names[512] = "";
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        strcat(names, i ? ", " : "");
        strcat(names, pseg_cells[i].name);
    }
    return complain_usage("reproduce", "--cells %.*s: %s are the cells", (int)length, name, names);
}

/* names with commas between, each once */
static int choose_cells(struct task_plan *plan, const char *names)
{
    int chosen[PSEG_N_CELLS] = {0};
    for (const char *name = names; name;) {
        const size_t length = strcspn(name, ",");
        const int cell = find_cell(name, length);
        if (cell < 0)
            return complain_cell(name, length);
        if (!chosen[cell]++)
            plan->cells[plan->n_cells++] = cell;
        name = name[length] ? name + length + 1 : NULL;
    }
    return EXIT_DONE;
}

static int or_usual(int given, int usual)
{
    return given ? given : usual;
}

static int check_numbers(const struct reproduce_options *o)
{
    if (o->seeds < 0 || o->seeds > TASK_MAX_SEEDS)
        return complain_usage("reproduce", "--seeds %d: a whole number from 1 to %d", o->seeds,
                              TASK_MAX_SEEDS);
    if (o->epochs < 0)
        return complain_usage("reproduce", "--epochs %d: a whole number from 1", o->epochs);
    if (o->batch < 0 || o->batch > N_TEST)
        return complain_usage("reproduce", "--batch %d: a whole number from 1 to %d", o->batch,
                              N_TEST);
    if (!(o->rate >= 0 && o->rate <= 1))
        return complain_usage("reproduce", "--rate %g: a number above 0, up to 1", o->rate);
    return EXIT_DONE;
}

/* Better now than after the first row. */
static int check_writable(const struct task_plan *plan)
{
    struct pseg_error error;
    char path[4096];
    task_path(path, sizeof path, plan, ".csv");
    if (pseg_make_folders(path, &error))
        return complain("reproduce", "%s", error.text);
    struct pseg_output *o = pseg_output_open(path, &error);
    if (!o)
        return complain("reproduce", "%s", error.text);
    pseg_output_abandon(o);
    return EXIT_DONE;
}

int reproduce_task(const struct reproduce_options *options)
{
    const struct reproduce_options *o = options;
    const int i = find_task(o->task);
    if (i < 0)
        return EXIT_USAGE;
    if (!o->out)
        return complain_usage("reproduce", "say where the results go: --out DIR");
    const int epochs = o->quick ? tasks[i].quick_epochs : tasks[i].epochs;
    struct task_plan plan = {.task = tasks[i].task,
                             .out = o->out,
                             .quick = o->quick,
                             .seeds = or_usual(o->seeds, o->quick ? QUICK_SEEDS : SEEDS),
                             .epochs = or_usual(o->epochs, epochs),
                             .batch = or_usual(o->batch, BATCH),
                             .rate = o->rate > 0 ? o->rate : tasks[i].rate};
    int status = check_numbers(o);
    if (!status)
        status = choose_cells(&plan, o->cells);
    if (!status)
        status = check_writable(&plan);
    if (status)
        return status;
    plan.bar = pseg_progress_start(1);
    status = tasks[i].run(&plan);
    pseg_progress_end(plan.bar);
    return status;
}

/* ------------------------------------------------------------------------------ shared parts -- */

struct pseg_task_settings task_settings(const struct task_plan *plan, int cell, int length,
                                        int seed)
{
    return (struct pseg_task_settings){.task = plan->task,
                                       .cell = cell,
                                       .length = length,
                                       .n_train = N_TRAIN,
                                       .n_test = N_TEST,
                                       .batch = plan->batch,
                                       .rate = plan->rate,
                                       .clip = CLIP,
                                       .seed = seed};
}

void task_progress(struct task_plan *plan, int epochs, int length)
{
    pseg_progress_add(plan->bar, (double)epochs * length / plan->work);
}

void task_path(char *path, size_t size, const struct task_plan *plan, const char *ending)
{
    snprintf(path, size, "%s/%s%s", plan->out, plan->task->name, ending);
}

int task_write(const struct task_plan *plan, const char *ending, task_print *print,
               const void *results)
{
    struct pseg_error error;
    char path[4096];
    task_path(path, sizeof path, plan, ending);
    struct pseg_output *o = pseg_output_open(path, &error);
    if (o)
        print(pseg_output_stream(o), results);
    if (o && !pseg_output_commit(o, &error))
        return EXIT_DONE;
    pseg_progress_clear(plan->bar);
    return complain("reproduce", "%s", error.text);
}

void task_print_settings(FILE *to, const struct task_plan *plan)
{
    fprintf(
        to,
        "%d training and %d test sequences for each seed, the same for all cells; seeds 1 to "
        "%d.\nOne-hot digits,%s one recurrent layer of %d units,\na dense layer, cross-entropy. "
        "Adam at a constant rate of %g, batches of %d sequences,\ngradients clipped to a norm "
        "of %g. Initial values: W Glorot, U orthogonal, b zero.\n",
        N_TRAIN, N_TEST, plan->seeds, plan->task->embeds ? " a learned linear layer as wide," : "",
        plan->task->hidden, plan->rate, plan->batch, CLIP);
}

const char *task_refinement(int cell)
{
    const struct pseg_cell_kind *kind = &pseg_cells[cell];
    for (int g = 0; g < kind->family->n_gates; g++)
        if (kind->refinement[g] != PSEG_PLAIN)
            return kind->refinement[g] == PSEG_PLUS ? "+" : "x";
    return "-";
}
