#include "plot_record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "make_frontend.h"

enum { BLOCK = 4096, MAX_GATES = 8 };

/* The log-mel bands, where the model's features are cepstra of them. */
struct band_maker {
    struct pseg_frontend frontend;
    void *memory; /* NULL: the model's features are the bands */
    float bands[128];
    uint64_t frames;
};

struct recorder {
    struct pseg_record *record;
    const struct pseg_plot *plot;
    const struct pseg_config *config;
    struct band_maker maker;
    struct pseg *detector;
    uint64_t heard; /* [samples] */
    int out_of_memory;
    double to_hear; /* [s] 0: not known */
};

/* The middle of frame n [s] */
static double frame_time(const struct pseg_config *c, uint64_t n)
{
    return ((double)n * c->hop + c->window / 2.0) / c->rate;
}

/* A frame beyond each end is kept, so that curves reach the picture's edge. */
static int is_shown(const struct recorder *r, double time)
{
    const double frame = (double)r->config->hop / r->config->rate;
    return time >= r->plot->start - frame && time <= r->plot->end + frame;
}

static void add_bands(struct recorder *r, uint64_t frame, const float *bands)
{
    const double time = frame_time(r->config, frame);
    if (is_shown(r, time))
        pseg_bins_add(&r->record->bands, bands, time);
}

static void add_gates(struct recorder *r, const struct pseg_frame *frame)
{
    float means[MAX_GATES] = {0};
    const double time = frame_time(r->config, frame->index);
    if (!is_shown(r, time))
        return;
    for (int g = 0; g < frame->n_gates; g++) {
        for (int j = 0; j < frame->n_hidden; j++)
            means[g] += frame->gates[g * frame->n_hidden + j];
        means[g] /= (float)frame->n_hidden;
    }
    pseg_bins_add(&r->record->gates, means, time);
}

static void on_frame(void *user, const struct pseg_frame *frame)
{
    struct recorder *r = user;
    const struct pseg_config *c = r->config;
    if (!r->maker.memory)
        add_bands(r, frame->index, frame->features);
    if (frame->gates)
        add_gates(r, frame);
    if (!frame->scored)
        return;
    const double time = ((double)frame->score_index * c->hop + c->offset) / c->rate;
    if (is_shown(r, time))
        pseg_bins_add(&r->record->score, &frame->score, time);
}

static int prepare_maker(struct band_maker *m, const struct pseg_config *c)
{
    struct pseg_config bands = *c;
    if (c->n_ceps == 0)
        return 0;
    bands.n_ceps = 0;
    m->memory = pseg_make_frontend(&m->frontend, &bands);
    return m->memory ? 0 : -1;
}

static void make_bands(struct recorder *r, const float *x, size_t n)
{
    struct band_maker *m = &r->maker;
    while (m->memory && n) {
        const size_t taken = pseg_frontend_push(&m->frontend, x, n);
        x += taken;
        n -= taken;
        if (!pseg_frontend_due(&m->frontend))
            return; /* no more samples, or one that the detector has refused already */
        pseg_frontend_frame(m->bands, &m->frontend, pseg_find_kernels(NULL));
        add_bands(r, m->frames++, m->bands);
    }
}

static void add_wave(struct recorder *r, const float *x, size_t n)
{
    const double rate = r->config->rate;
    for (size_t i = 0; i < n; i++) {
        const double time = (double)(r->heard + i) / rate;
        if (time >= r->plot->start && time <= r->plot->end)
            pseg_bins_add(&r->record->wave, x + i, time);
    }
}

static void add_events(struct recorder *r, const struct pseg_event *events, size_t n)
{
    for (size_t i = 0; i < n; i++)
        r->out_of_memory |=
            pseg_marks_add(&r->record->marks, (double)events[i].at / r->config->rate,
                           events[i].score, PSEG_MARK_DETECTED);
}

static int detect(struct recorder *r, const float *x, size_t n, struct pseg_error *error)
{
    struct pseg_event events[16];
    while (n) {
        size_t made, used;
        const int status = pseg_process(r->detector, events, 16, &made, x, n, &used);
        add_events(r, events, made);
        if (status)
            return pseg_fail(error, "%s", pseg_strerror(status));
        x += used;
        n -= used;
    }
    return 0;
}

