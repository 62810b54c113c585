#include "reproduce_track.h"

#include <stdlib.h>
#include <string.h>

#include "whole.h"

static int make_room(struct track *t)
{
    if (t->n < t->room)
        return 0;
    const size_t room = t->room ? 2 * t->room : 512;
    float *gates = realloc(t->gates, room * (size_t)(t->n_gates * t->units) * sizeof *gates);
    t->gates = gates ? gates : t->gates;
    float *error = realloc(t->error, room * (size_t)t->dims * sizeof *error);
    t->error = error ? error : t->error;
    if (!gates || !error)
        return -1;
    t->room = room;
    return 0;
}

static void keep(void *user, const struct pseg_frame *frame)
{
    struct track *t = user;
    t->n_gates = frame->n_gates;
    t->units = frame->n_hidden;
    t->dims = frame->n_features;
    const size_t row = (size_t)(t->n_gates * t->units), dims = (size_t)t->dims;
    t->failed |= make_room(t);
    if (t->failed)
        return;
    memcpy(t->gates + t->n * row, frame->gates, row * sizeof *t->gates);
    memcpy(t->error + t->n * dims, frame->error, dims * sizeof *t->error);
    t->n++;
}

static int pass(void *user, const struct pseg_event *event)
{
    (void)user;
    (void)event;
    return 0;
}

int track_make(struct track *t, const struct pseg_model *model, const float *x, size_t n,
               struct pseg_error *error)
{
    memset(t, 0, sizeof *t);
    struct pseg *d = pseg_create_whole(model, error);
    if (!d)
        return -1;
    pseg_observe(d, keep, t);
    const int failed = pseg_run_whole(d, model, x, n, pass, NULL, error);
    pseg_destroy(d);
    return t->failed ? pseg_fail(error, "out of memory for the signals of an utterance") : failed;
}

void track_free(struct track *t)
{
    free(t->gates);
    free(t->error);
    memset(t, 0, sizeof *t);
}

static double mean_or_one(const float *x, int n, int i)
{
    double sum = 0;
    if (i >= 0)
        return (double)x[i];
    for (int k = 0; k < n; k++)
        sum += (double)x[k];
    return sum / n;
}

double track_gate(const struct track *t, size_t frame, int gate, int unit)
{
    return mean_or_one(t->gates + (frame * (size_t)t->n_gates + (size_t)gate) * (size_t)t->units,
                       t->units, unit);
}

double track_difference(const struct track *t, size_t frame, int gate, int unit)
{
    return frame ? track_gate(t, frame, gate, unit) - track_gate(t, frame - 1, gate, unit) : 0;
}

double track_error(const struct track *t, size_t frame, int dimension)
{
    return mean_or_one(t->error + frame * (size_t)t->dims, t->dims, dimension);
}
