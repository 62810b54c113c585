#include "quiet.h"

#include <math.h>
#include <string.h>

#include "noise.h"

const struct pseg_quiet pseg_quiets[PSEG_N_QUIETS] = {
    {"digital silence", -1, 0},
    {"white noise at -60 dBFS", PSEG_NOISE_WHITE, -60},
    {"white noise at -40 dBFS", PSEG_NOISE_WHITE, -40},
    {"pink noise at -60 dBFS", PSEG_NOISE_PINK, -60},
    {"pink noise at -40 dBFS", PSEG_NOISE_PINK, -40},
    {"mains hum at -40 dBFS", PSEG_NOISE_HUM, -40},
};

void pseg_make_quiet(float *x, size_t n, int rate, const struct pseg_quiet *q, uint64_t seed)
{
    struct pseg_random r;
    if (q->kind < 0) {
        memset(x, 0, n * sizeof *x);
        return;
    }
    pseg_random_seed(&r, seed, pseg_random_stream(q->name));
    pseg_make_noise(x, n, rate, (enum pseg_noise)q->kind, &r);
    const double step = 1.0 / 32768, gain = pow(10, q->level / 20);
    for (size_t i = 0; i < n; i++)
        x[i] = (float)(round(gain * x[i] / step) * step);
}
