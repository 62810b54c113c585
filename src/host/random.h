/* Random numbers that are the same on every machine, and independent of one another by stream:
 * one seed for the whole run, one stream for each recording, batch or worker, so that what is
 * drawn for one does not depend on which thread came first. xoshiro256** (Blackman and Vigna,
 * 2018), seeded by splitmix64. A plain struct: copy it to save the state. */
#ifndef PSEG_RANDOM_H
#define PSEG_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct pseg_random {
    uint64_t s[4];
    double spare; /* the second of a pair of Gaussian numbers */
    int has_spare;
};

/* Different pairs of seed and stream are different states, always. */
void pseg_random_seed(struct pseg_random *r, uint64_t seed, uint64_t stream);

uint64_t pseg_random_u64(struct pseg_random *r);

/* 0 .. n - 1, each equally likely; n > 0 */
uint64_t pseg_random_below(struct pseg_random *r, uint64_t n);

/* [0, 1), in steps of 2^-53 */
double pseg_random_uniform(struct pseg_random *r);

/* [low, high) */
double pseg_random_between(struct pseg_random *r, double low, double high);

/* x[n] in an order of which each is equally likely (Fisher and Yates) */
void pseg_random_shuffle(int *x, int n, struct pseg_random *r);

/* Gaussian of mean 0 and variance 1 */
double pseg_random_normal(struct pseg_random *r);

/* x[n] Gaussian of mean 0 and variance 1, up to 5.9: many times faster than one by one, and other
 * numbers. What is left of a last pair is not kept. */
void pseg_random_normals(float *x, size_t n, struct pseg_random *r);

/* A stream named by a text, such as a recording's relative path (FNV-1a). */
uint64_t pseg_random_stream(const char *name);

#endif
