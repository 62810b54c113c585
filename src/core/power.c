#include "power.h"

#include <math.h>
#include <string.h>

#include "kiss.h"

_Static_assert(sizeof(kiss_fft_cpx) == 2 * sizeof(pseg_lanes), "two parts of a number");

static const double PI = 3.14159265358979323846;

enum { BLOCK = 8 }; /* samples: a point of each quarter */

int pseg_power_reads(int window)
{
    return (window + BLOCK - 1) / BLOCK * BLOCK;
}

static void make_shape(float *hamming, int n)
{
    for (int i = 0; i < n; i++)
        hamming[i] = (float)(0.54 - 0.46 * cos(2 * PI * i / (n - 1)));
    for (int i = n; i < pseg_power_reads(n); i++)
        hamming[i] = 0;
}

static void turn(float *re, float *im, double phase)
{
    *re = (float)cos(phase);
    *im = (float)sin(phase);
}

static void make_turns(struct pseg_turns *t)
{
    const int m = t->m, half = 2 * m;
    for (int q = 1; q < 4; q++)
        for (int k = 0; k < m; k++) {
            float *of_quarter = t->join + (q - 1) * 2 * m;
            turn(of_quarter + k, of_quarter + m + k, -2 * PI * (q * k) / (4 * m));
        }
    for (int k = 0; k < half; k++)
        turn(t->unfold + k, t->unfold + half + k, -PI * ((double)k / (4 * m) + 0.5));
}

void pseg_power_init(struct pseg_power *p, struct pseg_arena *arena, int window, int fft_size)
{
    const int m = fft_size / BLOCK;
    const size_t n = (size_t)fft_size;
    size_t fft_bytes = 0;
    kiss_fft_alloc(m, 0, NULL, &fft_bytes); /* asks for the size, allocates nothing */

    p->window = window;
    p->fft_size = fft_size;
    p->turns.m = m;
    p->shape = pseg_carve(arena, (size_t)pseg_power_reads(window) * sizeof(float));
    p->points = pseg_carve(arena, n * sizeof(float));
    p->quarters = pseg_carve(arena, n * sizeof(float));
    p->turns.join = pseg_carve(arena, 6 * (size_t)m * sizeof(float));
    p->turns.unfold = pseg_carve(arena, 4 * (size_t)m * sizeof(float));
    void *fft = pseg_carve(arena, fft_bytes);
    if (!arena->base)
        return;
    p->fft = kiss_fft_alloc(m, 0, fft, &fft_bytes);
    make_shape(p->shape, window);
    make_turns(&p->turns);
}

#ifdef PSEG_SIDE_BY_SIDE

/* A block's real parts, one of each quarter, then its imaginary parts. */
static void shape_block(float *restrict points, const float *restrict x,
                        const float *restrict shape)
{
    for (int q = 0; q < 4; q++) {
        points[q] = x[2 * q] * shape[2 * q];
        points[4 + q] = x[2 * q + 1] * shape[2 * q + 1];
    }
}

static void transform_quarters(struct pseg_power *p)
{
    kiss_fft(p->fft, (const kiss_fft_cpx *)(const void *)p->points,
             (kiss_fft_cpx *)(void *)p->quarters);
}

#else

static void shape_block(float *restrict points, const float *restrict x,
                        const float *restrict shape)
{
    for (int i = 0; i < BLOCK; i++)
        points[i] = x[i] * shape[i];
}

static void transform_quarters(struct pseg_power *p)
{
    const kiss_fft_cpx *points = (const kiss_fft_cpx *)(const void *)p->points;
    kiss_fft_cpx *quarters = (kiss_fft_cpx *)(void *)p->quarters;
    for (int q = 0; q < 4; q++)
        kiss_fft_stride(p->fft, points + q, quarters + q * p->turns.m, 4);
}

#endif

float *pseg_power_apply(struct pseg_power *p, const float *samples,
                        const struct pseg_kernels *kernels)
{
    const int n = pseg_power_reads(p->window);
    for (int i = 0; i < n; i += BLOCK)
        shape_block(p->points + i, samples + i, p->shape + i);
    memset(p->points + n, 0, (size_t)(p->fft_size - n) * sizeof(float));
    transform_quarters(p);
    kernels->power(p->quarters, p->points, p->quarters, &p->turns);
    return p->quarters;
}
