#include "bench_stages.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "detector.h"
#include "frontend.h"

/* What the stages work on: a front end of the model's own, and a network beside it. */
struct rig {
    const struct pseg_model *model;
    const struct pseg_kernels *kernels;
    const float *audio;
    size_t n, n_frames;
    struct pseg *detector;
    struct pseg_frontend frontend;
    struct pseg_network net;
    struct pseg_trace trace;
    void *memory;
    float *features; /* [n_frames][n_features] */
    float *normal;   /* [trace.steps][n_features] */
};

/* [s] of the processor's time, so that others on the machine disturb less. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void lay_out(struct rig *rig, struct pseg_arena *arena)
{
    pseg_frontend_init(&rig->frontend, arena, &rig->model->config);
    const int steps = pseg_detector_trace(rig->detector)->steps;
    const size_t row = (size_t)rig->net.n_features * sizeof(float);
    rig->trace.steps = steps;
    rig->trace.batch = 1;
    rig->trace.base = pseg_carve(arena, pseg_trace_size(&rig->net, steps, 1) * sizeof(real));
    rig->normal = pseg_carve(arena, (size_t)steps * row);
    rig->features = pseg_carve(arena, rig->n_frames * row);
}

static int set_up(struct rig *rig, struct pseg_error *error)
{
    const struct pseg_config *c = &rig->model->config;
    struct pseg_arena arena = {NULL, 0};
    rig->n_frames = (rig->n - (size_t)c->window) / (size_t)c->hop + 1;
    rig->detector = pseg_create(rig->model, error);
    if (!rig->detector)
        return -1;
    pseg_network_build(&rig->net, c);
    lay_out(rig, &arena);
    rig->memory = aligned_alloc(PSEG_ALIGNMENT, arena.used);
    if (!rig->memory)
        return pseg_fail(error, "out of memory for %zu frames", rig->n_frames);
    memset(rig->memory, 0, arena.used);
    arena = (struct pseg_arena){rig->memory, 0};
    lay_out(rig, &arena);
    return pseg_set_kernel(rig->detector, rig->kernels->name) ? -1 : 0;
}

static void run_all(struct rig *rig)
{
    struct pseg_event events[64];
    size_t made, used;
    pseg_reset(rig->detector);
    for (size_t at = 0; at < rig->n; at += used)
        pseg_process(rig->detector, events, 64, &made, rig->audio + at, rig->n - at, &used);
}

static void run_features(struct rig *rig)
{
    size_t at = 0;
    pseg_frontend_reset(&rig->frontend);
    for (size_t t = 0; t < rig->n_frames; t++) {
        at += pseg_frontend_push(&rig->frontend, rig->audio + at, rig->n - at);
        pseg_frontend_frame(rig->features + t * (size_t)rig->net.n_features, &rig->frontend,
                            rig->kernels);
    }
}

static void run_power(struct rig *rig)
{
    for (size_t t = 0; t < rig->n_frames; t++)
        pseg_power_apply(&rig->frontend.power, rig->frontend.samples, rig->kernels);
}

enum { MOST_BINS = 4096 / 2 + 1 }; /* of the largest FFT that a configuration may have */

/* The kernel may spoil the power, which is there anew for each frame, as it is in a detector: to
 * copy it takes a tenth of the time. */
static void run_mel(struct rig *rig)
{
    struct pseg_frontend *fe = &rig->frontend;
    static float power[MOST_BINS];
    const size_t bytes = (size_t)fe->mel.n_bins * sizeof *power;
    memcpy(power, pseg_power_apply(&fe->power, fe->samples, rig->kernels), bytes);
    for (size_t t = 0; t < rig->n_frames; t++) {
        memcpy(fe->power.quarters, power, bytes);
        rig->kernels->mel(fe->bands, fe->power.quarters, fe->power.points, &fe->mel);
    }
}

