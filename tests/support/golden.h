/* Golden files: arrays that an independent program computed, as text (see golden/golden_text.py).
 * All of it fails the running test, with a message, where a file is not as it should be. */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

struct golden_array {
    char name[32];
    int rows, cols;
    double *values; /* [rows][cols] */
};

struct golden {
    int n;
    struct golden_array arrays[32];
};

/* Reads tests/golden/FILE. */
void golden_read(struct golden *golden, const char *file);

void golden_free(struct golden *golden);

const struct golden_array *golden_find(const struct golden *golden, const char *name);

/* The values of an array that must be [rows][cols]. */
const double *golden_values(const struct golden *golden, const char *name, int rows, int cols);

/* The same as floats, to be freed; they are exact where the writer made them so. */
float *golden_floats(const struct golden *golden, const char *name, int rows, int cols);

#endif
