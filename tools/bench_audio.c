#include "bench_audio.h"

#include <stdlib.h>

#include "random.h"

/* The work does not depend on what is said. */
static int synthesise(float **x, size_t *n, int rate, int seconds, struct pseg_error *error)
{
    struct pseg_random r;
    *n = (size_t)seconds * (size_t)rate;
    *x = malloc(*n * sizeof **x);
    if (!*x)
        return pseg_fail(error, "out of memory for %d s of audio", seconds);
    pseg_random_seed(&r, 1, 1);
    for (size_t i = 0; i < *n; i++) {
        const size_t syllable = i * 5 / (size_t)rate;
        (*x)[i] = (float)(pseg_random_normal(&r) * (syllable % 2 ? 0.1 : 0.003));
    }
    return 0;
}

int bench_audio(float **x, size_t *n, const char *path, int rate, int seconds,
                struct pseg_error *error)
{
    return path ? pseg_audio_load(x, n, path, rate, error) : synthesise(x, n, rate, seconds, error);
}
