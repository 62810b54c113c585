#include "candidates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "tune.h"

/* [s] times that were written as decimals may miss the tolerance by their last bit */
static const double slack = 1e-9;

void pseg_candidates_free(struct pseg_candidates *list)
{
    free(list->at);
    memset(list, 0, sizeof *list);
}

static int make_room(struct pseg_candidates *list, size_t n)
{
    struct pseg_candidate *more = pseg_grow(list->at, list->n + n, &list->room, sizeof *more);
    if (!more)
        return -1;
    list->at = more;
    return 0;
}

/* The highest score first; of equal ones the earliest. */
static int by_score(const void *a, const void *b)
{
    const struct pseg_candidate *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->at > y->at) - (x->at < y->at);
}

/* The first reference at or after t. */
static size_t first_from(const struct pseg_times *ref, double t)
{
    size_t low = 0, high = ref->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (ref->at[middle] < t)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Takes the nearest free reference, where there is one within the tolerance. */
static int take(char *taken, const struct pseg_times *ref, double at)
{
    const double reach = PSEG_TOLERANCE + slack;
    size_t nearest = ref->n;
    for (size_t i = first_from(ref, at - reach); i < ref->n && ref->at[i] <= at + reach; i++)
        if (!taken[i] && (nearest == ref->n || fabs(ref->at[i] - at) < fabs(ref->at[nearest] - at)))
            nearest = i;
    if (nearest == ref->n)
        return 0;
    taken[nearest] = 1;
    return 1;
}

int pseg_add_candidates(struct pseg_candidates *list, const struct pseg_peaks *peaks,
                        const struct pseg_times *ref, const struct pseg_config *c)
{
    const size_t first = list->n;
    char *taken = calloc(ref->n + 1, 1);
    if (!taken || make_room(list, peaks->n)) {
        free(taken);
        return -1;
    }
    for (size_t i = 0; i < peaks->n; i++) {
        struct pseg_candidate found = {.score = peaks->at[i].score};
        if (pseg_peak_time(&found.at, &peaks->at[i], peaks->length, c))
            list->at[list->n++] = found;
    }
    if (list->n > first)
        qsort(list->at + first, list->n - first, sizeof *list->at, by_score);
    for (size_t i = first; i < list->n; i++) {
        list->at[i].is_boundary = take(taken, ref, list->at[i].at);
        list->n_boundaries += list->at[i].is_boundary;
    }
    free(taken);
    return 0;
}

int pseg_find_candidates(struct pseg_candidates *list, const struct pseg_peaks *peaks,
                         const struct pseg_times *const *refs, size_t n,
                         const struct pseg_config *c, struct pseg_error *error)
{
    *list = (struct pseg_candidates){0};
    for (size_t i = 0; i < n; i++)
        if (pseg_add_candidates(list, &peaks[i], refs[i], c)) {
            pseg_candidates_free(list);
            return pseg_fail(error, "out of memory for the score's maxima");
        }
    return 0;
}
