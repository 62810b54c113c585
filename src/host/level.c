#include "level.h"

#include <math.h>

enum { LANES = 16 }; /* maxima side by side, which become vectors */

float pseg_peak_level(const float *x, size_t n)
{
    float most[LANES] = {0}, peak = 0;
    const size_t whole = n - n % LANES;
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            most[k] = fabsf(x[i + k]) > most[k] ? fabsf(x[i + k]) : most[k];
    for (size_t i = whole; i < n; i++)
        most[0] = fabsf(x[i]) > most[0] ? fabsf(x[i]) : most[0];
    for (size_t k = 0; k < LANES; k++)
        peak = most[k] > peak ? most[k] : peak;
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
