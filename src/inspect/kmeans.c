#include "kmeans.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { MOST_ROUNDS = 200 };

struct clustering {
    const float *x; /* [n][dim] */
    size_t n;
    int dim, k;
    float *centres;  /* [k][dim] */
    int *class;      /* [n] */
    double *nearest; /* [n] squared distance to the class's centre */
    double *sums;    /* [k][dim] */
    size_t *members; /* [k] */
};

static const float *point(const struct clustering *c, size_t i)
{
    return c->x + i * (size_t)c->dim;
}

static float *centre(const struct clustering *c, int k)
{
    return c->centres + (size_t)k * (size_t)c->dim;
}

static double squared_distance(const float *a, const float *b, int dim)
{
    double sum = 0;
    for (int j = 0; j < dim; j++)
        sum += ((double)a[j] - b[j]) * ((double)a[j] - b[j]);
    return sum;
}

/* A point, drawn with a probability that goes with its squared distance to the centres so far: one
 * of distance 0 never is. */
static size_t draw(const struct clustering *c, double sum, struct pseg_random *r)
{
    double left = pseg_random_uniform(r) * sum;
    size_t last = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (c->nearest[i] <= 0)
            continue;
        last = i;
        left -= c->nearest[i];
        if (left < 0)
            break;
    }
    return last;
}

/* Returns how many centres there are: fewer than k where there are no more different points. */
static int begin(struct clustering *c, uint64_t seed)
{
    struct pseg_random r;
    pseg_random_seed(&r, seed, pseg_random_stream("k-means"));
    size_t chosen = pseg_random_below(&r, c->n);
    for (size_t i = 0; i < c->n; i++)
        c->nearest[i] = INFINITY;
    for (int k = 0; k < c->k; k++) {
        double sum = 0;
        memcpy(centre(c, k), point(c, chosen), (size_t)c->dim * sizeof(float));
        for (size_t i = 0; i < c->n; i++) {
            const double d = squared_distance(point(c, i), centre(c, k), c->dim);
            c->nearest[i] = fmin(c->nearest[i], d);
            sum += c->nearest[i];
        }
        if (sum <= 0)
            return k + 1;
        chosen = draw(c, sum, &r);
    }
    return c->k;
}

/* Each point to the nearest centre, of equals the first; true if any changed. */
static int assign(struct clustering *c)
{
    int changed = 0;
    for (size_t i = 0; i < c->n; i++) {
        int best = 0;
        c->nearest[i] = INFINITY;
        for (int k = 0; k < c->k; k++) {
            const double d = squared_distance(point(c, i), centre(c, k), c->dim);
            if (d < c->nearest[i]) {
                c->nearest[i] = d;
                best = k;
            }
        }
        changed |= best != c->class[i];
        c->class[i] = best;
    }
    return changed;
}

/* An empty class begins again at the point that is farthest from its centre. */
static void refill(struct clustering *c, int k)
{
    size_t farthest = 0;
    for (size_t i = 1; i < c->n; i++)
        if (c->nearest[i] > c->nearest[farthest])
            farthest = i;
    memcpy(centre(c, k), point(c, farthest), (size_t)c->dim * sizeof(float));
    c->nearest[farthest] = 0;
}

static void move(struct clustering *c)
{
    const size_t dim = (size_t)c->dim;
    memset(c->sums, 0, (size_t)c->k * dim * sizeof *c->sums);
    memset(c->members, 0, (size_t)c->k * sizeof *c->members);
    for (size_t i = 0; i < c->n; i++) {
        const size_t k = (size_t)c->class[i];
        c->members[k]++;
        for (size_t j = 0; j < dim; j++)
            c->sums[k * dim + j] += point(c, i)[j];
    }
    for (int k = 0; k < c->k; k++)
        for (size_t j = 0; c->members[k] && j < dim; j++)
            centre(c, k)[j] = (float)(c->sums[(size_t)k * dim + j] / (double)c->members[k]);
    for (int k = 0; k < c->k; k++)
        if (!c->members[k])
            refill(c, k);
}

static double level(const struct clustering *c, int k)
{
    double sum = 0;
    for (int j = 0; j < c->dim; j++)
        sum += centre(c, k)[j];
    return sum;
}

static void swap(struct clustering *c, int a, int b)
{
    for (int j = 0; j < c->dim; j++) {
        const float t = centre(c, a)[j];
        centre(c, a)[j] = centre(c, b)[j];
        centre(c, b)[j] = t;
    }
}

static void sort(struct clustering *c)
{
    for (int k = 0; k < c->k; k++) {
        int lowest = k;
        for (int i = k + 1; i < c->k; i++)
            lowest = level(c, i) < level(c, lowest) ? i : lowest;
        swap(c, k, lowest);
    }
}

static int cluster(struct clustering *c, uint64_t seed, struct pseg_error *error)
{
    const int begun = begin(c, seed);
    if (begun < c->k)
        return pseg_fail(error, "only %d different frame%s for %d classes", begun,
                         begun == 1 ? "" : "s", c->k);
    for (size_t i = 0; i < c->n; i++)
        c->class[i] = -1;
    for (int round = 0; assign(c) && round < MOST_ROUNDS; round++)
        move(c);
    sort(c);
    assign(c);
    return 0;
}

int pseg_kmeans(float *centres, int *class, const float *x, size_t n, int dim, int k, uint64_t seed,
                struct pseg_error *error)
{
    struct clustering c = {.x = x, .n = n, .dim = dim, .k = k, .centres = centres, .class = class};
    if (n < (size_t)k)
        return pseg_fail(error, "only %zu frames for %d classes", n, k);
    c.nearest = malloc(n * sizeof *c.nearest);
    c.sums = malloc((size_t)k * (size_t)dim * sizeof *c.sums);
    c.members = malloc((size_t)k * sizeof *c.members);
    const int result = c.nearest && c.sums && c.members
                           ? cluster(&c, seed, error)
                           : pseg_fail(error, "out of memory for classes of %zu frames", n);
    free(c.nearest);
    free(c.sums);
    free(c.members);
    return result;
}
