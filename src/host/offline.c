#include "offline.h"

#include <math.h>

enum { HALF = 2 }; /* [frames] of the slope */

static size_t within(long t, size_t frames)
{
    return t < 0 ? 0 : (size_t)t < frames ? (size_t)t : frames - 1;
}

/* The slope of column `from` at frame t: sum k (x[t + k] - x[t - k]) / (2 sum k^2), k = 1, 2. */
static float slope(const float *x, size_t frames, size_t stride, long t, size_t from)
{
    float sum = 0, norm = 0;
    for (int k = 1; k <= HALF; k++) {
        sum += (float)k * (x[within(t + k, frames) * stride + from] -
                           x[within(t - k, frames) * stride + from]);
        norm += (float)(2 * k * k);
    }
    return sum / norm;
}

static void append_slopes(float *x, size_t frames, size_t stride, size_t from, size_t columns)
{
    for (size_t t = 0; t < frames; t++)
        for (size_t j = from; j < from + columns; j++)
            x[t * stride + j + columns] = slope(x, frames, stride, (long)t, j);
}

static void normalise_column(float *x, size_t frames, size_t stride)
{
    double sum = 0, squares = 0;
    for (size_t t = 0; t < frames; t++)
        sum += x[t * stride];
    const double mean = sum / (double)frames;
    for (size_t t = 0; t < frames; t++)
        squares += (x[t * stride] - mean) * (x[t * stride] - mean);
    const double variance = squares / (double)frames;
    const double gain = variance > 1e-12 ? 1 / sqrt(variance) : 1; /* a constant becomes 0 */
    for (size_t t = 0; t < frames; t++)
        x[t * stride] = (float)((x[t * stride] - mean) * gain);
}

void pseg_complete_features(float *features, size_t frames, size_t stride,
                            const struct pseg_config *c)
{
    const size_t d = (size_t)(c->n_ceps ? c->n_ceps : c->n_mel);
    for (size_t order = 0; order < (size_t)c->deltas; order++)
        append_slopes(features, frames, stride, order * d, d);
    for (size_t j = 0; c->cmvn && frames && j < d * (1 + (size_t)c->deltas); j++)
        normalise_column(features + j, frames, stride);
}
