#include "reliability.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int rising(const void *a, const void *b)
{
    const float x = ((const struct pseg_candidate *)a)->score;
    const float y = ((const struct pseg_candidate *)b)->score;
    return (x > y) - (x < y);
}

/* Wilson's interval for k of n. */
static void set_interval(struct pseg_reliability_bin *bin)
{
    const double z = 1.959963984540054, n = (double)bin->n, p = bin->observed;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    bin->low = fmax(0, middle - half);
    bin->high = fmin(1, middle + half);
}

static void fill(struct pseg_reliability_bin *bin, const struct pseg_candidate *x, size_t n)
{
    double predicted = 0;
    long boundaries = 0;
    for (size_t i = 0; i < n; i++) {
        predicted += (double)x[i].score;
        boundaries += x[i].is_boundary;
    }
    *bin = (struct pseg_reliability_bin){.predicted = predicted / (double)n,
                                         .observed = (double)boundaries / (double)n,
                                         .n = (long)n};
    set_interval(bin);
}

/* Where a bin that should end before x[end] ends, so that equal scores stay together. */
static size_t whole_bin(const struct pseg_candidate *x, size_t end, size_t n)
{
    while (end > 0 && end < n && x[end].score == x[end - 1].score)
        end++;
    return end;
}

static void cut(struct pseg_reliability *r, const struct pseg_candidate *x, size_t n)
{
    size_t begin = 0;
    for (size_t k = 1; k <= PSEG_RELIABILITY_BINS; k++) {
        const size_t end = whole_bin(x, n * k / PSEG_RELIABILITY_BINS, n);
        if (end <= begin)
            continue;
        fill(&r->bin[r->n_bins++], x + begin, end - begin);
        begin = end;
    }
}

static void count_bars(struct pseg_reliability *r, const struct pseg_candidate *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double place = floor((double)x[i].score * PSEG_RELIABILITY_BARS);
        const int at = (int)fmin(fmax(place, 0), PSEG_RELIABILITY_BARS - 1);
        r->bar[at]++;
        r->bar_boundaries[at] += x[i].is_boundary;
    }
}

/* The mean of |k/n - p| of a binomial k is near to that of a Gaussian of the same width. */
static double luck(const struct pseg_reliability_bin *bin)
{
    const double pi = 3.14159265358979323846, p = bin->predicted;
    return sqrt(2 / pi * p * (1 - p) / (double)bin->n);
}

int pseg_reliability_of(struct pseg_reliability *r, const struct pseg_candidates *list,
                        struct pseg_error *error)
{
    memset(r, 0, sizeof *r);
    r->n = (long)list->n;
    r->n_boundaries = list->n_boundaries;
    if (!list->n)
        return 0;
    struct pseg_candidate *sorted = malloc(list->n * sizeof *sorted);
    if (!sorted)
        return pseg_fail(error, "out of memory for %zu candidates", list->n);
    memcpy(sorted, list->at, list->n * sizeof *sorted);
    qsort(sorted, list->n, sizeof *sorted, rising);
    cut(r, sorted, list->n);
    count_bars(r, sorted, list->n);
    for (int k = 0; k < r->n_bins; k++) {
        const double share = (double)r->bin[k].n / (double)r->n;
        r->error += share * fabs(r->bin[k].predicted - r->bin[k].observed);
        r->chance += share * luck(&r->bin[k]);
    }
    free(sorted);
    return 0;
}
