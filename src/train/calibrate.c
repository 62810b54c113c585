#include "calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "nth.h"
#include "score.h"
#include "whole.h"

struct sums {
    double n, error, error2, gas, gas2;
    int gate;
};

static void observe(void *user, const struct pseg_frame *frame)
{
    struct sums *s = user;
    const int at = s->gate * frame->n_hidden;
    const double gas = pseg_gas(frame->gates + at, frame->last_gates + at, frame->n_hidden);
    s->n++;
    s->error += frame->mean_error;
    s->error2 += (double)frame->mean_error * frame->mean_error;
    s->gas += gas;
    s->gas2 += gas * gas;
}

static int add_peak(void *user, const struct pseg_event *event)
{
    struct pseg_heard *heard = user;
    float *more = pseg_grow(heard->peaks, heard->n_peaks + 1, &heard->peaks_room, sizeof *more);
    if (!more)
        return -1;
    heard->peaks = more;
    heard->peaks[heard->n_peaks++] = event->score;
    return 0;
}

static int hear(struct pseg_heard *heard, struct pseg *d, const struct pseg_model *model,
                const struct pseg_utterance *u, struct pseg_error *error)
{
    float *x = malloc((u->n + 1) * sizeof *x);
    if (!x)
        return pseg_fail(error, "out of memory for the validation audio");
    pseg_utterance_samples(x, u);
    const int status = pseg_run_whole(d, model, x, u->n, add_peak, heard, error);
    heard->seconds += (double)u->n / model->config.rate;
    free(x);
    return status;
}

static double deviation(double sum, double squares, double n)
{
    const double mean = sum / n, variance = squares / n - mean * mean;
    return variance > 0 ? sqrt(variance) : 0;
}

/* Over all ranks. */
static int add_up(struct pseg_heard *heard, const struct sums *here, struct pseg_error *error)
{
    double s[6] = {here->n, here->error, here->error2, here->gas, here->gas2, heard->seconds};
    if (pseg_ranks_add(s, 6, error))
        return -1;
    heard->error_deviation = deviation(s[1], s[2], s[0]);
    heard->gas_deviation = deviation(s[3], s[4], s[0]);
    heard->seconds = s[5];
    return 0;
}

int pseg_listen(struct pseg_heard *heard, const struct pseg_model *model,
                const struct pseg_part *part, struct pseg_error *error)
{
    struct pseg_model all = *model;
    struct sums sums = {.gate = model->config.gate};
    memset(heard, 0, sizeof *heard);
    all.config.threshold = -1e6f; /* every local maximum */
    struct pseg *d = pseg_create_whole(&all, error);
    if (!d)
        return -1;
    int status = 0;
    pseg_observe(d, observe, &sums);
    for (size_t i = 0; i < part->n && !status; i++)
        if (pseg_is_mine(&part->utterances[i]))
            status = hear(heard, d, &all, &part->utterances[i], error);
    pseg_destroy(d);
    if (!status)
        status = add_up(heard, &sums, error);
    if (status)
        pseg_heard_free(heard);
    return status;
}

void pseg_heard_free(struct pseg_heard *heard)
{
    free(heard->peaks);
    memset(heard, 0, sizeof *heard);
}

double pseg_equal_blend(const struct pseg_heard *heard)
{
    if (!(heard->gas_deviation > 0)) /* gates that never move have nothing to say */
        return 0;
    const double sum = heard->error_deviation + heard->gas_deviation;
    return sum > 0 ? heard->error_deviation / sum : 0.5;
}

int pseg_threshold_for_rate(float *threshold, const struct pseg_heard *heard, double boundaries,
                            struct pseg_error *error)
{
    const double wanted = floor(boundaries * heard->seconds);
    double n;
    *threshold = 0;
    if (pseg_ranks_count(&n, heard->n_peaks, error))
        return -1;
    if (n == 0)
        return 0;
    const double above = wanted < n ? wanted : n - 1;
    if (pseg_ranks_nth(threshold, heard->peaks, heard->n_peaks, n - 1 - above, error))
        return -1;
    if (wanted >= n)
        *threshold = nextafterf(*threshold, -INFINITY);
    return 0;
}