static void run_log(struct rig *rig)
{
    struct pseg_frontend *fe = &rig->frontend;
    for (size_t t = 0; t < rig->n_frames; t++) {
        for (int m = 0; m < fe->mel.n_bands; m++)
            fe->bands[m] = (float)(t + 1);
        rig->kernels->log(fe->bands, fe->mel.n_bands);
    }
}

static void run_dct(struct rig *rig)
{
    if (rig->frontend.n_ceps)
        for (size_t t = 0; t < rig->n_frames; t++)
            pseg_dct_apply(rig->features, rig->frontend.bands, &rig->frontend.dct, rig->kernels);
}

/* As many frames at once as the detector takes. */
static void run_network(struct rig *rig)
{
    const size_t d = (size_t)rig->net.n_features, at_once = (size_t)rig->trace.steps;
    if (!rig->net.n_layers)
        return;
    const float *mean = rig->model->weights + rig->net.tensors[rig->net.mean].offset;
    const float gain = rig->model->weights[rig->net.tensors[rig->net.gain].offset];
    for (size_t t = 0; t + at_once <= rig->n_frames; t += at_once) {
        for (size_t j = 0; j < at_once * d; j++)
            rig->normal[j] = (rig->features[t * d + j] - mean[j % d]) * gain;
        pseg_network_carry(&rig->trace, &rig->net, (int)at_once);
        pseg_network_steps(&rig->trace, 0, (int)at_once, rig->normal, rig->model->weights,
                           &rig->net, rig->kernels);
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median over the runs, a frame [s]. */
static double measure(void (*work)(struct rig *), struct rig *rig, double *times, int repeat)
{
    for (int i = 0; i < repeat; i++) {
        const double began = now();
        work(rig);
        times[i] = (now() - began) / (double)rig->n_frames;
    }
    qsort(times, (size_t)repeat, sizeof *times, ascending);
    return times[repeat / 2];
}

static double positive(double x)
{
    return x > 0 ? x : 0;
}

static void measure_all(struct stage s[N_STAGES], struct rig *rig, double *times, int repeat)
{
    const double features = measure(run_features, rig, times, repeat);
    s[STAGE_NETWORK] = (struct stage){"network", measure(run_network, rig, times, repeat)};
    s[STAGE_POWER] = (struct stage){"window, FFT, power", measure(run_power, rig, times, repeat)};
    s[STAGE_MEL] = (struct stage){"mel bands", measure(run_mel, rig, times, repeat)};
    s[STAGE_LOG] = (struct stage){"log", measure(run_log, rig, times, repeat)};
    s[STAGE_DCT] = (struct stage){"DCT", measure(run_dct, rig, times, repeat)};
    s[STAGE_ALL] = (struct stage){"all", measure(run_all, rig, times, repeat)};
    s[STAGE_FRAMING] = (struct stage){
        "framing", positive(features - s[STAGE_POWER].seconds - s[STAGE_MEL].seconds -
                            s[STAGE_LOG].seconds - s[STAGE_DCT].seconds)};
    s[STAGE_SCORE] =
        (struct stage){"score, picker, rest",
                       positive(s[STAGE_ALL].seconds - features - s[STAGE_NETWORK].seconds)};
}

int bench_stages(struct stage stages[N_STAGES], const struct pseg_model *model,
                 const struct pseg_kernels *kernels, const float *audio, size_t n, int repeat,
                 struct pseg_error *error)
{
    struct rig rig = {.model = model, .kernels = kernels, .audio = audio, .n = n};
    if (n < (size_t)model->config.rate)
        return pseg_fail(error, "less than a second of audio is too little to time");
    double *times = malloc((size_t)repeat * sizeof *times);
    int status = times ? set_up(&rig, error) : pseg_fail(error, "out of memory");
    if (!status)
        measure_all(stages, &rig, times, repeat);
    pseg_destroy(rig.detector);
    free(rig.memory);
    free(times);
    return status;
}
