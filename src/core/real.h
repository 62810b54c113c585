/* The number type of the network: float in the product, double in the build that checks the
 * trainer's gradients against finite differences. */
#ifndef PSEG_REAL_H
#define PSEG_REAL_H

#include <float.h>
#include <math.h>

/* The old FPU of 32-bit x86 keeps more digits between two operations than a number has. */
#if FLT_EVAL_METHOD == 1 || FLT_EVAL_METHOD == 2 || FLT_EVAL_METHOD < 0
#error "floats have to be rounded at each step: compile with -msse2 -mfpmath=sse"
#endif

#ifdef PSEG_DOUBLE
typedef double real;
#define REAL_EXP exp
#define REAL_LOG log
#define REAL_ABS fabs
#define REAL_SQRT sqrt
#define REAL_TANH tanh
#define REAL_WHOLE 6755399441055744.0 /* 1.5 2^52 */
#else
typedef float real;
#define REAL_EXP expf
#define REAL_LOG logf
#define REAL_ABS fabsf
#define REAL_SQRT sqrtf
#define REAL_TANH tanhf
#define REAL_WHOLE 12582912.0f /* 1.5 2^23 */
#endif

/* The whole number nearest to x, of two the even one; |x| < 4e6. Beside REAL_WHOLE there is no room
 * for a fraction. It vectorises, and does not differ between C libraries, as rint does. */
static inline real pseg_nearest(real x)
{
    return x + REAL_WHOLE - REAL_WHOLE;
}

#endif
