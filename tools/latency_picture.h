/* A picture of how long frames take. */
#ifndef LATENCY_PICTURE_H
#define LATENCY_PICTURE_H

#include "latency_compute.h"

enum { LATENCY_PICTURE_WIDTH = 840, LATENCY_PICTURE_HEIGHT = 460 };

/* A histogram, both axes logarithmic, with the quantiles: PNG, SVG or PDF by the path's
 * extension. */
int latency_picture(const char *path, const struct compute *c, struct pseg_error *error);

#endif
