/* The natural logarithm of the front end and of the readout. The C library's own differs between
 * libraries in the last bit, which the rounding of int8 inputs may enlarge. */
#ifndef PSEG_LOG_H
#define PSEG_LOG_H

#include <stdint.h>
#include <string.h>

#include "activation.h"

/* log(x) of a normal x > 0, within 1.3e-7 or 1.3e-7 of its value, whichever is more: x is m 2^e
 * with m from sqrt(1/2) to sqrt(2), log(m) the polynomial of Moshier's Cephes. */
PSEG_INLINE real pseg_log(real x)
{
#ifdef PSEG_DOUBLE
    return REAL_LOG(x);
#else
    int32_t bits;
    memcpy(&bits, &x, sizeof bits);
    const int32_t e = (bits - 0x3f3504f3) >> 23; /* sqrt(1/2) and what is above counts as 2^0 */
    bits -= (int32_t)((uint32_t)e << 23);
    float m;
    memcpy(&m, &bits, sizeof m);
    m -= 1;
    float y = 7.0376836292e-2f;
    y = y * m - 1.1514610310e-1f;
    y = y * m + 1.1676998740e-1f;
    y = y * m - 1.2420140846e-1f;
    y = y * m + 1.4249322787e-1f;
    y = y * m - 1.6668057665e-1f;
    y = y * m + 2.0000714765e-1f;
    y = y * m - 2.4999993993e-1f;
    y = y * m + 3.3333331174e-1f;
    const float n = (float)e, square = m * m;
    y = y * m * square - 2.12194440e-4f * n - 0.5f * square;
    return m + y + 0.693359375f * n;
#endif
}

#endif
