#include "picker.h"

void pseg_picker_init(struct pseg_picker *p, float threshold, int min_gap)
{
    p->threshold = threshold;
    p->min_gap = min_gap;
    pseg_picker_reset(p);
}

void pseg_picker_reset(struct pseg_picker *p)
{
    p->last = p->before = 0;
    p->rising = p->started = 0;
    p->since = p->min_gap;
}

/* Of the parabola through a, b and c, b being the highest: (a - c) / (2 (a - 2b + c)), in
 * differences that lose no digits. On a plateau, a = b, the middle of its last two frames. */
static float vertex(float a, float b, float c)
{
    const float rise = b - a, fall = b - c, shift = (rise - fall) / (2 * (rise + fall));
    return shift >= -0.5f && shift <= 0.5f ? shift : 0; /* of infinite scores it is no number */
}

/* A fall follows: was the frame before the top of a rise, high enough and far enough? */
static int is_boundary(struct pseg_maximum *peak, struct pseg_picker *p, float shift)
{
    if (!p->rising || !(p->last > p->threshold) || p->since < p->min_gap)
        return 0;
    peak->score = p->last;
    peak->shift = shift;
    p->since = 0;
    return 1;
}

int pseg_picker_push(struct pseg_maximum *peak, struct pseg_picker *p, float score)
{
    const int rise = p->started && score > p->last, fall = p->started && score < p->last;
    const int boundary = fall && is_boundary(peak, p, vertex(p->before, p->last, score));
    if (rise || fall)
        p->rising = rise;
    p->before = p->last;
    p->last = score;
    p->started = 1;
    if (p->since < p->min_gap)
        p->since++;
    return boundary;
}

int pseg_picker_end(struct pseg_maximum *peak, struct pseg_picker *p)
{
    const int boundary = is_boundary(peak, p, 0);
    p->rising = 0;
    return boundary;
}

int pseg_shift_samples(float shift, int hop)
{
    const float x = shift * (float)hop + 0.5f;
    const int toward_0 = (int)x, down = toward_0 - (x < (float)toward_0), most = (hop - 1) / 2;
    return down < most ? down : most;
}
