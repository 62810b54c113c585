#include "signals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "detector.h"
#include "labels.h"
#include "noise.h"
#include "score.h"
#include "whole.h"

/* -------------------------------------------------------------------------------- the arrays -- */

static void describe_layer(struct pseg_signal_layer *to, const struct pseg_network *net, int l)
{
    const struct pseg_layer *from = &net->layers[l];
    pseg_layer_name(to->name, net, l);
    to->is_recurrent = from->kind == PSEG_LAYER_RECURRENT;
    to->units = from->out;
    to->n_gates = to->is_recurrent ? net->cell->family->n_gates : 0;
    for (int g = 0; g < to->n_gates; g++)
        to->gate_name[g] = net->cell->family->gates[g];
}

static void describe(struct pseg_signals *s, const struct pseg_network *net,
                     const struct pseg_config *c)
{
    s->n_features = net->n_features;
    s->n_layers = net->n_layers;
    s->first_recurrent = net->first_recurrent;
    s->gate = c->gate;
    for (int l = 0; l < net->n_layers; l++)
        describe_layer(&s->layer[l], net, l);
    s->hop = (double)c->hop / c->rate;
    s->change = -s->hop / 2;
    s->told = net->ahead ? s->change : 0;
    s->placed = (c->offset - c->window / 2.0) / c->rate;
}

static void lay_out_layer(struct pseg_signal_layer *layer, struct pseg_arena *arena, size_t frames,
                          int has_memory)
{
    const size_t size = frames * (size_t)layer->units * sizeof(float);
    layer->state = pseg_carve(arena, size);
    layer->memory = layer->is_recurrent && has_memory ? pseg_carve(arena, size) : layer->state;
    for (int g = 0; g < layer->n_gates; g++)
        layer->gate[g] = pseg_carve(arena, size);
}

static void lay_out(struct pseg_signals *s, struct pseg_arena *arena,
                    const struct pseg_network *net)
{
    const size_t n = s->n_frames;
    for (int l = 0; l < s->n_layers; l++)
        lay_out_layer(&s->layer[l], arena, n, net->cell->family->has_memory);
    s->time = pseg_carve(arena, n * sizeof *s->time);
    s->features = pseg_carve(arena, n * (size_t)s->n_features * sizeof(float));
    s->error = pseg_carve(arena, n * sizeof(float));
    s->gas_mean = pseg_carve(arena, n * sizeof(float));
    s->score = pseg_carve(arena, n * sizeof(float));
    s->phone = pseg_carve(arena, n * sizeof *s->phone);
}

static int make_room(struct pseg_signals *s, const struct pseg_network *net,
                     const struct pseg_config *c, struct pseg_error *error)
{
    struct pseg_arena arena = {NULL, 0};
    lay_out(s, &arena, net);
    s->block = aligned_alloc(PSEG_ALIGNMENT, arena.used);
    if (!s->block)
        return pseg_fail(error, "out of memory for the signals of %zu frames", s->n_frames);
    arena = (struct pseg_arena){s->block, 0};
    lay_out(s, &arena, net);
    for (size_t t = 0; t < s->n_frames; t++) {
        s->time[t] = ((double)t * c->hop + c->window / 2.0) / c->rate;
        s->score[t] = NAN;
        s->phone[t] = -1;
    }
    return 0;
}

/* --------------------------------------------------------------------------------- listening -- */

struct listener {
    struct pseg_signals *s;
    struct pseg *detector;
    double rate; /* [Hz] */
};

static void keep_layer(const struct pseg_signal_layer *to, size_t t, const struct pseg_trace *trace,
                       const struct pseg_layer *from)
{
    const size_t n = (size_t)to->units, size = n * sizeof(float);
    const enum pseg_slot state = to->is_recurrent ? PSEG_SLOT_H : PSEG_SLOT_OUT;
    memcpy(to->state + t * n, pseg_trace_row(trace, from, state, 1), size);
    if (to->memory != to->state)
        memcpy(to->memory + t * n, pseg_trace_row(trace, from, PSEG_SLOT_C, 1), size);
    for (int g = 0; g < to->n_gates; g++)
        memcpy(to->gate[g] + t * n, pseg_trace_row(trace, from, PSEG_SLOT_ACT, 1) + (size_t)g * n,
               size);
}

