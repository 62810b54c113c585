#include "frame_loss.h"

#include <string.h>

static long count_valid(const int *lengths, int start, int steps, int batch, int ahead)
{
    long n = 0;
    for (int b = 0; b < batch; b++) {
        const int left = lengths[b] - ahead - start;
        n += left < 0 ? 0 : left < steps ? left : steps;
    }
    return n;
}

/* One frame: its error, and the gradient scaled by 2 / (d n). */
static double one_frame(real *dp, const real *p, const real *x, real scale, int d)
{
    double sum = 0;
    for (int j = 0; j < d; j++) {
        const real e = p[j] - x[j];
        dp[j] = scale * e;
        sum += (double)e * (double)e;
    }
    return sum / d;
}

double pseg_frame_loss(real *dprediction, long *n_valid, const real *prediction, const real *x,
                       const int *lengths, int start, int steps, int batch, int d, int ahead)
{
    double sum = 0;
    *n_valid = count_valid(lengths, start, steps, batch, ahead);
    const real scale = *n_valid ? 2 / ((real)d * (real)*n_valid) : 0;
    memset(dprediction, 0, (size_t)steps * (size_t)batch * (size_t)d * sizeof(real));
    for (int t = 0; t < steps; t++)
        for (int b = 0; b < batch; b++) {
            const long at = ((long)t * batch + b) * d;
            if (start + t + ahead < lengths[b])
                sum += one_frame(dprediction + at, prediction + at,
                                 x + at + (long)ahead * batch * d, scale, d);
        }
    return sum;
}
