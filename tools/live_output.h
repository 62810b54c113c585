/* Live events as lines on stdout, each written out as soon as it is decided. */
#ifndef LIVE_OUTPUT_H
#define LIVE_OUTPUT_H

#include <stdio.h>

#include "live.h"

struct live_output {
    FILE *stream;
    int json;
    int broken; /* errno of the first line that could not be written; 0: none */
};

/* wall: seconds since 1970; latency [s] from the sound's capture to this line, NaN: not known. */
void live_print_boundary(struct live_output *o, const struct pseg_boundary *b, double wall,
                         double latency);
void live_print_gap(struct live_output *o, const struct pseg_gap *gap, int rate);

/* The p-quantile of latency[n], which it sorts; n > 0. */
double live_quantile(double *latency, size_t n, double p);

#endif
