#include "band_limit.h"

#include <complex.h> /* before liquid.h, which then uses C's own complex type */
#include <liquid/liquid.h>

static int filter(float *x, size_t n, liquid_iirdes_bandtype band, unsigned order, float cutoff)
{
    iirfilt_rrrf f = iirfilt_rrrf_create_prototype(LIQUID_IIRDES_BUTTER, band, LIQUID_IIRDES_SOS,
                                                   order, cutoff, 0, 1, 60);
    if (!f)
        return -1;
    for (size_t i = 0; i < n; i++)
        iirfilt_rrrf_execute(f, x[i], &x[i]);
    iirfilt_rrrf_destroy(f);
    return 0;
}

int pseg_band_limit(float *x, size_t n, float low, float high)
{
    if (low > 0 && filter(x, n, LIQUID_IIRDES_HIGHPASS, 2, low))
        return -1;
    return high < 0.5f ? filter(x, n, LIQUID_IIRDES_LOWPASS, 4, high) : 0;
}
