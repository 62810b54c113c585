#include "golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static void read_array(struct golden_array *array, FILE *f)
{
    if (fscanf(f, " array %31s %d %d", array->name, &array->rows, &array->cols) != 3)
        fail_msg("golden file: an array's head is malformed");
    const long n = (long)array->rows * array->cols;
    array->values = malloc((size_t)n * sizeof(double));
    assert_non_null(array->values);
    for (long i = 0; i < n; i++)
        if (fscanf(f, "%lf", &array->values[i]) != 1)
            fail_msg("golden file: %s ends after %ld of %ld numbers", array->name, i, n);
}

/* True at the head of another array; skips blanks and comments. */
static int more(FILE *f)
{
    int c;
    while ((c = fgetc(f)) != EOF) {
        if (c == '#')
            while (c != '\n' && c != EOF)
                c = fgetc(f);
        else if (c == 'a')
            return ungetc(c, f) != EOF;
    }
    return 0;
}

void golden_read(struct golden *golden, const char *file)
{
    char path[4096];
    memset(golden, 0, sizeof *golden);
    snprintf(path, sizeof path, "%s/golden/%s", TESTS_DIR, file);
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("%s: cannot open", path);
    while (more(f)) {
        assert_true((size_t)golden->n < COUNT(golden->arrays));
        read_array(&golden->arrays[golden->n++], f);
    }
    fclose(f);
}

void golden_free(struct golden *golden)
{
    for (int i = 0; i < golden->n; i++)
        free(golden->arrays[i].values);
    golden->n = 0;
}

const struct golden_array *golden_find(const struct golden *golden, const char *name)
{
    for (int i = 0; i < golden->n; i++)
        if (strcmp(golden->arrays[i].name, name) == 0)
            return &golden->arrays[i];
    fail_msg("golden file: no array %s", name);
    return NULL;
}

const double *golden_values(const struct golden *golden, const char *name, int rows, int cols)
{
    const struct golden_array *array = golden_find(golden, name);
    if (array->rows != rows || array->cols != cols)
        fail_msg("golden file: %s is [%d][%d], not [%d][%d]", name, array->rows, array->cols, rows,
                 cols);
    return array->values;
}

float *golden_floats(const struct golden *golden, const char *name, int rows, int cols)
{
    const double *values = golden_values(golden, name, rows, cols);
    const size_t n = (size_t)rows * (size_t)cols;
    float *floats = malloc(n * sizeof *floats);
    assert_non_null(floats);
    for (size_t i = 0; i < n; i++)
        floats[i] = (float)values[i];
    return floats;
}
