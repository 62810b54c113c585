/* The number type of the network: float in the product, double in the build that checks the
 * trainer's gradients against finite differences. */
#ifndef PSEG_REAL_H
#define PSEG_REAL_H

#include <math.h>

#ifdef PSEG_DOUBLE
typedef double real;
#define REAL_EXP exp
#define REAL_LOG log
#define REAL_ABS fabs
#define REAL_SQRT sqrt
#define REAL_TANH tanh
#else
typedef float real;
#define REAL_EXP expf
#define REAL_LOG logf
#define REAL_ABS fabsf
#define REAL_SQRT sqrtf
#define REAL_TANH tanhf
#endif

#endif
