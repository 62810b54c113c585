#include "random.h"

#include <math.h>

static uint64_t splitmix64(uint64_t *x)
{
    uint64_t z = *x += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/* Half of the state from the seed and half from the stream: splitmix64 is one to one, so two pairs
 * never meet in one state, and never in the forbidden state of zeros. */
void pseg_random_seed(struct pseg_random *r, uint64_t seed, uint64_t stream)
{
    r->s[0] = splitmix64(&seed);
    r->s[1] = splitmix64(&seed);
    stream = ~stream;
    r->s[2] = splitmix64(&stream);
    r->s[3] = splitmix64(&stream);
    r->spare = 0;
    r->has_spare = 0;
    for (int i = 0; i < 16; i++) /* the halves mix */
        pseg_random_u64(r);
}

uint64_t pseg_random_u64(struct pseg_random *r)
{
    uint64_t *s = r->s;
    const uint64_t result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t pseg_random_below(struct pseg_random *r, uint64_t n)
{
    const uint64_t excess = -n % n; /* 2^64 mod n: as many low values are drawn again */
    uint64_t x;
    do
        x = pseg_random_u64(r);
    while (x < excess);
    return x % n;
}

double pseg_random_uniform(struct pseg_random *r)
{
    return (double)(pseg_random_u64(r) >> 11) * 0x1p-53;
}

/* Marsaglia's polar method: a point in the unit disc, stretched */
double pseg_random_between(struct pseg_random *r, double low, double high)
{
    return low + (high - low) * pseg_random_uniform(r);
}

void pseg_random_shuffle(int *x, int n, struct pseg_random *r)
{
    for (int i = n - 1; i > 0; i--) {
        const int k = (int)pseg_random_below(r, (uint64_t)i + 1);
        const int t = x[i];
        x[i] = x[k];
        x[k] = t;
    }
}

double pseg_random_normal(struct pseg_random *r)
{
    double x, y, s;
    if (r->has_spare) {
        r->has_spare = 0;
        return r->spare;
    }
    do {
        x = 2 * pseg_random_uniform(r) - 1;
        y = 2 * pseg_random_uniform(r) - 1;
        s = x * x + y * y;
    } while (s >= 1 || s == 0);
    const double stretch = sqrt(-2 * log(s) / s);
    r->spare = y * stretch;
    r->has_spare = 1;
    return x * stretch;
}

uint64_t pseg_random_stream(const char *name)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    return hash;
}
