#include "log.h"
#include "random.h"

enum { PAIRS = 64 }; /* worked on at once */

/* Two Gaussian numbers for each of `bits`, by Box and Muller: a radius of sqrt(-2 log u), u from
 * the upper 24 bits, and an angle, by the lower 24 within an eighth of a turn about an axis, which
 * 2 more choose. Taylor's polynomials of sine and cosine are within 4e-7 there. The loop
 * vectorises. */
static void transform(float *restrict a, float *restrict b, const uint64_t *restrict bits)
{
    for (int i = 0; i < PAIRS; i++) {
        const float u = ((float)(int32_t)(bits[i] >> 40) + 0.5f) * 0x1p-24f;
        const float angle = (float)((int32_t)(bits[i] & 0xffffff) - 0x800000) * 9.3626757e-8f;
        const int32_t axis = (int32_t)(bits[i] >> 24 & 3);
        const float radius = sqrtf(-2 * pseg_log(u)), q = angle * angle;
        const float s = angle * (1 + q * (-1.f / 6 + q * (1.f / 120 - q / 5040)));
        const float c = 1 + q * (-1.f / 2 + q * (1.f / 24 + q * (-1.f / 720 + q / 40320)));
        const float sign = axis & 2 ? -radius : radius;
        a[i] = sign * (axis & 1 ? s : c);
        b[i] = sign * (axis & 1 ? -c : s);
    }
}

void pseg_random_normals(float *x, size_t n, struct pseg_random *r)
{
    uint64_t bits[PAIRS];
    float pairs[2 * PAIRS];
    for (size_t done = 0; done < n; done += 2 * PAIRS) {
        const size_t wanted = n - done < 2 * PAIRS ? n - done : 2 * PAIRS;
        for (int i = 0; i < PAIRS; i++)
            bits[i] = pseg_random_u64(r);
        transform(pairs, pairs + PAIRS, bits);
        for (size_t i = 0; i < wanted; i++)
            x[done + i] = pairs[i];
    }
}
