#include "peaks.h"

#include <stdlib.h>
#include <string.h>

#include "hac.h"

enum { LABEL_RATE = 16000 }; /* [Hz] of TIMIT label files */

void pseg_peaks_free(struct pseg_peaks *peaks)
{
    free(peaks->at);
    memset(peaks, 0, sizeof *peaks);
}

static int add(struct pseg_peaks *peaks, uint64_t frame, float score)
{
    if (peaks->n == peaks->room) {
        const size_t room = peaks->room ? 2 * peaks->room : 256;
        struct pseg_peak *more = realloc(peaks->at, room * sizeof *more);
        if (!more)
            return -1;
        peaks->at = more;
        peaks->room = room;
    }
    peaks->at[peaks->n++] = (struct pseg_peak){frame, score};
    return 0;
}

static int collect(struct pseg_peaks *peaks, const struct pseg_event *events, size_t n, int hop,
                   struct pseg_error *error)
{
    for (size_t i = 0; i < n; i++)
        if (add(peaks, events[i].at / (uint64_t)hop, events[i].score))
            return pseg_fail(error, "out of memory for the score's peaks");
    return 0;
}

static int run(struct pseg_peaks *peaks, struct pseg *d, const float *x, size_t n, int hop,
               struct pseg_error *error)
{
    struct pseg_event events[64];
    size_t made, used;
    int status = PSEG_OK, result = 0;
    while (n && !status && !result) {
        status = pseg_process(d, events, 64, &made, x, n, &used);
        result = collect(peaks, events, made, hop, error);
        x += used;
        n -= used;
    }
    if (!status && !result) {
        status = pseg_flush(d, events, 64, &made);
        result = collect(peaks, events, made, hop, error);
    }
    return status ? pseg_fail(error, "%s", pseg_strerror(status)) : result;
}

int pseg_find_peaks(struct pseg_peaks *peaks, const float *x, size_t n,
                    const struct pseg_model *model, struct pseg_error *error)
{
    struct pseg_model all = *model;
    all.config.threshold = -1e6f; /* the lowest that a model may have */
    all.config.min_gap = 1;
    all.config.offset = 0; /* frame 0 is never a peak, so that none falls to the start */
    memset(peaks, 0, sizeof *peaks);
    struct pseg *d = pseg_create(&all, error);
    if (!d)
        return -1;
    const int result = run(peaks, d, x, n, all.config.hop, error);
    pseg_destroy(d);
    if (result)
        pseg_peaks_free(peaks);
    else
        peaks->length = n;
    return result;
}

int pseg_periodic_peaks(struct pseg_peaks *peaks, size_t n, int hop, struct pseg_error *error)
{
    memset(peaks, 0, sizeof *peaks);
    for (uint64_t frame = 1; frame * (uint64_t)hop < n; frame++)
        if (add(peaks, frame, 1)) {
            pseg_peaks_free(peaks);
            return pseg_fail(error, "out of memory for the periodic boundaries");
        }
    peaks->length = n;
    return 0;
}

struct frames {
    float *x; /* [room][d] */
    size_t n, room;
};

static void keep_frame(void *user, const struct pseg_frame *frame)
{
    struct frames *f = user;
    const size_t d = (size_t)frame->n_features;
    if (f->n < f->room)
        memcpy(f->x + f->n++ * d, frame->features, d * sizeof *f->x);
}

/* All frames of x[n], by a detector of the model's front end whose boundaries are not asked for. */
static int find_frames(struct frames *f, const float *x, size_t n, const struct pseg_model *model,
                       struct pseg_error *error)
{
    const struct pseg_config *c = &model->config;
    const size_t window = (size_t)c->window;
    struct pseg_model front = *model;
    struct pseg_peaks unused = {0};
    front.config.topology = PSEG_TOPOLOGY_NONE;
    front.config.score = PSEG_SCORE_TRANSITION;
    front.config.residual = 0; /* of the network too */
    front.n_weights = 0;
    f->n = 0;
    f->room = n < window ? 0 : (n - window) / (size_t)c->hop + 1;
    f->x = malloc((f->room + 1) * (size_t)pseg_n_features(c) * sizeof *f->x);
    if (!f->x)
        return pseg_fail(error, "out of memory for the features of %zu frames", f->room);
    struct pseg *d = pseg_create(&front, error);
    if (!d)
        return -1;
    pseg_observe(d, keep_frame, f);
    const int result = run(&unused, d, x, n, c->hop, error);
    pseg_destroy(d);
    pseg_peaks_free(&unused);
    return result;
}

static int cluster(struct pseg_peaks *peaks, const struct frames *f, int d,
                   struct pseg_error *error)
{
    float *height = malloc((f->n + 1) * sizeof *height);
    int result = height ? pseg_hac(height, f->x, f->n, d, error)
                        : pseg_fail(error, "out of memory for clustering %zu frames", f->n);
    for (size_t t = 1; t < f->n && !result; t++)
        if (add(peaks, t, height[t]))
            result = pseg_fail(error, "out of memory for the clustering's boundaries");
    free(height);
    return result;
}

int pseg_hac_peaks(struct pseg_peaks *peaks, const float *x, size_t n,
                   const struct pseg_model *model, struct pseg_error *error)
{
    struct frames frames;
    memset(peaks, 0, sizeof *peaks);
    const int result = find_frames(&frames, x, n, model, error) ||
                       cluster(peaks, &frames, pseg_n_features(&model->config), error);
    free(frames.x);
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

uint64_t pseg_label_length(const struct pseg_peaks *peaks, int rate)
{
    return label_sample((int64_t)peaks->length, (uint64_t)rate);
}

int pseg_choose_peaks(struct pseg_times *times, const struct pseg_peaks *peaks,
                      const struct pseg_config *c)
{
    const uint64_t end = pseg_label_length(peaks, c->rate);
    const struct pseg_peak *last = NULL; /* the gap counts from the last one that was accepted */
    uint64_t last_sample = 0;
    times->n = 0;
    for (size_t i = 0; i < peaks->n; i++) {
        const struct pseg_peak *p = &peaks->at[i];
        if (!(p->score > c->threshold) || (last && p->frame - last->frame < (uint64_t)c->min_gap))
            continue;
        last = p;
        const int64_t at = (int64_t)p->frame * c->hop + c->offset;
        const uint64_t sample = label_sample(at, (uint64_t)c->rate);
        if (sample <= last_sample || sample >= end)
            continue;
        if (pseg_times_add(times, (double)sample / LABEL_RATE))
            return -1;
        last_sample = sample;
    }
    return 0;
}
