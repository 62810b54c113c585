#include "whole.h"

#include <stdlib.h>

#include "detector.h"
#include "make_frontend.h"
#include "offline.h"

struct pseg *pseg_create_whole(const struct pseg_model *model, struct pseg_error *error)
{
    const size_t size = (pseg_size(model) + PSEG_ALIGNMENT - 1) / PSEG_ALIGNMENT * PSEG_ALIGNMENT;
    void *memory = aligned_alloc(PSEG_ALIGNMENT, size);
    struct pseg *d = NULL;
    const int status = memory ? pseg_init_fed(&d, memory, size, model) : PSEG_E_MEMORY;
    if (status) {
        pseg_fail(error, "cannot make a detector of %zu bytes: %s", size, pseg_strerror(status));
        free(memory);
    }
    return d;
}

static int refuse(int status, struct pseg_error *error)
{
    return pseg_fail(error, "%s", pseg_strerror(status));
}

static int report(const struct pseg_event *events, size_t n, pseg_on_event *on_event, void *user,
                  struct pseg_error *error)
{
    for (size_t i = 0; i < n; i++)
        if (on_event(user, &events[i]))
            return pseg_fail(error, "stopped");
    return 0;
}

/* --------------------------------------------------------------------------------- streaming -- */

static int hear(struct pseg *d, const float *x, size_t n, pseg_on_event *on_event, void *user,
                struct pseg_error *error)
{
    struct pseg_event events[64];
    size_t made, used;
    for (; n; x += used, n -= used) {
        const int status = pseg_process(d, events, 64, &made, x, n, &used);
        if (report(events, made, on_event, user, error))
            return -1;
        if (status)
            return refuse(status, error);
    }
    return 0;
}

/* ---------------------------------------------------------------------------------- off line -- */

/* The front end's columns of features[][stride]; how many samples it took: fewer than n where the
 * next one is no number. */
static size_t extract(float *features, size_t *frames, size_t stride, struct pseg_frontend *fe,
                      const float *x, size_t n)
{
    const struct pseg_kernels *kernels = pseg_find_kernels(NULL);
    size_t used = 0;
    *frames = 0;
    while (used < n) {
        used += pseg_frontend_push(fe, x + used, n - used);
        if (pseg_frontend_due(fe))
            pseg_frontend_frame(features + (*frames)++ * stride, fe, kernels);
        else if (used < n)
            break;
    }
    return used;
}

int pseg_whole_features(float **features, size_t *frames, const float *x, size_t n,
                        const struct pseg_config *c, struct pseg_error *error)
{
    const size_t stride = (size_t)pseg_n_features(c);
    struct pseg_frontend fe;
    void *memory = pseg_make_frontend(&fe, c);
    *features = malloc((n / (size_t)c->hop + 1) * stride * sizeof **features);
    const int missing = !memory || !*features;
    const size_t used = missing ? 0 : extract(*features, frames, stride, &fe, x, n);
    free(memory);
    if (!missing && used == n) {
        pseg_complete_features(*features, *frames, stride, c);
        return 0;
    }
    free(*features);
    return missing ? pseg_fail(error, "out of memory for the features of a recording")
                   : refuse(PSEG_E_SAMPLE, error);
}

static int feed(struct pseg *d, const struct pseg_config *c, const float *x, size_t n,
                pseg_on_event *on_event, void *user, struct pseg_error *error)
{
    float *features;
    size_t frames;
    int result = 0;
    if (pseg_whole_features(&features, &frames, x, n, c, error))
        return -1;
    for (size_t t = 0; !result && t < frames; t++) {
        struct pseg_event event;
        if (pseg_feed(&event, d, features + t * (size_t)pseg_n_features(c)))
            result = report(&event, 1, on_event, user, error);
    }
    free(features);
    return result;
}

int pseg_run_whole(struct pseg *d, const struct pseg_model *model, const float *x, size_t n,
                   pseg_on_event *on_event, void *user, struct pseg_error *error)
{
    struct pseg_event events[PSEG_FLUSH_EVENTS];
    size_t made;
    pseg_reset(d);
    if (pseg_is_offline(&model->config) ? feed(d, &model->config, x, n, on_event, user, error)
                                        : hear(d, x, n, on_event, user, error))
        return -1;
    const int status = pseg_flush(d, events, PSEG_FLUSH_EVENTS, &made);
    return status ? refuse(status, error) : report(events, made, on_event, user, error);
}
