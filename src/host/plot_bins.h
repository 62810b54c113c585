/* A signal of unknown length, reduced while it arrives to a bounded number of bins: least, largest
 * and mean value of each. When the bins are used up, every two become one; so there are always at
 * least half as many as there is room for, once that many items have come. */
#ifndef PSEG_PLOT_BINS_H
#define PSEG_PLOT_BINS_H

#include <stddef.h>
#include <stdint.h>

struct pseg_bins {
    int channels;
    size_t room, n;          /* bins; room is even */
    uint64_t per_bin;        /* items in a full bin */
    uint64_t items;          /* seen */
    double start;            /* [s] of item 0 */
    double step;             /* [s] from one item to the next */
    float *low, *high, *sum; /* [room][channels] */
};

/* -1: out of memory */
int pseg_bins_init(struct pseg_bins *b, int channels, size_t room, double step);
void pseg_bins_free(struct pseg_bins *b);

/* The next item x[channels], at `time` [s]; only the first item's time is used. */
void pseg_bins_add(struct pseg_bins *b, const float *x, double time);

/* Items in bin k; only the last may hold less than per_bin. */
uint64_t pseg_bins_items(const struct pseg_bins *b, size_t k);

/* The middle of bin k [s]: half-way between its first and its last item. */
double pseg_bins_time(const struct pseg_bins *b, size_t k);

float pseg_bins_mean(const struct pseg_bins *b, size_t k, int channel);

/* The bin whose items are nearest to the time, counted with fractions: 2.25 is a quarter of the
 * way from the middle of bin 2 to that of bin 3; negative before the first. */
double pseg_bins_place(const struct pseg_bins *b, double time);

#endif
