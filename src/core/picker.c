#include "picker.h"

void pseg_picker_init(struct pseg_picker *p, float threshold, int min_gap)
{
    p->threshold = threshold;
    p->min_gap = min_gap;
    pseg_picker_reset(p);
}

void pseg_picker_reset(struct pseg_picker *p)
{
    p->last = 0;
    p->rising = p->started = 0;
    p->since = p->min_gap;
}

/* A fall follows: was the frame before the top of a rise, high enough and far enough? */
static int is_boundary(float *peak, struct pseg_picker *p)
{
    if (!p->rising || !(p->last > p->threshold) || p->since < p->min_gap)
        return 0;
    *peak = p->last;
    p->since = 0;
    return 1;
}

int pseg_picker_push(float *peak, struct pseg_picker *p, float score)
{
    const int rise = p->started && score > p->last, fall = p->started && score < p->last;
    const int boundary = fall && is_boundary(peak, p);
    if (rise || fall)
        p->rising = rise;
    p->last = score;
    p->started = 1;
    if (p->since < p->min_gap)
        p->since++;
    return boundary;
}

int pseg_picker_end(float *peak, struct pseg_picker *p)
{
    const int boundary = is_boundary(peak, p);
    p->rising = 0;
    return boundary;
}
