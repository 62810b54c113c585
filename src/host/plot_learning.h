/* The course of training runs as a picture. */
#ifndef PSEG_PLOT_LEARNING_H
#define PSEG_PLOT_LEARNING_H

#include "phoneseg/host.h"

struct pseg_learning {
    const char *name;
    const double *train, *validation; /* [n] losses after each epoch */
    size_t n;
};

/* Training and validation loss of each of n_runs <= PSEG_MOST_SERIES, on a logarithmic axis; the
 * best epoch of validation gets a dot. The file's extension says which kind of picture. */
int pseg_plot_learning(const char *path, const char *title, const struct pseg_learning *runs,
                       size_t n_runs, struct pseg_error *error);

#endif
