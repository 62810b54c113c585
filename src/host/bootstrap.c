#include "bootstrap.h"

#include <math.h>
#include <stdlib.h>

#include "quantile.h"
#include "random.h"

static struct pseg_interval interval(double *values, int n)
{
    pseg_sort(values, (size_t)n);
    return (struct pseg_interval){pseg_quantile(values, (size_t)n, 0.025),
                                  pseg_quantile(values, (size_t)n, 0.975)};
}

static struct pseg_counts draw(const struct pseg_counts *groups, size_t n, struct pseg_random *r)
{
    struct pseg_counts sum = {0};
    for (size_t i = 0; i < n; i++) {
        const struct pseg_counts *g = &groups[pseg_random_below(r, n)];
        sum.n_ref += g->n_ref;
        sum.n_hyp += g->n_hyp;
        sum.hits += g->hits;
        sum.ref_hit += g->ref_hit;
        sum.hyp_hit += g->hyp_hit;
    }
    return sum;
}

int pseg_bootstrap(struct pseg_interval *strict, struct pseg_interval *lenient,
                   const struct pseg_counts *groups, size_t n, int draws, uint64_t seed,
                   struct pseg_error *error)
{
    double *values = malloc(2 * (size_t)draws * sizeof *values);
    struct pseg_random r;
    if (!values)
        return pseg_fail(error, "out of memory for %d bootstrap draws", draws);
    pseg_random_seed(&r, seed, pseg_random_stream("bootstrap"));
    for (int i = 0; i < draws; i++) {
        const struct pseg_counts sum = draw(groups, n, &r);
        values[i] = pseg_strict(&sum).r_value;
        values[draws + i] = pseg_lenient(&sum).r_value;
    }
    *strict = interval(values, draws);
    *lenient = interval(values + draws, draws);
    free(values);
    return 0;
}
