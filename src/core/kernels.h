/* The loops that take a detector's time: the front end's, products of matrices, sigmoid and tanh.
 * Tables of functions, so that the trainer can put BLAS, and each instruction set its own code,
 * behind the very same layers. */
#ifndef PSEG_KERNELS_H
#define PSEG_KERNELS_H

#include <stdint.h>

#include "real.h"

struct pseg_mel;   /* of mel.h */
struct pseg_turns; /* of power.h */

struct pseg_kernels {
    /* power[4 m + 1] = |X|^2 of the bins of a real transform, of which the quarters[8 m] are there;
     * whole[8 m] is scratch, and power may be the memory of the quarters */
    void (*power)(float *power, float *whole, const float *quarters,
                  const struct pseg_turns *turns);
    /* bands[n_bands] = sums over power[n_bins], which may be spoilt, as is scratch[n_bins] */
    void (*mel)(float *bands, float *power, float *scratch, const struct pseg_mel *mel);
    void (*log)(float *x, int n); /* x[n] = pseg_log(x) of log.h */
    /* y[rows][out] += x[rows][in] . w[in][out]; the rows of y, x, w are ldy, ldx, ldw apart */
    void (*product)(real *y, int ldy, const real *x, int ldx, const real *w, int ldw, int rows,
                    int in, int out);
    /* pseg_quantise of int8.h, to the last bit */
    real (*quantise)(int8_t *q, const real *x, int n);
    /* y[r][out] += (x[r][in] . w[in][out]) scale_x[r] scale_w[out] of each of the rows, by the
     * arithmetic of int8.h, to the last bit; the rows of y, x, w are ldy, ldx, ldw apart */
    void (*product_int8)(real *y, int ldy, const int8_t *x, int ldx, const real *scale_x,
                         const int8_t *w, int ldw, const real *scale_w, int rows, int in, int out);
    void (*sigmoid)(real *x, int n); /* x[n] = sigma(x) = 1 / (1 + exp(-x)), within 2e-7 */
    void (*tanh)(real *x, int n);    /* x[n] = tanh(x), within 2e-7 */
    const char *name;
};

/* Plain loops: the reference that any other table is tested against. */
extern const struct pseg_kernels pseg_kernels_scalar;

/* Those of instruction sets, which a machine may not have. They make the same bits. */
extern const struct pseg_kernels pseg_kernels_avx2, pseg_kernels_avx512; /* x86-64 */
extern const struct pseg_kernels pseg_kernels_vnni;                      /* x86-64, too */
extern const struct pseg_kernels pseg_kernels_neon;                      /* 64-bit ARM */
#if defined __ARM_FEATURE_MVE && __ARM_FEATURE_MVE == 3
#define PSEG_HAS_MVE
extern const struct pseg_kernels pseg_kernels_mve; /* Cortex-M55, M85 */
#elif defined __ARM_FEATURE_DSP && __ARM_ARCH_PROFILE == 'M'
#define PSEG_HAS_DSP
extern const struct pseg_kernels pseg_kernels_dsp; /* Cortex-M4, M7, M33 */
#endif

/* The kernels of that name; NULL: the fastest that there are. Returns NULL where this machine has
 * none of that name. */
const struct pseg_kernels *pseg_find_kernels(const char *name);

/* y[rows][width] = v[width] in each row, rows ldy apart */
void pseg_set_rows(real *y, int ldy, const real *v, int rows, int width);

/* Of the plain loops, for tables that have nothing better. */
void pseg_power_plain(float *power, float *whole, const float *quarters,
                      const struct pseg_turns *turns);
void pseg_mel_plain(float *bands, float *power, float *scratch, const struct pseg_mel *mel);
void pseg_log_plain(float *x, int n);
void pseg_sigmoid(real *x, int n);
void pseg_tanh(real *x, int n);

#endif
