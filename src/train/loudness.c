#include "loudness.h"

#include <math.h>

#include "heights.h"

static const double DECIBEL = 0.2302585; /* [nats] of power */
static const double SOFT = 25, WIDTH = 1.5;
static const double LOUD = 0.95; /* quantile */
enum { NEAR = 4 };               /* [frames] */

static float mean_band(const float *x, int d)
{
    float sum = 0;
    for (int j = 0; j < d; j++)
        sum += x[j];
    return sum / (float)d;
}

static float loudest_near(const float *level, int frames, int t)
{
    float most = level[t];
    for (int k = t < NEAR ? 0 : t - NEAR; k < frames && k <= t + NEAR; k++)
        most = fmaxf(most, level[k]);
    return most;
}

void pseg_loud_enough(float *share, float *scratch, const float *x, int frames, int d)
{
    for (int t = 0; t < frames; t++)
        scratch[t] = mean_band(x + (long)t * d, d);
    for (int t = 0; t < frames; t++)
        share[t] = loudest_near(scratch, frames, t);
    const double loud = pseg_sorted_quantile(scratch, (size_t)frames, LOUD);
    for (int t = 0; t < frames; t++)
        share[t] = (float)(1 / (1 + exp(((loud - share[t]) / DECIBEL - SOFT) / WIDTH)));
}
