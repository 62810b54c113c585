/* The matrix product that all layers are built on. A table of functions, so that the trainer can
 * put BLAS, and a fast build its SIMD code, behind the very same layers. */
#ifndef PSEG_KERNELS_H
#define PSEG_KERNELS_H

#include <stdint.h>

#include "real.h"

struct pseg_kernels {
    /* y[rows][out] += x[rows][in] . w[in][out]; the rows of y, x, w are ldy, ldx, ldw apart */
    void (*product)(real *y, int ldy, const real *x, int ldx, const real *w, int ldw, int rows,
                    int in, int out);
    /* y[out] += (x[in] . w[in][out]) scale_x scale_w[out] by the arithmetic of int8.h, to the last
     * bit; the rows of w are ldw apart */
    void (*product_int8)(real *y, const int8_t *x, real scale_x, const int8_t *w, int ldw,
                         const real *scale_w, int in, int out);
};

/* Plain loops: the reference that any other table is tested against. */
extern const struct pseg_kernels pseg_kernels_scalar;

/* Those of instruction sets. They make the same bits. */
#if defined __ARM_FEATURE_MVE && __ARM_FEATURE_MVE == 3
#define PSEG_HAS_MVE /* Cortex-M55, M85 */
#elif defined __ARM_FEATURE_DSP && __ARM_ARCH_PROFILE == 'M'
#define PSEG_HAS_DSP /* Cortex-M4, M7, M33 */
#endif
extern const struct pseg_kernels pseg_kernels_mve, pseg_kernels_dsp;

/* The fastest that there are. */
const struct pseg_kernels *pseg_find_kernels(const char *name);

/* y[rows][width] = v[width] in each row, rows ldy apart */
void pseg_set_rows(real *y, int ldy, const real *v, int rows, int width);

/* x[n] = sigma(x) = 1 / (1 + exp(-x)) */
void pseg_sigmoid(real *x, int n);

/* x[n] = tanh(x) */
void pseg_tanh(real *x, int n);

#endif
