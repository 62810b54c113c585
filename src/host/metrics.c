/* Counting boundaries that were found, in the two ways that the field uses, and the rates made of
 * the counts. R-value: Räsänen, Laine and Altosaar, Interspeech 2009. */
#include <math.h>
#include <stdlib.h>

#include "phoneseg/host.h"

/* [s] and frames: times that were written as decimals may miss a limit by their last bit */
static const double slack = 1e-9;

struct pair {
    size_t ref, hyp;
};

/* The largest number of pairs, one to one, within the tolerance; pairs[that many] unless NULL.
 * Taking the earliest partner that is near enough is optimal: all windows are equally wide, so
 * their order is that of the times. */
static long one_to_one(struct pair *pairs, const struct pseg_times *ref,
                       const struct pseg_times *hyp, double tolerance)
{
    size_t i = 0, j = 0;
    long hits = 0;
    while (i < ref->n && j < hyp->n) {
        const double d = hyp->at[j] - ref->at[i];
        if (fabs(d) <= tolerance + slack) {
            if (pairs)
                pairs[hits] = (struct pair){i, j};
            hits++;
            i++;
            j++;
        } else if (d < 0) {
            j++;
        } else {
            i++;
        }
    }
    return hits;
}

/* Where a later partner is free and nearer, the earliest one would make the detector look early. */
static void take_nearer(struct pair *pairs, long n, const struct pseg_times *ref,
                        const struct pseg_times *hyp)
{
    size_t ref_end = ref->n, hyp_end = hyp->n; /* taken by the pair that follows */
    for (long k = n - 1; k >= 0; k--) {
        struct pair *p = &pairs[k];
        const double *r = ref->at, *h = hyp->at;
        while (p->hyp + 1 < hyp_end &&
               fabs(h[p->hyp + 1] - r[p->ref]) < fabs(h[p->hyp] - r[p->ref]))
            p->hyp++;
        while (p->ref + 1 < ref_end &&
               fabs(h[p->hyp] - r[p->ref + 1]) < fabs(h[p->hyp] - r[p->ref]))
            p->ref++;
        ref_end = p->ref;
        hyp_end = p->hyp;
    }
}

int pseg_pair_offsets(struct pseg_times *offsets, const struct pseg_times *ref,
                      const struct pseg_times *hyp, double tolerance)
{
    struct pair *pairs = malloc((ref->n + 1) * sizeof *pairs);
    int result = pairs ? 0 : -1;
    const long n = pairs ? one_to_one(pairs, ref, hyp, tolerance) : 0;
    take_nearer(pairs, n, ref, hyp);
    for (long k = 0; k < n && !result; k++)
        result = pseg_times_add(offsets, hyp->at[pairs[k].hyp] - ref->at[pairs[k].ref]);
    free(pairs);
    return result;
}

/* The published tables count on a grid of 10 ms frames: the reference is floored, the hypothesis
 * rounded. */
static double ref_frame(double t)
{
    return floor(t / 0.01 + slack);
}

static double hyp_frame(double t)
{
    return floor(t / 0.01 + 0.5);
}

enum { NEAR = 2 }; /* [frames], inclusive */

/* How many x have a y near them; a y may serve for many. */
static long count_near(const struct pseg_times *x, double (*x_frame)(double),
                       const struct pseg_times *y, double (*y_frame)(double))
{
    size_t j = 0;
    long near = 0;
    for (size_t i = 0; i < x->n; i++) {
        const double frame = x_frame(x->at[i]);
        while (j < y->n && y_frame(y->at[j]) < frame - NEAR)
            j++;
        near += j < y->n && y_frame(y->at[j]) <= frame + NEAR;
    }
    return near;
}

void pseg_count(struct pseg_counts *counts, const struct pseg_times *ref,
                const struct pseg_times *hyp, double tolerance)
{
    counts->n_ref += (long)ref->n;
    counts->n_hyp += (long)hyp->n;
    counts->hits += one_to_one(NULL, ref, hyp, tolerance);
    counts->ref_hit += count_near(ref, ref_frame, hyp, hyp_frame);
    counts->hyp_hit += count_near(hyp, hyp_frame, ref, ref_frame);
}

/* Distance to the ideal point (recall 1, no over-segmentation) and to the line on which more
 * boundaries buy no recall. */
static double r_value(double recall, double over)
{
    const double r1 = hypot(1 - recall, over), r2 = (recall - over - 1) / sqrt(2);
    return 1 - (fabs(r1) + fabs(r2)) / 2;
}

static struct pseg_rates rates(double precision, double recall, double over)
{
    const double sum = precision + recall;
    return (struct pseg_rates){
        .precision = 100 * precision,
        .recall = 100 * recall,
        .f1 = sum > 0 ? 100 * (2 * precision * recall / sum) : 0,
        .over_segmentation = 100 * over,
        .r_value = 100 * r_value(recall, over),
    };
}

struct pseg_rates pseg_strict(const struct pseg_counts *c)
{
    if (!c->n_ref || !c->n_hyp)
        return rates(0, 0, -1);
    const double ref = (double)c->n_ref, hyp = (double)c->n_hyp, hits = (double)c->hits;
    return rates(hits / hyp, hits / ref, hyp / ref - 1);
}

struct pseg_rates pseg_lenient(const struct pseg_counts *c)
{
    if (!c->n_ref || !c->n_hyp)
        return rates(0, 0, -1);
    const double precision = (double)c->hyp_hit / (double)c->n_hyp;
    const double recall = (double)c->ref_hit / (double)c->n_ref;
    return rates(precision, recall, precision > 0 ? recall / precision - 1 : 0);
}
