/* The results as a page of tables, and as columns of numbers. */
#ifndef REPRODUCE_TABLES_H
#define REPRODUCE_TABLES_H

#include "reproduce_results.h"

/* Over the seeds that are done. */
struct spread {
    int n;
    double mean, deviation; /* deviation: of a sample, 0 of a single seed */
};
struct spread spread_of(const struct results *r, int row, enum protocol protocol,
                        enum condition condition, enum measure measure);

/* The row's system uses the whole recording before it decides. */
int is_offline_row(const struct results *r, int row);

/* The first seed that is done; 0: none. */
int first_seed(const struct results *r, int system);

/* reproduce.md; command: what it was made with, without names of folders. */
int tables_write_page(const struct results *r, const struct data *d, const char *command,
                      struct pseg_error *error);

/* results.csv: all figures of all seeds; curves.csv: precision and recall by threshold. */
int tables_write_numbers(const struct results *r, struct pseg_error *error);

/* Opens a file of --out. */
struct pseg_output *tables_open(const struct results *r, const char *name,
                                struct pseg_error *error);

#endif
