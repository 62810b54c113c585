/* Sigmoid and tanh of one number, without the C library, whose functions do not vectorise and
 * differ between libraries. */
#ifndef PSEG_ACTIVATION_H
#define PSEG_ACTIVATION_H

#include <stdint.h>
#include <string.h>

#include "real.h"

/* Inlined in any case: into functions that are compiled for an instruction set of their own. */
#define PSEG_INLINE static inline __attribute__((always_inline))

/* Before a loop: no round reads or writes what another one writes, which compilers can't see. */
#ifdef __clang__
#define PSEG_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define PSEG_INDEPENDENT _Pragma("GCC ivdep")
#endif

/* exp(x), |x| <= 80, by 2^n exp(r) with |r| <= ln 2 / 2 and the polynomial of Moshier's Cephes:
 * within 2 ulp. */
PSEG_INLINE real pseg_exponential(real x)
{
#ifdef PSEG_DOUBLE
    return REAL_EXP(x);
#else
    const float n = pseg_nearest(x * 1.44269504f);
    const float r = x - n * 0.693359375f - n * -2.12194440e-4f;
    float y = 1.9875691500e-4f;
    y = y * r + 1.3981999507e-3f;
    y = y * r + 8.3334519073e-3f;
    y = y * r + 4.1665795894e-2f;
    y = y * r + 1.6666665459e-1f;
    y = y * r + 5.0000001201e-1f;
    y = y * (r * r) + r + 1;
    const int32_t bits = ((int32_t)n + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return y * power;
#endif
}

PSEG_INLINE real pseg_within(real x, real limit)
{
    return x > limit ? limit : x < -limit ? -limit : x;
}

PSEG_INLINE real pseg_sigmoid_of(real x)
{
    return 1 / (1 + pseg_exponential(-pseg_within(x, 80)));
}

PSEG_INLINE real pseg_tanh_of(real x)
{
    return 1 - 2 / (1 + pseg_exponential(2 * pseg_within(x, 40)));
}

#endif
