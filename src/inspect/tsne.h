/* Exact t-SNE: points of many dimensions laid out in the plane so that neighbours stay neighbours
 * (van der Maaten and Hinton, "Visualizing Data using t-SNE", JMLR 9, 2008). Time and memory grow
 * with the square of the points: for a sentence, not for a corpus. */
#ifndef PSEG_TSNE_H
#define PSEG_TSNE_H

#include <stddef.h>
#include <stdint.h>

#include "phoneseg/host.h"

enum { PSEG_TSNE_MOST_POINTS = 2000 };

struct pseg_tsne {
    double perplexity; /* neighbours that count, about; at most a third of the points is used */
    int iterations;
    uint64_t seed;
    /* called after each iteration, with the share that is done; nonzero stops; may be NULL */
    int (*on_iteration)(void *user, double share);
    void *user;
};

/* Perplexity 30, 750 iterations, seed 1. */
extern const struct pseg_tsne pseg_tsne_defaults;

/* p[n]: the probability that point i takes j as its neighbour, eq. 1, with the bandwidth at which
 * 2^entropy(p) is the perplexity; d2[n] are its squared distances. Where more points than that lie
 * at the same least distance, they share all of it. p[i] = 0. n > 1 */
void pseg_tsne_row(double *p, const double *d2, int i, int n, double perplexity);

/* p[n][n]: the joint probabilities of x[n][dim], (p(j|i) + p(i|j)) / 2n. */
void pseg_tsne_joint(double *p, const float *x, int n, int dim, double perplexity);

/* gradient[n][2] = slope of the divergence, eq. 5, at y[n][2], p[n][n] being taken `exaggeration`
 * times. */
void pseg_tsne_gradient(double *gradient, const double *p, double exaggeration, const double *y,
                        int n);

/* Kullback-Leibler divergence of the plane's neighbours from p[n][n], eq. 2 [nats]. */
double pseg_tsne_divergence(const double *p, const double *y, int n);

/* y[n][2]: the layout of x[n][dim], 2 <= n <= PSEG_TSNE_MOST_POINTS; *divergence is what it does
 * not tell. The same seed gives the same layout. -1: out of memory or stopped. */
int pseg_tsne_run(double *y, double *divergence, const float *x, int n, int dim,
                  const struct pseg_tsne *settings, struct pseg_error *error);

#endif
