#include "live.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "recorder.h"
#include "resample.h"

enum { BLOCK = 1024 }; /* [samples] read at once; events do not depend on it */

struct pseg_live {
    const struct pseg_live_sink *sink;
    struct pseg_ring *ring;
    struct pseg *detector;
    struct pseg_resampler *resampler; /* NULL: the rate is the model's */
    struct pseg_recorder *recorder;   /* NULL: none */
    int rate_in, rate;                /* [Hz] */
    uint64_t position;                /* [samples at rate_in] read and lost so far */
    uint64_t origin; /* ... of them before this stretch, which the detector counts from */
    uint64_t heard;  /* [samples at rate] that the detector has taken in this stretch */
    uint64_t lost;   /* [samples at rate_in] */
    long gaps;
    int failed; /* what comes after that has no place in time any more: it is not heard */
    float block[BLOCK];
    float *converted; /* [room] */
    size_t room;
};

struct pseg_live *pseg_live_create(const struct pseg_model *model, struct pseg_ring *ring, int rate,
                                   const struct pseg_live_sink *sink, const char *record,
                                   struct pseg_error *error)
{
    struct pseg_live *live = calloc(1, sizeof *live);
    if (!live) {
        pseg_fail(error, "out of memory");
        return NULL;
    }
    live->sink = sink;
    live->ring = ring;
    live->rate_in = rate;
    live->rate = model->config.rate;
    live->detector = pseg_create(model, error);
    int failed = !live->detector;
    if (!failed && rate != live->rate) {
        live->resampler = pseg_resampler_create(live->rate, rate);
        live->room = live->resampler ? pseg_resampler_room(live->resampler, BLOCK) : 0;
        live->converted = malloc(live->room * sizeof *live->converted);
        if (!live->resampler || !live->converted)
            failed = pseg_fail(error, "out of memory");
    }
    if (!failed && record && !(live->recorder = pseg_recorder_open(record, live->rate, error)))
        failed = 1;
    if (failed) {
        pseg_live_close(live, error);
        return NULL;
    }
    pseg_observe(live->detector, sink->observe, sink->user);
    return live;
}

static double origin_seconds(const struct pseg_live *live)
{
    return (double)live->origin / live->rate_in;
}

static void report(const struct pseg_live *live, const struct pseg_event *events, size_t n)
{
    const double delay = live->resampler ? pseg_resampler_delay(live->resampler) : 0;
    for (size_t i = 0; i < n; i++) {
        const struct pseg_boundary b = {
            .at = origin_seconds(live) + (double)events[i].at / live->rate,
            .decided = origin_seconds(live) + (double)events[i].decided / live->rate + delay,
            .score = events[i].score,
        };
        live->sink->boundary(live->sink->user, &b);
    }
}

/* x[n] at the model's rate: to the detector, and what it took to the recording. */
static int hear(struct pseg_live *live, const float *x, size_t n, struct pseg_error *error)
{
    struct pseg_event events[16];
    size_t made, used;
    for (; n; x += used, n -= used) {
        const int status = pseg_process(live->detector, events, 16, &made, x, n, &used);
        report(live, events, made);
        live->heard += used;
        if (live->recorder && pseg_recorder_write(live->recorder, x, used, error))
            return -1;
        if (status)
            return pseg_fail(error, "at %.3f s: %s",
                             origin_seconds(live) + (double)live->heard / live->rate,
                             pseg_strerror(status));
    }
    return 0;
}

static int take(struct pseg_live *live, const float *x, size_t n, struct pseg_error *error)
{
    live->position += n;
    if (!live->resampler)
        return hear(live, x, n, error);
    n = pseg_resampler_execute(live->converted, live->resampler, x, n);
    return hear(live, live->converted, n, error);
}

/* Decides what waits for more audio, as at an end. */
static int end_stretch(struct pseg_live *live, struct pseg_error *error)
{
    struct pseg_event events[PSEG_FLUSH_EVENTS];
    size_t n;
    while (live->resampler &&
           (n = pseg_resampler_flush(live->converted, live->resampler, live->room)) > 0)
        if (hear(live, live->converted, n, error))
            return -1;
    pseg_flush(live->detector, events, PSEG_FLUSH_EVENTS, &n);
    report(live, events, n);
    return 0;
}

/* Silence in the recording, so that its time line stays true: up to where the device is. */
static int record_silence(struct pseg_live *live, struct pseg_error *error)
{
    if (!live->recorder)
        return 0;
    const uint64_t in = (uint64_t)live->rate_in;
    const uint64_t due = (live->position * (uint64_t)live->rate + in / 2) / in;
    return pseg_recorder_silence_until(live->recorder, due, error);
}

/* See the head of live.h: ended and begun anew, not bridged. */
static int cross_gap(struct pseg_live *live, uint64_t lost, struct pseg_error *error)
{
    const struct pseg_gap gap = {pseg_live_heard(live), live->position, lost};
    if (end_stretch(live, error))
        return -1;
    live->sink->gap(live->sink->user, &gap);
    live->position += lost;
    live->lost += lost;
    live->gaps++;
    live->origin = live->position;
    live->heard = 0;
    pseg_reset(live->detector);
    if (live->resampler)
        pseg_resampler_reset(live->resampler);
    return record_silence(live, error);
}

/* Up to `most` samples; a loss that stands after them is crossed too. */
static long drain(struct pseg_live *live, size_t most, struct pseg_error *error)
{
    size_t total = 0, n;
    uint64_t lost;
    do {
        const size_t wanted = most - total < BLOCK ? most - total : BLOCK;
        n = pseg_ring_read(live->ring, live->block, wanted, &lost);
        if ((lost && cross_gap(live, lost, error)) || take(live, live->block, n, error))
            return -1;
        total += n;
    } while (n || lost);
    return (long)total;
}

long pseg_live_pump(struct pseg_live *live, size_t most, struct pseg_error *error)
{
    /* No more than waits now: a writer that is never slower would keep us here for ever. */
    const size_t waiting = pseg_ring_waiting(live->ring);
    const long total = live->failed ? 0 : drain(live, most < waiting ? most : waiting, error);
    live->failed |= total < 0;
    return total;
}

int pseg_live_finish(struct pseg_live *live, struct pseg_error *error)
{
    /* What is still in the ring was not wanted, nor is a loss behind it. */
    const int emptied = pseg_ring_waiting(live->ring) == 0;
    const uint64_t lost = emptied ? pseg_ring_close(live->ring) : 0;
    int status = 0;
    if (!live->failed)
        status = lost ? cross_gap(live, lost, error) : end_stretch(live, error);
    live->failed |= status != 0;
    return status;
}

int pseg_live_close(struct pseg_live *live, struct pseg_error *error)
{
    int status = 0;
    if (!live)
        return 0;
    if (live->recorder)
        status = pseg_recorder_commit(live->recorder, error);
    pseg_destroy(live->detector);
    pseg_resampler_destroy(live->resampler);
    free(live->converted);
    free(live);
    return status;
}

double pseg_live_heard(const struct pseg_live *live)
{
    return (double)live->position / live->rate_in;
}

uint64_t pseg_live_lost(const struct pseg_live *live)
{
    return live->lost;
}

long pseg_live_gaps(const struct pseg_live *live)
{
    return live->gaps;
}

double pseg_live_latency(const struct pseg_live *live)
{
    return (double)pseg_latency(live->detector) / live->rate +
           (live->resampler ? pseg_resampler_delay(live->resampler) : 0);
}
