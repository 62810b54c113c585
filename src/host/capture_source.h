/* What the kinds of capture share: a ring, and a thread that fills it. */
#ifndef PSEG_CAPTURE_SOURCE_H
#define PSEG_CAPTURE_SOURCE_H

#include <stdatomic.h>

#include "capture.h"

struct pseg_capture_kind {
    int (*start)(struct pseg_capture *c, struct pseg_error *error);
    int (*running)(const struct pseg_capture *c);
    int (*stop)(struct pseg_capture *c, struct pseg_error *error);
    int (*close)(struct pseg_capture *c); /* frees source; 0: a thread may still use c and ring */
};

struct pseg_capture {
    const struct pseg_capture_kind *kind;
    void *source; /* the kind's own */
    void *memory;
    struct pseg_ring *ring; /* in memory */
    char name[256];
    int rate, channels, block;
    atomic_llong began; /* [ns] of pseg_clock() */
    atomic_long overflows;
};

/* [s] monotonic */
double pseg_clock(void);

/* A capture without a source yet, its ring holding that many seconds. */
struct pseg_capture *pseg_capture_make(const struct pseg_capture_kind *kind, const char *name,
                                       int rate, const struct pseg_capture_options *options,
                                       struct pseg_error *error);

/* The first sample was captured at that time, as far as is known by now. */
void pseg_capture_begin(struct pseg_capture *c, double began);

#endif
