#include <stddef.h>
#include <string.h>

#include "kernels.h"

/* From the fastest on; plain loops run everywhere. */
static const struct pseg_kernels *const all[] = {
#ifdef __x86_64__
    &pseg_kernels_vnni, &pseg_kernels_avx512, &pseg_kernels_avx2,
#elif defined __aarch64__
    &pseg_kernels_neon,
#elif defined PSEG_HAS_MVE
    &pseg_kernels_mve,
#elif defined PSEG_HAS_DSP
    &pseg_kernels_dsp,
#endif
    &pseg_kernels_scalar};

/* The processor has its instructions, and the operating system saves its registers. */
static int runs(const struct pseg_kernels *kernels)
{
#ifdef __x86_64__
    const int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                       __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (kernels == &pseg_kernels_vnni)
        return avx512 && __builtin_cpu_supports("avx512vnni");
    if (kernels == &pseg_kernels_avx512)
        return avx512;
    if (kernels == &pseg_kernels_avx2)
        return __builtin_cpu_supports("avx2") != 0;
#endif
    (void)kernels;
    return 1;
}

const struct pseg_kernels *pseg_find_kernels(const char *name)
{
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if ((!name || strcmp(all[i]->name, name) == 0) && runs(all[i]))
            return all[i];
    return NULL;
}
