#include "hac.h"

#include <stdlib.h>

/* Joining the segments of frames left .. at - 1 and at .. end - 1. */
struct join {
    double cost;
    size_t left, at, end;
};

/* A segment goes by its first frame. */
struct chain {
    double *sum;  /* [n][d] of a segment's frames, in the row of its first one */
    size_t *next; /* [n] where a segment ends and the next begins; 0: it was joined to another */
    size_t *previous;  /* [n] where the segment before begins */
    size_t n;          /* [frames] */
    int d;             /* features */
    struct join *heap; /* [n_heap], cheapest first; some of it out of date */
    size_t n_heap;
};

static void chain_free(struct chain *c)
{
    free(c->sum);
    free(c->next);
    free(c->previous);
    free(c->heap);
}

/* Every frame a segment. Room for 3 n joins: n - 1 at first, and each that is made brings two. */
static int chain_make(struct chain *c, const float *x, size_t n, int d)
{
    const size_t width = (size_t)d;
    *c = (struct chain){.n = n, .d = d};
    c->sum = malloc((n + 1) * width * sizeof *c->sum);
    c->next = malloc((n + 1) * sizeof *c->next);
    c->previous = malloc((n + 1) * sizeof *c->previous);
    c->heap = malloc(3 * (n + 1) * sizeof *c->heap);
    if (!c->sum || !c->next || !c->previous || !c->heap)
        return -1;
    for (size_t t = 0; t < n; t++) {
        c->next[t] = t + 1;
        c->previous[t] = t ? t - 1 : 0;
    }
    for (size_t i = 0; i < n * width; i++)
        c->sum[i] = x[i];
    return 0;
}

/* Equal costs: the earlier first, so that the order is the same everywhere. */
static int is_before(const struct join *a, const struct join *b)
{
    return a->cost < b->cost || (a->cost == b->cost && a->at < b->at);
}

static void heap_push(struct chain *c, struct join join)
{
    size_t i = c->n_heap++;
    for (; i && is_before(&join, &c->heap[(i - 1) / 2]); i = (i - 1) / 2)
        c->heap[i] = c->heap[(i - 1) / 2];
    c->heap[i] = join;
}

static struct join heap_pop(struct chain *c)
{
    const struct join first = c->heap[0], last = c->heap[--c->n_heap];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < c->n_heap; i = child) {
        if (child + 1 < c->n_heap && is_before(&c->heap[child + 1], &c->heap[child]))
            child++;
        if (!is_before(&c->heap[child], &last))
            break;
        c->heap[i] = c->heap[child];
    }
    c->heap[i] = last;
    return first;
}

/* What a join adds to the squared error within segments: a b / (a + b) times the squared distance
 * of the means of a and b frames. */
static double ward(const struct chain *c, size_t left, size_t at, size_t end)
{
    const double *x = c->sum + left * (size_t)c->d, *y = c->sum + at * (size_t)c->d;
    const double a = (double)(at - left), b = (double)(end - at);
    double squares = 0;
    for (int j = 0; j < c->d; j++) {
        const double difference = x[j] / a - y[j] / b;
        squares += difference * difference;
    }
    return a * b / (a + b) * squares;
}

/* The segment that begins at `at` may be joined to the one before. */
static void offer(struct chain *c, size_t at)
{
    const size_t left = c->previous[at], end = c->next[at];
    heap_push(c, (struct join){ward(c, left, at, end), left, at, end});
}

/* Either segment has changed since the join was offered. */
static int is_stale(const struct chain *c, const struct join *join)
{
    return c->previous[join->at] != join->left || c->next[join->at] != join->end;
}

static void make(struct chain *c, const struct join *join)
{
    double *x = c->sum + join->left * (size_t)c->d, *y = c->sum + join->at * (size_t)c->d;
    for (int j = 0; j < c->d; j++)
        x[j] += y[j];
    c->next[join->at] = 0;
    c->next[join->left] = join->end;
    if (join->left)
        offer(c, join->left);
    if (join->end == c->n)
        return;
    c->previous[join->end] = join->left;
    offer(c, join->end);
}

/* height[n] of the joins, in the features' own squares; returns their mean cost. */
static double cluster(float *height, struct chain *c)
{
    double highest = 0, total = 0;
    for (size_t t = 1; t < c->n; t++)
        offer(c, t);
    while (c->n_heap) {
        const struct join join = heap_pop(c);
        if (is_stale(c, &join))
            continue;
        highest = join.cost > highest ? join.cost : highest;
        total += join.cost;
        height[join.at] = (float)highest;
        make(c, &join);
    }
    return total / (double)(c->n - 1);
}

int pseg_hac(float *height, const float *x, size_t n, int d, struct pseg_error *error)
{
    struct chain c;
    for (size_t t = 0; t < n; t++)
        height[t] = 0;
    if (n < 2)
        return 0;
    if (chain_make(&c, x, n, d)) {
        chain_free(&c);
        return pseg_fail(error, "out of memory for clustering %zu frames", n);
    }
    const double unit = cluster(height, &c);
    for (size_t t = 0; t < n && unit > 0; t++)
        height[t] = (float)(height[t] / unit);
    chain_free(&c);
    return 0;
}
