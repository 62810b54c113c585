#include "plot_bins.h"

#include <stdlib.h>
#include <string.h>

int pseg_bins_init(struct pseg_bins *b, int channels, size_t room, double step)
{
    memset(b, 0, sizeof *b);
    b->channels = channels;
    b->room = (room + 1) / 2 * 2;
    b->per_bin = 1;
    b->step = step;
    const size_t size = b->room * (size_t)channels;
    b->low = malloc(3 * size * sizeof *b->low);
    if (!b->low)
        return -1;
    b->high = b->low + size;
    b->sum = b->high + size;
    return 0;
}

void pseg_bins_free(struct pseg_bins *b)
{
    free(b->low);
    memset(b, 0, sizeof *b);
}

/* Bin `to` takes the channels of bin `from` in. */
static void merge(struct pseg_bins *b, size_t to, size_t from)
{
    const size_t c = (size_t)b->channels;
    for (size_t i = to * c, k = from * c; i < (to + 1) * c; i++, k++) {
        b->low[i] = b->low[k] < b->low[i] ? b->low[k] : b->low[i];
        b->high[i] = b->high[k] > b->high[i] ? b->high[k] : b->high[i];
        b->sum[i] += b->sum[k];
    }
}

static void copy(struct pseg_bins *b, size_t to, size_t from)
{
    const size_t c = (size_t)b->channels, row = c * sizeof *b->low;
    memmove(b->low + to * c, b->low + from * c, row);
    memmove(b->high + to * c, b->high + from * c, row);
    memmove(b->sum + to * c, b->sum + from * c, row);
}

static void halve(struct pseg_bins *b)
{
    for (size_t k = 0; k < b->n / 2; k++) {
        copy(b, k, 2 * k);
        merge(b, k, 2 * k + 1);
    }
    b->n /= 2;
    b->per_bin *= 2;
}

void pseg_bins_add(struct pseg_bins *b, const float *x, double time)
{
    if (b->items == 0)
        b->start = time;
    const int starts_bin = b->items == b->n * b->per_bin;
    if (starts_bin && b->n == b->room)
        halve(b);
    if (starts_bin)
        b->n++;
    b->items++;
    const size_t c = (size_t)b->channels, at = (b->n - 1) * c;
    for (size_t i = 0; i < c; i++) {
        b->low[at + i] = starts_bin || x[i] < b->low[at + i] ? x[i] : b->low[at + i];
        b->high[at + i] = starts_bin || x[i] > b->high[at + i] ? x[i] : b->high[at + i];
        b->sum[at + i] = x[i] + (starts_bin ? 0 : b->sum[at + i]);
    }
}

uint64_t pseg_bins_items(const struct pseg_bins *b, size_t k)
{
    return k + 1 < b->n ? b->per_bin : b->items - k * b->per_bin;
}

double pseg_bins_time(const struct pseg_bins *b, size_t k)
{
    const double items = (double)pseg_bins_items(b, k);
    return b->start + ((double)k * (double)b->per_bin + (items - 1) / 2) * b->step;
}

float pseg_bins_mean(const struct pseg_bins *b, size_t k, int channel)
{
    return b->sum[k * (size_t)b->channels + (size_t)channel] / (float)pseg_bins_items(b, k);
}

double pseg_bins_place(const struct pseg_bins *b, double time)
{
    const double item = (time - b->start) / b->step;
    return (item + 0.5) / (double)b->per_bin - 0.5;
}
