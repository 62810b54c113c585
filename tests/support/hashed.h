/* The numbers that golden/make_cells.py fills weights and inputs with. */
#ifndef TESTS_HASHED_H
#define TESTS_HASHED_H

#include <stdint.h>

/* Number i of those that seed names, in [-1, 1); exact in single precision. */
static inline float hashed(uint32_t seed, uint32_t i)
{
    uint32_t k = i + seed * 65536;
    k = (k ^ k >> 16) * 0x7feb352d;
    k = (k ^ k >> 15) * 0x846ca68b;
    k = k ^ k >> 16;
    return (float)(k >> 8) / 8388608 - 1;
}

#endif
