#include "split.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "ranks.h"

struct pseg_split pseg_my_split(int n)
{
    return (struct pseg_split){pseg_rank(), pseg_n_ranks(), n};
}

int pseg_split_count(const struct pseg_split *s)
{
    return s->first < s->of ? (s->of - s->first + s->every - 1) / s->every : 0;
}

struct item {
    uint64_t size;
    size_t number;
};

/* Largest first; the order of equals is that of their numbers, the same on every machine. */
static int larger_first(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

/* A heap of owners, who has least to do at the top. */
static void sink(int *heap, const uint64_t *load, int n)
{
    for (int at = 0, child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && load[heap[child + 1]] < load[heap[child]])
            child++;
        if (load[heap[at]] <= load[heap[child]])
            return;
        const int above = heap[at];
        heap[at] = heap[child];
        heap[child] = above;
    }
}

int pseg_split_by_size(int *owner, const uint64_t *size, size_t n, int n_owners)
{
    struct item *items = malloc((n + 1) * sizeof *items);
    uint64_t *load = calloc((size_t)n_owners, sizeof *load);
    int *heap = malloc((size_t)n_owners * sizeof *heap);
    const int complete = items && load && heap;
    for (int i = 0; complete && i < n_owners; i++)
        heap[i] = i;
    for (size_t i = 0; complete && i < n; i++)
        items[i] = (struct item){size[i], i};
    if (complete)
        qsort(items, n, sizeof *items, larger_first);
    for (size_t i = 0; complete && i < n; i++) {
        owner[items[i].number] = heap[0];
        load[heap[0]] += items[i].size + 1; /* opening a file is work, too */
        sink(heap, load, n_owners);
    }
    free(items);
    free(load);
    free(heap);
    return complete ? 0 : -1;
}

/* Rank 0 looks: a file system need not be asked by all. */
int pseg_split_files(int *owner, const char *const *paths, size_t n, struct pseg_error *error)
{
    int failed = 0;
    for (size_t i = 0; i < n; i++)
        owner[i] = 0;
    if (pseg_n_ranks() == 1)
        return 0;
    if (pseg_rank() == 0) {
        uint64_t *size = malloc((n + 1) * sizeof *size);
        struct stat s;
        for (size_t i = 0; size && i < n; i++)
            size[i] = stat(paths[i], &s) ? 0 : (uint64_t)s.st_size;
        failed = !size || pseg_split_by_size(owner, size, n, pseg_n_ranks());
        free(size);
    }
    if (pseg_ranks_max(&failed, 1, error))
        return -1;
    if (failed)
        return pseg_fail(error, "out of memory for %zu files", n);
    return pseg_ranks_share(owner, n * sizeof *owner, 0, error);
}
