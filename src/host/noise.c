#include "noise.h"

#include <math.h>

void pseg_add_noise(float *x, size_t n, double snr, double pole, struct pseg_random *r)
{
    struct pseg_random again = *r;
    double speech = 0, noise = 0, drawn = 0;
    for (size_t i = 0; i < n; i++) {
        drawn = pole * drawn + pseg_random_normal(r);
        speech += (double)x[i] * x[i];
        noise += drawn * drawn;
    }
    const double gain = noise > 0 ? sqrt(speech / noise * pow(10, -snr / 10)) : 0;
    drawn = 0;
    for (size_t i = 0; i < n; i++) { /* the same noise once more, instead of storing it */
        drawn = pole * drawn + pseg_random_normal(&again);
        x[i] = (float)(x[i] + gain * drawn);
    }
}
