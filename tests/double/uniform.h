/* Random numbers in double precision. */
#ifndef TESTS_UNIFORM_H
#define TESTS_UNIFORM_H

#include <stdint.h>

/* Uniform in -1 .. 1, the same on every machine. */
static inline double next(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 4503599627370496.0 - 1;
}

#endif
