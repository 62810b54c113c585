/* The last step of the FFT and the power of its bins: one body for the plain loops and for every
 * instruction set, which compilers turn into vectors. Real and imaginary parts of the whole
 * transform lie apart for that. */
#ifndef PSEG_POWER_STAGE_H
#define PSEG_POWER_STAGE_H

#include "activation.h"
#include "power.h"
#include "side_by_side.h"

/* How the quarters lie, see power.c: in floats, from a point to the next, from its real part to its
 * imaginary one, and from a quarter of m points to the next. */
#ifdef PSEG_SIDE_BY_SIDE
enum { POINT = 8, IMAGINARY = 4 };
#define QUARTER(m) 1
#else
enum { POINT = 2, IMAGINARY = 1 };
#define QUARTER(m) (2 * (m))
#endif

/* Butterflies of radix 4, by the sums and products of KISS FFT. */
PSEG_INLINE void pseg_join_quarters(float *re, float *im, const float *quarters, const float *turns,
                                    int m)
{
    const int next = QUARTER(m);
    PSEG_INDEPENDENT
    for (int k = 0; k < m; k++) {
        const float *a = quarters + POINT * k, *b = a + next, *c = b + next, *d = c + next;
        const float *u = turns + k, *v = u + 2 * m, *w = v + 2 * m;
        const float b_re = b[0] * u[0] - b[IMAGINARY] * u[m];
        const float b_im = b[0] * u[m] + b[IMAGINARY] * u[0];
        const float c_re = c[0] * v[0] - c[IMAGINARY] * v[m];
        const float c_im = c[0] * v[m] + c[IMAGINARY] * v[0];
        const float d_re = d[0] * w[0] - d[IMAGINARY] * w[m];
        const float d_im = d[0] * w[m] + d[IMAGINARY] * w[0];
        const float ac_re = a[0] + c_re, ac_im = a[IMAGINARY] + c_im;
        const float bd_re = b_re + d_re, bd_im = b_im + d_im;
        const float a_less_c_re = a[0] - c_re, a_less_c_im = a[IMAGINARY] - c_im;
        const float b_less_d_re = b_re - d_re, b_less_d_im = b_im - d_im;
        re[k] = ac_re + bd_re;
        im[k] = ac_im + bd_im;
        re[m + k] = a_less_c_re + b_less_d_im;
        im[m + k] = a_less_c_im - b_less_d_re;
        re[2 * m + k] = ac_re - bd_re;
        im[2 * m + k] = ac_im - bd_im;
        re[3 * m + k] = a_less_c_re - b_less_d_im;
        im[3 * m + k] = a_less_c_im + b_less_d_re;
    }
}

/* Bins k and n - k of a real transform come from points k and n - k of the complex one of n. */
PSEG_INLINE void pseg_unfold(float *power, const float *re, const float *im, const float *turns,
                             int n)
{
    const int half = n / 2;
    PSEG_INDEPENDENT
    for (int k = 1; k < half; k++) {
        const float sum_re = re[k] + re[n - k], sum_im = im[k] - im[n - k];
        const float less_re = re[k] - re[n - k], less_im = im[k] + im[n - k];
        const float u = turns[k], v = turns[half + k];
        const float turned_re = less_re * u - less_im * v, turned_im = less_re * v + less_im * u;
        const float low_re = 0.5f * (sum_re + turned_re), low_im = 0.5f * (sum_im + turned_im);
        const float high_re = 0.5f * (sum_re - turned_re), high_im = 0.5f * (turned_im - sum_im);
        power[k] = low_re * low_re + low_im * low_im;
        power[n - k] = high_re * high_re + high_im * high_im;
    }
    const float first = re[0] + im[0], last = re[0] - im[0];
    power[0] = first * first;
    power[half] = re[half] * re[half] + im[half] * im[half];
    power[n] = last * last;
}

/* Kernel `power`, see kernels.h. */
PSEG_INLINE void pseg_power_body(float *power, float *whole, const float *quarters,
                                 const struct pseg_turns *turns)
{
    const int n = 4 * turns->m;
    pseg_join_quarters(whole, whole + n, quarters, turns->join, turns->m);
    pseg_unfold(power, whole, whole + n, turns->unfold, n);
}

#endif
