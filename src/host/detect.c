#include <stdlib.h>

#include "offline.h"
#include "whole.h"

struct pseg *pseg_create(const struct pseg_model *model, struct pseg_error *error)
{
    if (pseg_is_offline(&model->config)) {
        pseg_fail(error, "%s", pseg_strerror(PSEG_E_OFFLINE));
        return NULL;
    }
    return pseg_create_whole(model, error);
}

/* The detector is the first thing in its block. */
void pseg_destroy(struct pseg *d)
{
    free(d);
}

static int report(const struct pseg_event *events, size_t n, pseg_on_event *on_event, void *user)
{
    for (size_t i = 0; i < n; i++)
        if (on_event(user, &events[i]))
            return -1;
    return 0;
}

static int feed(struct pseg *d, const float *x, size_t n, pseg_on_event *on_event, void *user,
                struct pseg_error *error)
{
    struct pseg_event events[16];
    while (n) {
        size_t made, used;
        const int status = pseg_process(d, events, 16, &made, x, n, &used);
        if (report(events, made, on_event, user))
            return pseg_fail(error, "stopped");
        if (status)
            return pseg_fail(error, "%s", pseg_strerror(status));
        x += used;
        n -= used;
    }
    return 0;
}

int pseg_run(struct pseg *d, struct pseg_audio *a, pseg_on_event *on_event, void *user,
             uint64_t *total, struct pseg_error *error)
{
    float block[4096];
    struct pseg_event events[PSEG_FLUSH_EVENTS];
    size_t made;
    long n;
    pseg_reset(d);
    *total = 0;
    while ((n = pseg_audio_read(a, block, 4096, error)) > 0) {
        if (feed(d, block, (size_t)n, on_event, user, error))
            return -1;
        *total += (uint64_t)n;
    }
    if (n < 0)
        return -1;
    const int status = pseg_flush(d, events, PSEG_FLUSH_EVENTS, &made);
    if (status)
        return pseg_fail(error, "%s", pseg_strerror(status));
    return report(events, made, on_event, user) ? pseg_fail(error, "stopped") : 0;
}
