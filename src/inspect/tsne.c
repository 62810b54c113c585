#include "tsne.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

/* Section 3.4 has momentum 0.5, later 0.8, gains by direction, and an early exaggeration, here 12
 * over the first quarter. The rate n / exaggeration, at least 50, and the longer exaggeration are
 * those of Linderman and Steinerberger (2019) and Belkina et al. (2019). */
static const double EXAGGERATION = 12, EARLY = 0.25, LEAST_RATE = 50, LEAST_GAIN = 0.01;

const struct pseg_tsne pseg_tsne_defaults = {30, 750, 1, NULL, NULL};

/* -------------------------------------------------------------------------------- neighbours -- */

static double least_of_others(const double *d2, int i, int n)
{
    double least = INFINITY;
    for (int j = 0; j < n; j++)
        if (j != i && d2[j] < least)
            least = d2[j];
    return least;
}

/* p[n] for a precision beta = 1 / (2 sigma^2); returns its entropy [nats]. */
static double spread(double *p, const double *d2, int i, int n, double beta, double least)
{
    double sum = 0, weighted = 0;
    for (int j = 0; j < n; j++) {
        p[j] = j == i ? 0 : exp(-beta * (d2[j] - least));
        sum += p[j];
        weighted += p[j] * (d2[j] - least);
    }
    for (int j = 0; j < n; j++)
        p[j] /= sum;
    return log(sum) + beta * weighted / sum;
}

/* The entropy falls as beta grows: beta is doubled until it is enclosed, then halved in between. */
void pseg_tsne_row(double *p, const double *d2, int i, int n, double perplexity)
{
    const double wanted = log(perplexity), least = least_of_others(d2, i, n);
    double low = 0, high = INFINITY, mean = 0;
    for (int j = 0; j < n; j++)
        mean += j == i ? 0 : (d2[j] - least) / n;
    double beta = mean > 0 ? 1 / mean : 1;
    for (int round = 0; round < 200; round++) {
        const double entropy = spread(p, d2, i, n, beta, least);
        if (fabs(entropy - wanted) < 1e-10)
            return;
        *(entropy > wanted ? &low : &high) = beta;
        beta = isinf(high) ? 2 * beta : (low + high) / 2;
        if (!(beta < DBL_MAX / 4)) /* all that is left are points at the least distance */
            return;
    }
}

static double squared_distance(const float *a, const float *b, int dim)
{
    double sum = 0;
    for (int k = 0; k < dim; k++) {
        const double d = (double)a[k] - b[k];
        sum += d * d;
    }
    return sum;
}

static double usable(double perplexity, int n)
{
    return fmax(1, fmin(perplexity, (n - 1) / 3.0));
}

void pseg_tsne_joint(double *p, const float *x, int n, int dim, double perplexity)
{
    const size_t width = (size_t)n;
    double d2[PSEG_TSNE_MOST_POINTS];
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            d2[j] = squared_distance(x + (size_t)i * (size_t)dim, x + (size_t)j * (size_t)dim, dim);
        pseg_tsne_row(p + (size_t)i * width, d2, i, n, usable(perplexity, n));
    }
    for (size_t i = 0; i < width; i++)
        for (size_t j = 0; j <= i; j++)
            p[i * width + j] = p[j * width + i] =
                (p[i * width + j] + p[j * width + i]) / (2 * (double)n);
}

/* ---------------------------------------------------------------------------------- gradient -- */

/* With q'_ij = 1 / (1 + |y_i - y_j|^2) and Z their sum, eq. 5 is
 *     4 sum_j p_ij q'_ij (y_i - y_j)  -  4/Z sum_j q'_ij^2 (y_i - y_j):
 * both sums and Z in one pass over the pairs. */
