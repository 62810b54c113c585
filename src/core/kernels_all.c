#include <stddef.h>

#include "kernels.h"

const struct pseg_kernels *pseg_find_kernels(const char *name)
{
#if defined PSEG_HAS_MVE
    return name ? NULL : &pseg_kernels_mve;
#elif defined PSEG_HAS_DSP
    return name ? NULL : &pseg_kernels_dsp;
#else
    return name ? NULL : &pseg_kernels_scalar;
#endif
}