/* All that can be seen in the picture has been decided once this much was heard [s]. */
static double time_to_stop(const struct recorder *r)
{
    const struct pseg_config *c = r->config;
    return r->plot->end + (double)(pseg_latency(r->detector) + c->window + 2 * c->hop) / c->rate;
}

static int finish(struct recorder *r, const struct pseg_audio *a, struct pseg_error *error)
{
    struct pseg_event events[PSEG_FLUSH_EVENTS];
    size_t made;
    if (pseg_audio_complete(a, error)) {
        if (r->heard == 0)
            return -1;
        r->record->truncated = 1;
    }
    pseg_flush(r->detector, events, PSEG_FLUSH_EVENTS, &made);
    add_events(r, events, made);
    return 0;
}

static int on_audio(void *user, double heard)
{
    const struct recorder *r = user;
    const double share = r->to_hear > 0 ? fmin(heard / r->to_hear, 1) : 0;
    return r->plot->on_read && r->plot->on_read(r->plot->user, share);
}

/* 0 also where it stopped at the picture's end, before the recording's. */
static int listen(struct recorder *r, struct pseg_audio *a, struct pseg_error *error)
{
    float block[BLOCK];
    long n;
    const double stop = time_to_stop(r);
    r->to_hear = fmin(stop, pseg_audio_expected(a));
    pseg_audio_watch(a, on_audio, r);
    while ((n = pseg_audio_read(a, block, BLOCK, error)) > 0) {
        if (detect(r, block, (size_t)n, error))
            return -1;
        make_bands(r, block, (size_t)n);
        add_wave(r, block, (size_t)n);
        r->heard += (uint64_t)n;
        if ((double)r->heard / r->config->rate > stop)
            return 0;
    }
    return n < 0 ? -1 : finish(r, a, error);
}

/* At least as many bins as the picture has columns, once there are as many items. */
static int prepare(struct recorder *r, const struct pseg_model *model, int width)
{
    const struct pseg_config *c = &model->config;
    struct pseg_record *record = r->record;
    const size_t room = 2 * (size_t)width;
    const double sample = 1.0 / c->rate, frame = (double)c->hop / c->rate;
    const int n_gates = c->topology == PSEG_TOPOLOGY_NONE ? 0 : pseg_cells[c->cell].family->n_gates;
    return pseg_bins_init(&record->wave, 1, room, sample) ||
           pseg_bins_init(&record->bands, c->n_mel, room, frame) ||
           pseg_bins_init(&record->score, 1, room, frame) ||
           (n_gates && pseg_bins_init(&record->gates, n_gates, room, frame)) ||
           prepare_maker(&r->maker, c);
}

static int set_view(struct recorder *r, const char *name, struct pseg_error *error)
{
    const double duration = (double)r->heard / r->config->rate;
    if (r->out_of_memory)
        return pseg_fail(error, "out of memory for the boundaries of %s", name);
    if (r->plot->start >= duration)
        return pseg_fail(error, "%s ends at %.3f s, before the start asked for, %.3f s", name,
                         duration, r->plot->start);
    r->record->start = r->plot->start;
    r->record->end = r->plot->end < duration ? r->plot->end : duration;
    return 0;
}

int pseg_record_run(struct pseg_record *record, const struct pseg_plot *plot,
                    const struct pseg_model *model, struct pseg_error *error)
{
    struct recorder r = {.record = record, .config = &model->config, .plot = plot};
    int result = -1;
    memset(record, 0, sizeof *record);
    struct pseg_audio *a = pseg_audio_open(plot->input, model->config.rate, error);
    if (a && pseg_audio_choose(a, plot->channel, 0, INFINITY, error) == 0)
        r.detector = pseg_create(model, error);
    if (r.detector && prepare(&r, model, plot->width)) {
        pseg_fail(error, "out of memory for %s", plot->input);
    } else if (r.detector) {
        pseg_observe(r.detector, on_frame, &r);
        result = listen(&r, a, error) || set_view(&r, plot->input, error) ? -1 : 0;
    }
    pseg_destroy(r.detector);
    pseg_audio_close(a);
    free(r.maker.memory);
    return result;
}

void pseg_record_free(struct pseg_record *r)
{
    pseg_bins_free(&r->wave);
    pseg_bins_free(&r->bands);
    pseg_bins_free(&r->score);
    pseg_bins_free(&r->gates);
    pseg_marks_free(&r->marks);
}