static void keep(void *user, const struct pseg_frame *frame)
{
    const struct listener *l = user;
    struct pseg_signals *s = l->s;
    const size_t t = (size_t)frame->index, from = (size_t)(s->gate * frame->n_hidden);
    const struct pseg_network *net = pseg_detector_network(l->detector);
    for (int i = 0; i < s->n_layers; i++)
        keep_layer(&s->layer[i], t, pseg_detector_trace(l->detector), &net->layers[i]);
    memcpy(s->features + t * (size_t)s->n_features, frame->features,
           (size_t)s->n_features * sizeof(float));
    s->error[t] = frame->mean_error;
    s->gas_mean[t] = pseg_gas_mean(frame->gates + from, frame->last_gates + from, frame->n_hidden);
    if (frame->scored)
        s->score[frame->score_index] = frame->score;
}

static int add_event(void *user, const struct pseg_event *event)
{
    const struct listener *l = user;
    return pseg_times_add(&l->s->found, (double)event->at / l->rate);
}

int pseg_signals_hear(struct pseg_signals *s, const struct pseg_model *model, const float *x,
                      size_t n, struct pseg_error *error)
{
    const struct pseg_config *c = &model->config;
    memset(s, 0, sizeof *s);
    if (c->topology == PSEG_TOPOLOGY_NONE)
        return pseg_fail(error, "the model has no network: there is nothing in it to look at");
    s->power = pseg_energy(x, n) / (double)(n ? n : 1);
    s->n_frames = (size_t)pseg_count_frames(n, c);
    if (!s->n_frames)
        return pseg_fail(error, "%zu samples are less than one frame of %d", n, c->window);
    struct listener l = {s, pseg_create_whole(model, error), c->rate};
    if (!l.detector)
        return -1;
    describe(s, pseg_detector_network(l.detector), c);
    int result = make_room(s, pseg_detector_network(l.detector), c, error);
    if (!result) {
        pseg_observe(l.detector, keep, &l);
        result = pseg_run_whole(l.detector, model, x, n, add_event, &l, error);
    }
    pseg_destroy(l.detector);
    return result;
}

void pseg_signals_free(struct pseg_signals *s)
{
    free(s->name);
    free(s->block);
    pseg_times_free(&s->found);
    pseg_times_free(&s->ref);
    memset(s, 0, sizeof *s);
}

/* ------------------------------------------------------------------------------------ labels -- */

/* Tiles follow each other from 0 on, so frames and tiles are walked through together. */
static int name_frames(struct pseg_signals *s, struct pseg_names *phones,
                       const struct pseg_tier *tiles)
{
    size_t t = 0;
    for (size_t i = 0; i < tiles->n; i++) {
        const struct pseg_label *tile = &tiles->label[i];
        const int place = *tile->text ? pseg_names_place(phones, tile->text) : -1;
        if (*tile->text && place < 0)
            return -1;
        for (; t < s->n_frames && s->time[t] < tile->end; t++)
            s->phone[t] = place;
    }
    return 0;
}

int pseg_signals_label(struct pseg_signals *s, struct pseg_names *phones, const char *labels,
                       const char *tier, struct pseg_error *error)
{
    struct pseg_tier tiles;
    int result = pseg_read_tier(&tiles, labels, tier, error);
    if (!result && (pseg_tile_boundaries(&s->ref, &tiles) || name_frames(s, phones, &tiles)))
        result = pseg_fail(error, "out of memory for the labels of %s", labels);
    s->is_labelled = !result;
    pseg_tier_free(&tiles);
    return result;
}
