#include "noise.h"

#include <math.h>

#include "random.h"

void pseg_add_noise(float *x, size_t n, double snr, uint64_t seed, const char *name)
{
    struct pseg_random start, again;
    double speech = 0, noise = 0;
    pseg_random_seed(&start, seed, pseg_random_stream(name));
    again = start;
    for (size_t i = 0; i < n; i++) {
        const double drawn = pseg_random_normal(&start);
        speech += (double)x[i] * x[i];
        noise += drawn * drawn;
    }
    const double gain = noise > 0 ? sqrt(speech / noise * pow(10, -snr / 10)) : 0;
    for (size_t i = 0; i < n; i++) /* the same noise once more, instead of storing it */
        x[i] = (float)(x[i] + gain * pseg_random_normal(&again));
}