static double pull_and_push(double *pull, double *push, const double *p, const double *y, int n)
{
    double z = 0;
    memset(pull, 0, 2 * (size_t)n * sizeof *pull);
    memset(push, 0, 2 * (size_t)n * sizeof *push);
    for (int i = 1; i < n; i++) {
        const double *row = p + (size_t)i * (size_t)n;
        double attract[2] = {0, 0}, repel[2] = {0, 0};
        for (int j = 0; j < i; j++) {
            const double d[2] = {y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1]};
            const double q = 1 / (1 + d[0] * d[0] + d[1] * d[1]);
            z += 2 * q;
            for (int k = 0; k < 2; k++) {
                attract[k] += row[j] * q * d[k];
                repel[k] += q * q * d[k];
                pull[2 * j + k] -= row[j] * q * d[k];
                push[2 * j + k] -= q * q * d[k];
            }
        }
        for (int k = 0; k < 2; k++) {
            pull[2 * i + k] += attract[k];
            push[2 * i + k] += repel[k];
        }
    }
    return z;
}

void pseg_tsne_gradient(double *gradient, const double *p, double exaggeration, const double *y,
                        int n)
{
    double push[2 * PSEG_TSNE_MOST_POINTS];
    const double z = pull_and_push(gradient, push, p, y, n);
    for (int i = 0; i < 2 * n; i++)
        gradient[i] = 4 * (exaggeration * gradient[i] - push[i] / z);
}

double pseg_tsne_divergence(const double *p, const double *y, int n)
{
    double z = 0, sum = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                const double dx = y[2 * i] - y[2 * j], dy = y[2 * i + 1] - y[2 * j + 1];
                const double q = 1 / (1 + dx * dx + dy * dy), pij = p[(size_t)i * (size_t)n + j];
                if (pass == 0)
                    z += i == j ? 0 : q;
                else if (pij > 0)
                    sum += pij * log(pij / (q / z));
            }
    return sum;
}

/* ------------------------------------------------------------------------------------ layout -- */

struct descent {
    double *gradient, *step, *gain; /* [n][2] */
    double rate;
};

static void centre(double *y, int n)
{
    double mean[2] = {0, 0};
    for (int i = 0; i < 2 * n; i++)
        mean[i % 2] += y[i] / n;
    for (int i = 0; i < 2 * n; i++)
        y[i] -= mean[i % 2];
}

/* A coordinate's gain grows while it keeps its direction (Jacobs 1988). */
static void descend(double *y, struct descent *d, double momentum, int n)
{
    for (int i = 0; i < 2 * n; i++) {
        const int turns = (d->gradient[i] > 0) == (d->step[i] > 0);
        d->gain[i] = fmax(turns ? d->gain[i] * 0.8 : d->gain[i] + 0.2, LEAST_GAIN);
        d->step[i] = momentum * d->step[i] - d->rate * d->gain[i] * d->gradient[i];
        y[i] += d->step[i];
    }
    centre(y, n);
}

static int lay_out(double *y, struct descent *d, const double *p, int n, const struct pseg_tsne *s,
                   struct pseg_error *error)
{
    struct pseg_random r;
    pseg_random_seed(&r, s->seed, pseg_random_stream("t-SNE"));
    d->rate = fmax(n / EXAGGERATION / 4, LEAST_RATE);
    for (int i = 0; i < 2 * n; i++) {
        y[i] = 1e-4 * pseg_random_normal(&r);
        d->gain[i] = 1;
    }
    for (int k = 0; k < s->iterations; k++) {
        const int early = k < EARLY * s->iterations;
        pseg_tsne_gradient(d->gradient, p, early ? EXAGGERATION : 1, y, n);
        descend(y, d, early ? 0.5 : 0.8, n);
        if (s->on_iteration && s->on_iteration(s->user, (k + 1.0) / s->iterations))
            return pseg_fail(error, "interrupted while states were laid out in the plane");
    }
    return 0;
}

int pseg_tsne_run(double *y, double *divergence, const float *x, int n, int dim,
                  const struct pseg_tsne *settings, struct pseg_error *error)
{
    const size_t points = (size_t)n;
    double *p = malloc(points * points * sizeof *p);
    double *block = calloc(6 * points, sizeof *block);
    struct descent d = {block, block + 2 * points, block + 4 * points, 0};
    int result = -1;
    if (!p || !block)
        pseg_fail(error, "out of memory for the neighbours of %d points", n);
    else {
        pseg_tsne_joint(p, x, n, dim, settings->perplexity);
        result = lay_out(y, &d, p, n, settings, error);
    }
    if (!result)
        *divergence = pseg_tsne_divergence(p, y, n);
    free(p);
    free(block);
    return result;
}
