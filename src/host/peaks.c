#include "peaks.h"

#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "hac.h"
#include "whole.h"

enum { LABEL_RATE = 16000 }; /* [Hz] of TIMIT label files */

void pseg_peaks_free(struct pseg_peaks *peaks)
{
    free(peaks->at);
    memset(peaks, 0, sizeof *peaks);
}

int pseg_peaks_add(struct pseg_peaks *peaks, struct pseg_peak peak)
{
    struct pseg_peak *more = pseg_grow(peaks->at, peaks->n + 1, &peaks->room, sizeof *more);
    if (!more)
        return -1;
    peaks->at = more;
    peaks->at[peaks->n++] = peak;
    return 0;
}

struct collector {
    struct pseg_peaks *peaks;
    int hop;
    int full;
};

/* A boundary lies less than half a hop after its frame, and no more than that before it. */
static int collect(void *user, const struct pseg_event *event)
{
    struct collector *c = user;
    const uint64_t hop = (uint64_t)c->hop, frame = (event->at + hop / 2) / hop;
    const int shift = (int)((int64_t)event->at - (int64_t)(frame * hop));
    c->full = pseg_peaks_add(c->peaks, (struct pseg_peak){frame, event->score, shift});
    return c->full;
}

int pseg_find_peaks(struct pseg_peaks *peaks, const float *x, size_t n,
                    const struct pseg_model *model, struct pseg_error *error)
{
    struct pseg_model all = *model;
    all.config.threshold = -1e6f; /* the lowest that a model may have */
    all.config.min_gap = 1;
    all.config.refine = 1;
    all.config.offset = 0; /* frame 0 is never a peak, so that none falls to the start */
    memset(peaks, 0, sizeof *peaks);
    struct collector c = {peaks, all.config.hop, 0};
    struct pseg *d = pseg_create_whole(&all, error);
    if (!d)
        return -1;
    const int result = pseg_run_whole(d, &all, x, n, collect, &c, error);
    pseg_destroy(d);
    if (result)
        pseg_peaks_free(peaks);
    else
        peaks->length = n;
    return c.full ? pseg_fail(error, "out of memory for the score's peaks") : result;
}

int pseg_periodic_peaks(struct pseg_peaks *peaks, size_t n, int hop, struct pseg_error *error)
{
    memset(peaks, 0, sizeof *peaks);
    for (uint64_t frame = 1; frame * (uint64_t)hop < n; frame++)
        if (pseg_peaks_add(peaks, (struct pseg_peak){frame, 1, 0})) {
            pseg_peaks_free(peaks);
            return pseg_fail(error, "out of memory for the periodic boundaries");
        }
    peaks->length = n;
    return 0;
}

static int cluster(struct pseg_peaks *peaks, const float *features, size_t n, int d,
                   struct pseg_error *error)
{
    float *height = malloc((n + 1) * sizeof *height);
    int result = height ? pseg_hac(height, features, n, d, error)
                        : pseg_fail(error, "out of memory for clustering %zu frames", n);
    for (size_t t = 1; t < n && !result; t++)
        if (pseg_peaks_add(peaks, (struct pseg_peak){t, height[t], 0}))
            result = pseg_fail(error, "out of memory for the clustering's boundaries");
    free(height);
    return result;
}

int pseg_hac_peaks(struct pseg_peaks *peaks, const float *x, size_t n,
                   const struct pseg_model *model, struct pseg_error *error)
{
    float *features;
    size_t frames;
    memset(peaks, 0, sizeof *peaks);
    if (pseg_whole_features(&features, &frames, x, n, &model->config, error))
        return -1;
    const int result = cluster(peaks, features, frames, pseg_n_features(&model->config), error);
    free(features);
    if (result)
        pseg_peaks_free(peaks);
    else
        peaks->length = n;
    return result ? -1 : 0;
}

/* The nearest sample at 16 kHz; none of a boundary before the start. */
static uint64_t label_sample(int64_t at, uint64_t rate)
{
    return at > 0 ? ((uint64_t)at * LABEL_RATE + rate / 2) / rate : 0;
}

int pseg_peak_time(double *time, const struct pseg_peak *peak, uint64_t length,
                   const struct pseg_config *c)
{
    const uint64_t rate = (uint64_t)c->rate;
    const int shift = c->offset + (c->refine ? peak->shift : 0);
    const uint64_t at = label_sample((int64_t)peak->frame * c->hop + shift, rate);
    *time = (double)at / LABEL_RATE;
    return at > 0 && at < label_sample((int64_t)length, rate);
}

int pseg_choose_peaks(struct pseg_times *times, const struct pseg_peaks *peaks,
                      const struct pseg_config *c)
{
    const struct pseg_peak *last = NULL; /* the gap counts from the last one that was accepted */
    double time, last_time = 0;
    times->n = 0;
    for (size_t i = 0; i < peaks->n; i++) {
        const struct pseg_peak *p = &peaks->at[i];
        if (!(p->score > c->threshold) || (last && p->frame - last->frame < (uint64_t)c->min_gap))
            continue;
        last = p;
        if (!pseg_peak_time(&time, p, peaks->length, c) || time <= last_time)
            continue;
        if (pseg_times_add(times, time))
            return -1;
        last_time = time;
    }
    return 0;
}
