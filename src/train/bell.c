#include "bell.h"

#include <math.h>

static const double DEVIATION = 0.6; /* [frames] */
enum { REACH = 2 };                  /* [frames] beyond that a bell is below 0.005 */

void pseg_add_bell(float *targets, size_t stride, int frames, double at, float likely)
{
    const int first = (int)fmax(0, ceil(at - REACH)), last = (int)fmin(frames - 1, at + REACH);
    for (int t = first; t <= last; t++) {
        const double away = (t - at) / DEVIATION;
        const float height = likely * (float)exp(-0.5 * away * away);
        float *target = targets + (size_t)t * stride;
        *target = fmaxf(*target, height);
    }
}
