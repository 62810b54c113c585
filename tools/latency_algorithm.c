#include "latency_algorithm.h"

#include <math.h>

#include "config.h"
#include "resample.h"

/* [s] */
static int resampler_delay(double *delay, int rate, int rate_in, struct pseg_error *error)
{
    *delay = 0;
    if (rate == rate_in)
        return 0;
    struct pseg_resampler *r = pseg_resampler_create(rate, rate_in);
    if (!r)
        return pseg_fail(error, "out of memory");
    *delay = pseg_resampler_delay(r);
    pseg_resampler_destroy(r);
    return 0;
}

static int detector_latency(int *samples, const struct pseg_model *model, struct pseg_error *error)
{
    struct pseg *d = pseg_create(model, error);
    if (!d)
        return -1;
    *samples = pseg_latency(d);
    pseg_destroy(d);
    return 0;
}

int latency_algorithm(struct algorithm *a, const struct pseg_model *model, int rate_in, int block,
                      struct pseg_error *error)
{
    const struct pseg_config *c = &model->config;
    const int rate = c->rate, ahead = pseg_score_lookahead(c) * c->hop;
    const int early = c->refine ? c->hop / 2 : 0;
    double resampler;
    int latency;
    if (detector_latency(&latency, model, error) ||
        resampler_delay(&resampler, rate, rate_in, error))
        return -1;
    const int wait = (int)lround(resampler * rate_in);
    const struct delay delays[N_DELAYS] = {
        [DELAY_WINDOW] = {"window", "analysis window, from its start", c->window, rate},
        [DELAY_OFFSET] = {"offset", "boundary after the window's start", -c->offset, rate},
        [DELAY_REFINE] = {"refine", "boundary before its peak, at most", early, rate},
        [DELAY_PICKER] = {"picker", "picker's look-ahead", c->hop, rate},
        [DELAY_SCORE] = {"score", "score's look-ahead", ahead, rate},
        [DELAY_RESAMPLER] = {"resampler", "resampler", wait, rate_in},
        [DELAY_BLOCK] = {"block", "block of the device, at most", block, rate_in},
    };
    for (int i = 0; i < N_DELAYS; i++)
        a->delays[i] = delays[i];
    a->rate_in = rate_in;
    a->detector = (double)latency / rate;
    a->total = a->detector + resampler + (double)block / rate_in;
    return 0;
}
