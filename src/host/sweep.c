#include "sweep.h"

#include <math.h>
#include <stdlib.h>

#include "tune.h"

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* scores[*total] of all peaks, ascending; NULL: out of memory. */
static float *gather(size_t *total, const struct pseg_peaks *peaks, size_t n)
{
    size_t k = 0;
    *total = 0;
    for (size_t i = 0; i < n; i++)
        *total += peaks[i].n;
    float *scores = malloc((*total + 1) * sizeof *scores);
    for (size_t i = 0; scores && i < n; i++)
        for (size_t j = 0; j < peaks[i].n; j++)
            scores[k++] = peaks[i].at[j].score;
    if (k)
        qsort(scores, k, sizeof *scores, ascending);
    return scores;
}

int pseg_sweep(struct pseg_sweep_point *points, size_t n_points, const struct pseg_peaks *peaks,
               const struct pseg_times *const *refs, size_t n, const struct pseg_config *c,
               struct pseg_error *error)
{
    struct pseg_config config = *c;
    size_t total;
    float *scores = gather(&total, peaks, n);
    int failed = !scores;
    if (scores && !total) {
        free(scores);
        return pseg_fail(error, "the score has no peak in any recording");
    }
    for (size_t i = 0; i < n_points && !failed; i++) {
        const float score = scores[i * (total - 1) / n_points];
        points[i].threshold = config.threshold = nextafterf(score, -INFINITY);
        failed = pseg_count_all(&points[i].counts, peaks, refs, n, &config);
    }
    free(scores);
    return failed ? pseg_fail(error, "out of memory for a curve") : 0;
}
