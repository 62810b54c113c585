#include "latency_compute.h"

#include <math.h>
#include <stdlib.h>

#include "capture_source.h"
#include "live_output.h"

enum { READINGS = 10001, EVENTS = 16 };

/* times[n] is scratch, n >= READINGS */
static double clock_cost(double *times)
{
    double last = pseg_clock();
    for (int i = 0; i < READINGS; i++) {
        const double now = pseg_clock();
        times[i] = 1e6 * (now - last);
        last = now;
    }
    return live_quantile(times, READINGS, 0.5);
}

/* Before the first hop that completes a frame. */
static int warm_up(struct pseg *d, const float *audio, size_t n)
{
    struct pseg_event events[EVENTS];
    size_t made, used;
    return pseg_process(d, events, EVENTS, &made, audio, n, &used);
}

static int time_frames(struct compute *c, struct pseg *d, const float *audio, size_t n,
                       const struct pseg_config *config)
{
    struct pseg_event events[EVENTS];
    const size_t hop = (size_t)config->hop, overlap = (size_t)config->window - hop;
    size_t at = overlap, made, used;
    int status = warm_up(d, audio, overlap);
    for (size_t t = 0; t < c->frames && !status; t++) {
        if (at + hop > n)
            at = 0;
        const double began = pseg_clock();
        status = pseg_process(d, events, EVENTS, &made, audio + at, hop, &used);
        c->us[t] = 1e6 * (pseg_clock() - began);
        at += hop;
    }
    return status;
}

int compute_measure(struct compute *c, const struct pseg_model *model, const float *audio, size_t n,
                    double seconds, struct pseg_error *error)
{
    const struct pseg_config *config = &model->config;
    const size_t hop = (size_t)config->hop, window = (size_t)config->window;
    const double wanted = ceil(seconds * config->rate / config->hop);
    *c = (struct compute){.hop = (double)config->hop / config->rate};
    if (n < window + hop)
        return pseg_fail(error, "%zu samples of audio are too few to time frames of %zu", n,
                         window);
    c->frames = (n - window) / hop + 1;
    if ((double)c->frames < wanted)
        c->frames = (size_t)wanted;
    c->seconds = (double)c->frames * c->hop;
    c->us = calloc(c->frames > READINGS ? c->frames : READINGS, sizeof *c->us);
    struct pseg *d = c->us ? pseg_create(model, error) : NULL;
    if (!d)
        return c->us ? -1 : pseg_fail(error, "out of memory for %zu frames", c->frames);
    c->clock = clock_cost(c->us);
    const int status = time_frames(c, d, audio, n, config);
    pseg_destroy(d);
    return status ? pseg_fail(error, "%s", pseg_strerror(status)) : 0;
}

void compute_free(struct compute *c)
{
    free(c->us);
}

double compute_quantile(const struct compute *c, double p)
{
    return live_quantile(c->us, c->frames, p);
}
