/* The course of a training run as a picture. */
#ifndef PSEG_PLOT_LEARNING_H
#define PSEG_PLOT_LEARNING_H

#include "phoneseg/host.h"

/* Training and validation loss after each of n epochs, on a logarithmic axis; the best epoch of
 * validation gets a dot. The file's extension says which kind of picture. */
int pseg_plot_learning(const char *path, const char *title, const double *train,
                       const double *validation, size_t n, struct pseg_error *error);

#endif
