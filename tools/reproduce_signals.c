#include "reproduce_signals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "picker.h"
#include "score.h"
#include "whole.h"

static size_t width(const struct signals *s)
{
    return 1 + 2 * (size_t)s->n_gates;
}

static float *next(struct signals *s)
{
    float *more = pseg_grow(s->at, s->n + 1, &s->room, width(s) * sizeof *more);
    s->failed |= !more;
    if (!more)
        return NULL;
    s->at = more;
    return s->at + s->n++ * width(s);
}

static void keep(void *user, const struct pseg_frame *frame)
{
    struct signals *s = user;
    const int n = frame->n_hidden;
    s->n_gates = frame->n_gates;
    float *at = next(s);
    for (int g = 0; at && g < s->n_gates; g++) {
        at[0] = frame->mean_error;
        at[1 + g] = pseg_gas_mean(frame->gates + g * n, frame->last_gates + g * n, n);
        at[1 + s->n_gates + g] = pseg_gas(frame->gates + g * n, frame->last_gates + g * n, n);
    }
}

static int pass(void *user, const struct pseg_event *event)
{
    (void)user;
    (void)event;
    return 0;
}

int signals_hear(struct signals *s, const struct pseg_model *model, const float *x, size_t n,
                 struct pseg_error *error)
{
    memset(s, 0, sizeof *s);
    s->length = n;
    struct pseg *d = pseg_create_whole(model, error);
    if (!d)
        return -1;
    pseg_observe(d, keep, s);
    int result = pseg_run_whole(d, model, x, n, pass, NULL, error);
    pseg_destroy(d);
    if (!result && s->failed)
        result = pseg_fail(error, "out of memory for the signals of a recording");
    if (result)
        signals_free(s);
    return result;
}

void signals_free(struct signals *s)
{
    free(s->at);
    memset(s, 0, sizeof *s);
}

double signals_score(const struct signals *s, size_t t, enum row_score score, int gate, double w)
{
    const float *at = s->at + t * width(s);
    const double error = at[0], mean = at[1 + gate], units = at[1 + s->n_gates + gate];
    switch (score) {
    case ROW_ERROR:
        return error;
    case ROW_MEAN:
        return mean;
    case ROW_MINUS_MEAN:
        return -mean;
    case ROW_ABS_MEAN:
        return fabs(mean);
    case ROW_UNITS:
        return units;
    case ROW_BLEND_MEAN:
        return (1 - w) * error + w * mean;
    default:
        return (1 - w) * error + w * units;
    }
}

int signals_peaks(struct pseg_peaks *peaks, const struct signals *s, enum row_score score, int gate,
                  double w)
{
    struct pseg_picker picker;
    struct pseg_maximum peak;
    int failed = 0;
    peaks->n = 0;
    peaks->length = s->length;
    pseg_picker_init(&picker, -1e6f, 1);
    for (size_t t = 0; t < s->n && !failed; t++)
        if (pseg_picker_push(&peak, &picker, (float)signals_score(s, t, score, gate, w)))
            failed = pseg_peaks_add(peaks, (struct pseg_peak){t - 1, peak.score, 0});
    if (!failed && pseg_picker_end(&peak, &picker))
        failed = pseg_peaks_add(peaks, (struct pseg_peak){s->n - 1, peak.score, 0});
    return failed;
}

/* ------------------------------------------------------------------------------- baselines -- */

void baseline_model(struct pseg_model *model, const struct system *system)
{
    static const float no_weights[1];
    *model = (struct pseg_model){
        .config = {.rate = 16000,
                   .window = 400,
                   .hop = 160,
                   .fft_size = 512,
                   .n_mel = 26,
                   .n_ceps = system->kind == SYSTEM_HAC ? 13 : 0,
                   .pre_emphasis = 0.97f,
                   .high_hz = 8000,
                   .log_floor = 0.107f, /* 1e-10 on a full scale of 1 */
                   .topology = PSEG_TOPOLOGY_NONE,
                   .n_dense = 1,
                   .n_hidden = 1,
                   .score = PSEG_SCORE_TRANSITION,
                   .slope = 2,
                   .min_gap = 1,
                   .offset = 200}, /* the middle of the window */
        .weights = no_weights,
        .json = "",
    };
    if (system->kind == SYSTEM_HAC)
        model->config.offset = 120; /* between the middles of two frames */
    if (system->kind == SYSTEM_PERIODIC) {
        model->config.hop = system->period * (model->config.rate / 1000);
        model->config.offset = 0;
    }
}

int baseline_peaks(struct pseg_peaks *peaks, const struct system *system, const float *x, size_t n,
                   size_t labelled, struct pseg_error *error)
{
    struct pseg_model model;
    baseline_model(&model, system);
    switch (system->kind) {
    case SYSTEM_HAC:
        return pseg_hac_peaks(peaks, x, n, &model, error);
    case SYSTEM_PERIODIC:
        return pseg_periodic_peaks(peaks, labelled, model.config.hop, error);
    default:
        return pseg_find_peaks(peaks, x, n, &model, error);
    }
}
