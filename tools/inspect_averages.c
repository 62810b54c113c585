#include "inspect_averages.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"

static const double reach = 0.15; /* [s] to both sides of a boundary */

/* -------------------------------------------------------------------------------- collecting -- */

static int begin(struct averages *a, const struct pseg_curves *c)
{
    a->n = c->n;
    for (int i = 0; i < c->n; i++) {
        a->curve[i].kind = c->curve[i].kind;
        memcpy(a->curve[i].name, c->curve[i].name, sizeof a->curve[i].name);
        for (int set = 0; set < AVERAGES_SETS; set++)
            if (pseg_triggered_init(&a->curve[i].around[set], reach, c->hop))
                return -1;
    }
    return 0;
}

int averages_add(struct averages *a, const struct pseg_curves *c, const struct pseg_signals *s)
{
    const enum averages_set set = s->is_labelled ? AVERAGES_LABELLED : AVERAGES_FOUND;
    const struct pseg_times *events = s->is_labelled ? &s->ref : &s->found;
    if (!a->n && begin(a, c))
        return -1;
    for (int i = 0; i < c->n; i++) {
        const struct pseg_curve *curve = &c->curve[i];
        struct pseg_random random; /* the same times for every curve */
        pseg_random_seed(&random, 0, pseg_random_stream(s->name));
        pseg_triggered_add(&a->curve[i].around[set], curve->x + curve->from,
                           curve->to - curve->from, curve->start + (double)curve->from * c->hop,
                           events, &random);
    }
    a->n_recordings[set]++;
    a->n_boundaries[set] += events->n;
    return 0;
}

void averages_free(struct averages *a)
{
    for (int i = 0; i < a->n; i++)
        for (int set = 0; set < AVERAGES_SETS; set++)
            pseg_triggered_free(&a->curve[i].around[set]);
    memset(a, 0, sizeof *a);
}

enum averages_set averages_shown(const struct averages *a)
{
    return a->n_recordings[AVERAGES_LABELLED] ? AVERAGES_LABELLED : AVERAGES_FOUND;
}

/* ---------------------------------------------------------------------------------- in words -- */

static void print_row(const char *name, const struct pseg_triggered_point *p)
{
    const double z = pseg_triggered_told(p);
    printf("  %-28s %10.4g  %10.4g  %+7.0f  %+9.1f  %s\n", name, p->chance, p->mean, 1000 * p->lag,
           z,
           !pseg_triggered_is_sure(p) ? "may be chance"
           : z > 0                    ? "rises"
                                      : "falls");
}

/* The curve that says most. */
static int farthest(const struct averages *a, enum averages_set set)
{
    int best = 0;
    double best_z = -1;
    for (int i = 0; i < a->n; i++) {
        const struct pseg_triggered *t = &a->curve[i].around[set];
        const struct pseg_triggered_point p = pseg_triggered_peak(t);
        if (fabs(pseg_triggered_z(&p)) > best_z) {
            best_z = fabs(pseg_triggered_z(&p));
            best = i;
        }
    }
    return best;
}

static void print_conclusion(const struct averages *a, enum averages_set set)
{
    const int best = farthest(a, set);
    const struct pseg_triggered_point p = pseg_triggered_peak(&a->curve[best].around[set]);
    const double z = pseg_triggered_told(&p), ms = 1000 * p.lag;
    printf("Less than %d standard errors may be chance: the farthest of %zu lags of a signal that "
           "knows\nnothing is often beyond 2, which a band of 95 %% has, hardly ever beyond %d.\n",
           PSEG_TRIGGERED_SURE, 2 * a->curve[best].around[set].half + 1, PSEG_TRIGGERED_SURE);
    if (!pseg_triggered_is_sure(&p)) {
        printf("Nothing here can be told from chance.\n");
        return;
    }
    printf("%s says most: %.1f standard errors %s chance, ", a->curve[best].name, fabs(z),
           z > 0 ? "above" : "below");
    if (fabs(ms) < 0.5)
        printf("at the boundary.\n");
    else
        printf("%.0f ms %s the boundary.\n", fabs(ms), ms < 0 ? "before" : "after");
    if (set == AVERAGES_FOUND)
        printf("No recording has labels: these are boundaries that the model itself found, so that "
               "its\nscore rises there by definition.\n");
}

int averages_print(const struct averages *a)
{
    const enum averages_set set = averages_shown(a);
    const struct pseg_triggered *first = &a->curve[0].around[set];
    printf("%zu %s boundaries in %zu recording%s, %zu of them with %.0f ms of signal on both "
           "sides\n",
           a->n_boundaries[set], set == AVERAGES_LABELLED ? "labelled" : "detected",
           a->n_recordings[set], a->n_recordings[set] == 1 ? "" : "s", first->n, 1000 * reach);
    if (first->n < 2) {
        printf("That is too little for averages.\n");
        return 0;
    }
    printf("\n  %-28s %10s  %10s  %7s  %9s\n", "around a boundary", "chance", "peak", "at [ms]",
           "std. err.");
    for (int i = 0; i < a->n; i++) {
        const struct pseg_triggered_point p = pseg_triggered_peak(&a->curve[i].around[set]);
        print_row(a->curve[i].name, &p);
    }
    printf("\n");
    print_conclusion(a, set);
    return 1;
}

/* ----------------------------------------------------------------------------------- numbers -- */

enum { FIGURES = 4 };
static const char *const figures[FIGURES] = {"mean", "error", "chance", "deviation"};

/* x[curves][FIGURES][lags] */
static void fill(double *x, const struct averages *a, size_t lags)
{
    for (int i = 0; i < a->n; i++)
        for (size_t k = 0; k < lags; k++) {
            const struct pseg_triggered_point p =
                pseg_triggered_at(&a->curve[i].around[averages_shown(a)], k);
            double *at = x + (size_t)i * FIGURES * lags + k;
            at[0] = p.mean;
            at[lags] = p.error;
            at[2 * lags] = p.chance;
            at[3 * lags] = p.deviation;
        }
}

static int write_table(const char *path, const double *x, const double *lag,
                       const struct averages *a, size_t lags, struct pseg_error *error)
{
    struct pseg_column columns[1 + PSEG_MAX_CURVES * FIGURES] = {{"lag [s]", lag, NULL}};
    char names[PSEG_MAX_CURVES * FIGURES][64];
    for (int i = 0; i < a->n * FIGURES; i++) {
        snprintf(names[i], sizeof names[i], "%s: %s", a->curve[i / FIGURES].name,
                 figures[i % FIGURES]);
        columns[1 + i] = (struct pseg_column){names[i], x + (size_t)i * lags, NULL};
    }
    return pseg_write_csv(path, columns, 1 + a->n * FIGURES, lags, error);
}

int averages_write(const struct averages *a, const char *csv, const char *npy,
                   struct pseg_error *error)
{
    const struct pseg_triggered *first = &a->curve[0].around[averages_shown(a)];
    const size_t lags = 2 * first->half + 1, shape[] = {(size_t)a->n, FIGURES, lags};
    double *x = malloc((size_t)(a->n * FIGURES + 1) * lags * sizeof *x);
    if (!x)
        return pseg_fail(error, "out of memory for %s", csv);
    double *lag = x + (size_t)(a->n * FIGURES) * lags;
    fill(x, a, lags);
    for (size_t k = 0; k < lags; k++)
        lag[k] = pseg_triggered_at(first, k).lag;
    const int failed = write_table(csv, x, lag, a, lags, error) ||
                       pseg_write_npy(npy, x, PSEG_NPY_DOUBLE, shape, 3, error);
    free(x);
    return failed;
}
