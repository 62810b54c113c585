#include "nth.h"

#include <stdint.h>
#include <string.h>

#include "ranks.h"

/* Whole numbers in the order of the floats. */
static uint32_t key_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits >> 31 ? ~bits : bits | 0x80000000u;
}

static float of_key(uint32_t key)
{
    const uint32_t bits = key >> 31 ? key & 0x7fffffffu : ~key;
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

int pseg_ranks_count(double *all, size_t n, struct pseg_error *error)
{
    *all = (double)n;
    return pseg_ranks_add(all, 1, error);
}

/* Of all ranks' x: how many are no larger. */
static int count_up_to(double *count, uint32_t key, const float *x, size_t n,
                       struct pseg_error *error)
{
    size_t here = 0;
    for (size_t i = 0; i < n; i++)
        here += key_of(x[i]) <= key;
    return pseg_ranks_count(count, here, error);
}

/* The smallest key that more than k numbers do not exceed, by halving: one sum a bit. */
int pseg_ranks_nth(float *value, const float *x, size_t n, double k, struct pseg_error *error)
{
    uint32_t low = 0, high = UINT32_MAX;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        double count;
        if (count_up_to(&count, middle, x, n, error))
            return -1;
        if (count > k)
            high = middle;
        else
            low = middle + 1;
    }
    *value = of_key(low);
    return 0;
}
