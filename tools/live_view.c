#include "live_view.h"

struct live_view *live_view_start(const struct pseg_model *model, const char *title)
{
    (void)model;
    (void)title;
    return NULL;
}

void live_view_frame(struct live_view *v, const struct pseg_frame *frame)
{
    (void)v;
    (void)frame;
}

void live_view_boundary(struct live_view *v, const struct pseg_boundary *b, double latency)
{
    (void)v;
    (void)b;
    (void)latency;
}

void live_view_gap(struct live_view *v, const struct pseg_gap *gap, double seconds)
{
    (void)v;
    (void)gap;
    (void)seconds;
}

void live_view_draw(struct live_view *v, double heard)
{
    (void)v;
    (void)heard;
}

void live_view_end(struct live_view *v)
{
    (void)v;
}
