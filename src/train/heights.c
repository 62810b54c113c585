#include "heights.h"

#include <math.h>
#include <stdlib.h>

static const float FLOOR = 4;       /* of the noise, in quantiles */
static const double QUANTILE = 0.1; /* of a band's power, that stands for its noise */
enum { HALF = 2 };                  /* [frames] of the slope */

static int rising(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

float pseg_sorted_quantile(float *values, size_t n, double share)
{
    qsort(values, n, sizeof *values, rising);
    return values[(size_t)(share * (double)(n - 1))];
}

static int within(int t, int frames)
{
    return t < 0 ? 0 : t < frames ? t : frames - 1;
}

/* y = log(exp(x) + 4 q) of band j, q its quantile of exp(x) */
static void raise_floor(float *y, float *sorted, const float *x, int frames, int d, int j)
{
    for (int t = 0; t < frames; t++)
        sorted[t] = expf(x[t * d + j]);
    const float floor = FLOOR * pseg_sorted_quantile(sorted, (size_t)frames, QUANTILE);
    for (int t = 0; t < frames; t++)
        y[t * d + j] = logf(expf(x[t * d + j]) + floor);
}

static float squared_slope(const float *x, int frames, int d, int t)
{
    float sum = 0;
    for (int j = 0; j < d; j++) {
        float slope = 0;
        for (int k = 1; k <= HALF; k++)
            slope +=
                (float)k * (x[within(t + k, frames) * d + j] - x[within(t - k, frames) * d + j]);
        sum += slope * slope / 100; /* 2 (1 + 4) = 10, squared */
    }
    return sum / (float)d;
}

void pseg_heights(float *height, float *bands, const float *x, int frames, int d)
{
    float *sorted = bands + (size_t)frames * (size_t)d;
    for (int j = 0; j < d; j++)
        raise_floor(bands, sorted, x, frames, d, j);
    for (int t = 0; t < frames; t++)
        height[t] = squared_slope(bands, frames, d, t);
}
