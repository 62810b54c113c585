/* Who does what. */
#ifndef PSEG_SPLIT_H
#define PSEG_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "phoneseg/host.h"

/* Items first, first + every, ... of n, those of one rank. */
struct pseg_split {
    int first, every, of;
};

/* This rank's of n. */
struct pseg_split pseg_my_split(int n);

/* How many that are. */
int pseg_split_count(const struct pseg_split *s);

/* owner[n] of items of these sizes among n_owners, the largest first, each to who has least to do
 * so far: no owner has more than 4/3 of the best split's most (Graham 1969). -1: out of memory. */
int pseg_split_by_size(int *owner, const uint64_t *size, size_t n, int n_owners);

/* owner[n] of files, by their sizes in the file system, among all ranks; 0 all where there is one
 * rank. Together. -1: out of memory, or the ranks do not answer. */
int pseg_split_files(int *owner, const char *const *paths, size_t n, struct pseg_error *error);

#endif
