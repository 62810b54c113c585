/* Memory signatures as numbers. */
#include <math.h>
#include <stdlib.h>

#include "inspect_memory.h"
#include "numbers.h"

double memory_accuracy(const struct pseg_signature *s, int delta, int class)
{
    const int i = (delta - 1) * s->classes + class;
    return s->asked[i] ? (double)s->right[i] / (double)s->asked[i] : NAN;
}

/* A table's columns: texts, then numbers, each [rows]. */
struct table {
    size_t rows;
    const char **text;
    double *number;
};

static int make_table(struct table *t, size_t rows, int texts, int numbers)
{
    t->rows = rows;
    t->text = malloc(rows * (size_t)texts * sizeof *t->text);
    t->number = malloc(rows * (size_t)numbers * sizeof *t->number);
    return t->text && t->number ? 0 : -1;
}

static void free_table(struct table *t)
{
    free(t->text);
    free(t->number);
}

static int write_classes(const struct memory *m, struct pseg_error *error)
{
    const size_t classes = (size_t)m->n_classes, cells = (size_t)m->settings->steps * classes;
    const size_t rows = (size_t)m->n_tracks * cells;
    char path[INSPECT_PATH];
    struct table t = {0};
    inspect_path(path, m->in, "memory.csv");
    const int missing = make_table(&t, rows, 3, 5);
    for (size_t i = 0; !missing && i < rows; i++) {
        const struct memory_track *track = &m->track[i / cells];
        const size_t cell = i % cells;
        const double asked = (double)track->signature.asked[cell];
        const double right = (double)track->signature.right[cell];
        t.text[i] = track->model;
        t.text[rows + i] = track->layer;
        t.text[2 * rows + i] = m->class_name[cell % classes];
        t.number[i] = (double)(cell / classes + 1);
        t.number[rows + i] = m->hop * t.number[i];
        t.number[2 * rows + i] = asked;
        t.number[3 * rows + i] = right;
        t.number[4 * rows + i] = asked > 0 ? right / asked : NAN;
    }
    const struct pseg_column columns[] = {
        {"model", NULL, t.text},
        {"layer", NULL, t.text + rows},
        {"class", NULL, t.text + 2 * rows},
        {"frames_ago", t.number, NULL},
        {"seconds_ago", t.number + rows, NULL},
        {"asked", t.number + 2 * rows, NULL},
        {"right", t.number + 3 * rows, NULL},
        {"accuracy", t.number + 4 * rows, NULL},
    };
    const int result = missing ? pseg_fail(error, "out of memory for %s", path)
                               : pseg_write_csv(path, columns, 8, rows, error);
    free_table(&t);
    return result;
}

/* memory-marginal.csv; memory-marginal.npy: [recalled, most frequent][tracks][steps] */
static int write_marginal(const struct memory *m, struct pseg_error *error)
{
    const size_t steps = (size_t)m->settings->steps, rows = (size_t)m->n_tracks * steps;
    char path[INSPECT_PATH];
    struct table t = {0};
    inspect_path(path, m->in, "memory-marginal.csv");
    const int missing = make_table(&t, rows, 2, 4);
    for (size_t i = 0; !missing && i < rows; i++) {
        const struct memory_track *track = &m->track[i / steps];
        const int delta = (int)(i % steps) + 1;
        t.text[i] = track->model;
        t.text[rows + i] = track->layer;
        t.number[i] = delta;
        t.number[rows + i] = m->hop * delta;
        t.number[2 * rows + i] = pseg_recalled(&track->signature, delta);
        t.number[3 * rows + i] = pseg_guessed(&track->signature, delta);
    }
    const struct pseg_column columns[] = {
        {"model", NULL, t.text},
        {"layer", NULL, t.text + rows},
        {"frames_ago", t.number, NULL},
        {"seconds_ago", t.number + rows, NULL},
        {"recalled", t.number + 2 * rows, NULL},
        {"most_frequent", t.number + 3 * rows, NULL},
    };
    int result = missing ? pseg_fail(error, "out of memory for %s", path)
                         : pseg_write_csv(path, columns, 6, rows, error);
    inspect_path(path, m->in, "memory-marginal.npy");
    if (!result)
        result = pseg_write_npy(path, t.number + 2 * rows, PSEG_NPY_DOUBLE,
                                (size_t[]){2, (size_t)m->n_tracks, steps}, 3, error);
    free_table(&t);
    return result;
}

/* memory.npy: [tracks][steps][classes], in the order of memory.csv */
static int write_array(const struct memory *m, struct pseg_error *error)
{
    const size_t classes = (size_t)m->n_classes, cells = (size_t)m->settings->steps * classes;
    const size_t shape[3] = {(size_t)m->n_tracks, (size_t)m->settings->steps, classes};
    char path[INSPECT_PATH];
    double *x = malloc((size_t)m->n_tracks * cells * sizeof *x);
    inspect_path(path, m->in, "memory.npy");
    if (!x)
        return pseg_fail(error, "out of memory for %s", path);
    for (size_t i = 0; i < (size_t)m->n_tracks * cells; i++)
        x[i] = memory_accuracy(&m->track[i / cells].signature, (int)(i % cells / classes) + 1,
                               (int)(i % classes));
    const int result = pseg_write_npy(path, x, PSEG_NPY_DOUBLE, shape, 3, error);
    free(x);
    return result;
}

int memory_numbers(const struct memory *m, struct pseg_error *error)
{
    return write_classes(m, error) || write_marginal(m, error) || write_array(m, error) ? -1 : 0;
}
