#include "level.h"

#include <math.h>

float pseg_peak_level(const float *x, size_t n)
{
    float peak = 0;
    for (size_t i = 0; i < n; i++)
        peak = fmaxf(peak, fabsf(x[i]));
    return peak;
}

void pseg_set_peak(float *x, size_t n, double level)
{
    const float peak = pseg_peak_level(x, n);
    if (peak == 0)
        return;
    const float factor = (float)pow(10, level / 20) / peak;
    for (size_t i = 0; i < n; i++)
        x[i] *= factor;
}
