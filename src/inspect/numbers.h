/* Numbers for other programs: tables as CSV, arrays as NumPy's .npy. Files are written whole or not
 * at all. */
#ifndef PSEG_NUMBERS_H
#define PSEG_NUMBERS_H

#include "phoneseg/host.h"

/* A column of a table is numbers or texts, [rows] of them. */
struct pseg_column {
    const char *name;
    const double *number;    /* NaN: an empty cell */
    const char *const *text; /* where number is NULL */
};

/* A line of the columns' names, then `rows` lines; texts in quotes where they need them (RFC 4180),
 * numbers with all their digits. */
int pseg_write_csv(const char *path, const struct pseg_column *columns, int n_columns, size_t rows,
                   struct pseg_error *error);

/* An array of n_axes (at most 4) of shape[n_axes], the last one running fastest: .npy of format
 * 1.0, little-endian on every machine. */
enum pseg_npy { PSEG_NPY_FLOAT, PSEG_NPY_DOUBLE, PSEG_NPY_INT }; /* <f4, <f8, <i4 */

int pseg_write_npy(const char *path, const void *x, enum pseg_npy type, const size_t *shape,
                   int n_axes, struct pseg_error *error);

#endif
