#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture_source.h"

enum { NOT_BEGUN = 0 }; /* of pseg_capture.began: the clock has left 0 long behind */

double pseg_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t ring_capacity(int rate, double seconds)
{
    size_t capacity = 1024;
    while ((double)capacity < seconds * rate)
        capacity *= 2;
    return capacity;
}

struct pseg_capture *pseg_capture_make(const struct pseg_capture_kind *kind, const char *name,
                                       int rate, const struct pseg_capture_options *options,
                                       struct pseg_error *error)
{
    struct pseg_capture *c = calloc(1, sizeof *c);
    const size_t capacity = ring_capacity(rate, options->seconds), size = pseg_ring_size(capacity);
    if (c)
        c->memory = aligned_alloc(16, (size + 15) / 16 * 16);
    if (!c || !c->memory || pseg_ring_init(&c->ring, c->memory, size, capacity)) {
        pseg_capture_close(c);
        pseg_fail(error, "out of memory for %g s of audio", options->seconds);
        return NULL;
    }
    c->kind = kind;
    snprintf(c->name, sizeof c->name, "%s", name);
    c->rate = rate;
    c->channels = 1;
    c->block = (int)(options->block * rate + 0.5);
    atomic_init(&c->began, NOT_BEGUN);
    atomic_init(&c->overflows, 0);
    return c;
}

void pseg_capture_begin(struct pseg_capture *c, double began)
{
    atomic_store_explicit(&c->began, (long long)(1e9 * began), memory_order_relaxed);
}

void pseg_capture_close(struct pseg_capture *c)
{
    if (!c)
        return;
    if (c->source && !c->kind->close(c))
        return;
    free(c->memory);
    free(c);
}

int pseg_capture_start(struct pseg_capture *c, struct pseg_error *error)
{
    return c->kind->start(c, error);
}

int pseg_capture_running(const struct pseg_capture *c)
{
    return c->kind->running(c);
}

int pseg_capture_stop(struct pseg_capture *c, struct pseg_error *error)
{
    return c->kind->stop(c, error);
}

struct pseg_ring *pseg_capture_ring(struct pseg_capture *c)
{
    return c->ring;
}

const char *pseg_capture_name(const struct pseg_capture *c)
{
    return c->name;
}

int pseg_capture_rate(const struct pseg_capture *c)
{
    return c->rate;
}

int pseg_capture_channels(const struct pseg_capture *c)
{
    return c->channels;
}

int pseg_capture_block(const struct pseg_capture *c)
{
    return c->block;
}

double pseg_capture_now(const struct pseg_capture *c)
{
    (void)c;
    return pseg_clock();
}

double pseg_capture_began(const struct pseg_capture *c)
{
    const long long began = atomic_load_explicit(&c->began, memory_order_relaxed);
    return began == NOT_BEGUN ? NAN : 1e-9 * (double)began;
}

long pseg_capture_device_overflows(const struct pseg_capture *c)
{
    return atomic_load_explicit(&c->overflows, memory_order_relaxed);
}
