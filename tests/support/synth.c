#include "synth.h"

#include <math.h>

uint32_t rng_next(struct rng *rng)
{
    rng->state ^= rng->state << 13;
    rng->state ^= rng->state >> 17;
    rng->state ^= rng->state << 5;
    return rng->state;
}

uint32_t rng_below(struct rng *rng, uint32_t n)
{
    return rng_next(rng) % n;
}

float rng_uniform(struct rng *rng)
{
    return (float)rng_next(rng) / 2147483648.0f - 1;
}

struct resonance {
    float a1, a2, y1, y2;
};

static void tune(struct resonance *r, float hz, float width)
{
    const float radius = expf(-3.14159265f * width / 16000);
    r->a1 = 2 * radius * cosf(2 * 3.14159265f * hz / 16000);
    r->a2 = -radius * radius;
}

static float resonate(struct resonance *r, float x)
{
    const float y = x + r->a1 * r->y1 + r->a2 * r->y2;
    r->y2 = r->y1;
    r->y1 = y;
    return y;
}

/* One sound: kind 0 silence (the resonances ring out), 1 hiss, 2 and 3 buzz. */
static float excite(struct rng *rng, uint32_t kind, size_t i, size_t period)
{
    if (kind == 0)
        return 0;
    return kind == 1 ? 0.01f * rng_uniform(rng) : (i % period == 0 ? 0.2f : 0);
}

void synth_speech(float *audio, size_t n, uint32_t seed)
{
    struct rng rng = {seed * 2654435761u + 1};
    struct resonance low = {0}, high = {0};
    size_t done = 0;
    while (done < n) {
        const uint32_t kind = rng_below(&rng, 4);
        const size_t period = 80 + rng_below(&rng, 80);
        size_t length = 480 + rng_below(&rng, 1920);
        tune(&low, 250 + 600 * (float)rng_below(&rng, 100) / 100, 90);
        tune(&high, 1000 + 3000 * (float)rng_below(&rng, 100) / 100, 200);
        for (size_t i = 0; i < length && done < n; i++) {
            const float x = excite(&rng, kind, i, period);
            const float y = 0.05f * (resonate(&low, x) + 0.5f * resonate(&high, x));
            audio[done++] = fmaxf(-1, fminf(1, y));
        }
    }
}
