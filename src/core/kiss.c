#include "kiss.h"

#undef NDEBUG
#define NDEBUG /* it says nothing */
#undef _OPENMP /* and has no threads */
#include "../kissfft/_kiss_fft_guts.h"

#ifdef PSEG_SIDE_BY_SIDE
#undef KISS_FFT_COS
#undef KISS_FFT_SIN
#undef HALF_OF
#define KISS_FFT_COS(phase) in_all_lanes(cos(phase))
#define KISS_FFT_SIN(phase) in_all_lanes(sin(phase))
#define HALF_OF(x) ((x)*0.5f)

static pseg_lanes in_all_lanes(double x)
{
    const float y = (float)x;
    return (pseg_lanes){y, y, y, y};
}
#endif

#include "../kissfft/kiss_fft.c"
