#include "frame_loss.h"

#include <string.h>

long pseg_frame_loss_valid(const int *lengths, int start, int steps, int batch, int ahead)
{
    long n = 0;
    for (int b = 0; b < batch; b++) {
        const int left = lengths[b] - ahead - start;
        n += left < 0 ? 0 : left < steps ? left : steps;
    }
    return n;
}

/* One frame: its error, and its gradient, scale being 2 / d of the frame's weight. */
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

double pseg_frame_loss(real *dprediction, double weight, const real *prediction, const real *x,
                       const int *lengths, int start, int steps, int batch, int d, int ahead)
{
    double sum = 0;
    const real scale = (real)(2 * weight / d);
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
