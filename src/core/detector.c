/* The detector: frames read top-down in pseg_detector_listen() and pseg_detector_advance(), in the
 * order in which the data flows. */
#include "detector.h"

#include <string.h>

#include "config.h"
#include "parts.h"

/* Frames that go through the network together, where so many are there: all products but those with
 * the state then read their weights once for all of them. Small processors have no caches to wait
 * for, and are fed frame by frame. */
enum { MOST_AT_ONCE = sizeof(void *) > 4 ? 4 : 1 };

/* [bytes] of a detector, which fewer frames at once have to keep to */
enum { MOST_MEMORY = 32 * 1024 };

static int frames_at_once(const struct pseg *d, size_t used)
{
    const size_t row = 2 * (size_t)d->net.n_features * sizeof(float);
    int n = MOST_AT_ONCE;
    while (n > 1 && used + (size_t)n * row + pseg_trace_size(&d->net, n, 1) * sizeof(real) +
                            3 * PSEG_ALIGNMENT >
                        MOST_MEMORY)
        n /= 2;
    return n;
}

/* Cuts *d's arrays out of the arena; with a counting arena *d is good for nothing but the count. */
static void lay_out(struct pseg *d, struct pseg_arena *arena, const struct pseg_model *model)
{
    memset(d, 0, sizeof *d);
    d->config = model->config;
    d->weights = model->weights;
    pseg_network_build(&d->net, &d->config);
    pseg_frontend_init(&d->frontend, arena, &d->config);

    const size_t row = (size_t)d->net.n_features * sizeof(float);
    d->error = pseg_carve(arena, row);
    if (d->config.score == PSEG_SCORE_TRANSITION)
        pseg_transition_init(&d->transition, arena, d->config.slope, d->net.n_features);
    const int at_once = frames_at_once(d, arena->used);
    d->trace.steps = at_once;
    d->trace.batch = 1;
    d->features = pseg_carve(arena, (size_t)at_once * row);
    d->normal = pseg_carve(arena, (size_t)at_once * row);
    d->trace.base = pseg_carve(arena, pseg_trace_size(&d->net, at_once, 1) * sizeof(real));
}

size_t pseg_size(const struct pseg_model *model)
{
    struct pseg_arena arena = {NULL, 0};
    struct pseg counted;
    if (!model || pseg_config_check(&model->config))
        return 0;
    pseg_carve(&arena, sizeof counted);
    lay_out(&counted, &arena, model);
    return arena.used;
}

int pseg_init_fed(struct pseg **detector, void *memory, size_t size, const struct pseg_model *model)
{
    if (!detector || !memory || !model || pseg_config_check(&model->config))
        return PSEG_E_ARGUMENT;
    if ((uintptr_t)memory % PSEG_ALIGNMENT || size < pseg_size(model))
        return PSEG_E_MEMORY;
    struct pseg_arena arena = {memory, 0};
    struct pseg *d = pseg_carve(&arena, sizeof *d);
    lay_out(d, &arena, model);
    if (d->net.n_parameters != model->n_weights) /* a model that pseg_model_open never saw */
        return PSEG_E_MODEL_SHAPE;
    d->kernels = pseg_find_kernels(NULL);
    pseg_picker_init(&d->picker, d->config.threshold, d->config.min_gap);
    pseg_reset(d);
    *detector = d;
    return PSEG_OK;
}

int pseg_init(struct pseg **detector, void *memory, size_t size, const struct pseg_model *model)
{
    if (model && pseg_is_offline(&model->config))
        return PSEG_E_OFFLINE;
    return pseg_init_fed(detector, memory, size, model);
}

void pseg_reset(struct pseg *d)
{
    pseg_frontend_reset(&d->frontend);
    pseg_transition_reset(&d->transition);
    pseg_picker_reset(&d->picker);
    memset(d->trace.base, 0, pseg_trace_size(&d->net, d->trace.steps, 1) * sizeof(real));
    d->heard = 1;
    memset(d->error, 0, (size_t)d->net.n_features * sizeof(float));
    d->samples = d->frames = d->scores = 0;
    d->flushed = 0;
}

int pseg_latency(const struct pseg *d)
{
    return pseg_config_latency(&d->config);
}

int pseg_set_kernel(struct pseg *d, const char *name)
{
    if (!d || !name)
        return PSEG_E_ARGUMENT;
    const struct pseg_kernels *kernels = pseg_find_kernels(name);
    d->kernels = kernels ? kernels : d->kernels;
    return kernels ? PSEG_OK : PSEG_E_KERNEL;
}

const char *pseg_kernel(const struct pseg *d)
{
    return d->kernels->name;
}

void pseg_observe(struct pseg *d, pseg_observer *observe, void *user)
{
    d->observe = observe;
    d->user = user;
}

const struct pseg_network *pseg_detector_network(const struct pseg *d)
{
    return &d->net;
}

const struct pseg_trace *pseg_detector_trace(const struct pseg *d)
{
    return &d->trace;
}

/* Of frame t of those that are heard together. */
static float *row_of(float *rows, const struct pseg *d, int t)
{
    return rows + (size_t)t * (size_t)d->net.n_features;
}

void pseg_detector_normalise(struct pseg *d, int n)
{
    const float *mean = d->weights + d->net.tensors[d->net.mean].offset;
    const float gain = d->weights[d->net.tensors[d->net.gain].offset];
    for (int t = 0; t < n; t++)
        for (int j = 0; j < d->net.n_features; j++)
            row_of(d->normal, d, t)[j] = (row_of(d->features, d, t)[j] - mean[j]) * gain;
}

/* The gates of the first recurrent layer: of frame t row t + 1 of the trace, row t of the one
 * before it. */
static const float *gates(const struct pseg *d, int row)
{
    return pseg_trace_row(&d->trace, &d->net.layers[d->net.first_recurrent], PSEG_SLOT_ACT, row);
}

static const float *state(const struct pseg *d, int t)
{
    return pseg_trace_row(&d->trace, &d->net.layers[d->net.first_recurrent], PSEG_SLOT_H, t + 1);
}

static float read_out(const struct pseg *d, int t, float error, const float *gate,
                      const float *last)
{
    const struct pseg_readout_view view = {error, gate, d->frames ? last : gate,
                                           d->config.readout_state ? state(d, t) : NULL,
                                           d->config.n_hidden};
    return pseg_probability(pseg_readout(&view, d->weights + d->net.tensors[d->net.readout].offset,
                                         d->weights[d->net.tensors[d->net.readout_bias].offset]));
}

static float network_score(const struct pseg *d, int t, float error)
{
    const struct pseg_config *c = &d->config;
    const int n = c->n_hidden;
    const float *gate = gates(d, t + 1) + c->gate * n, *last = gates(d, t) + c->gate * n;
    switch (c->score) {
    case PSEG_SCORE_ERROR:
        return error;
    case PSEG_SCORE_GAS_MEAN:
        return d->frames ? pseg_gas_mean(gate, last, n) : 0;
    case PSEG_SCORE_GAS:
        return d->frames ? pseg_gas(gate, last, n) : 0;
    case PSEG_SCORE_BLEND:
        return d->frames ? (1 - c->blend) * error + c->blend * pseg_gas(gate, last, n) : 0;
    default:
        return read_out(d, t, error, gate, last);
    }
}

/* Who is observed hears frame by frame. */
static void show(struct pseg *d, float error, int scored, float score)
{
    const int network = d->net.n_layers > 0;
    const int predicts = network && d->net.n_run == d->net.n_layers;
    const struct pseg_frame frame = {
        .index = d->frames,
        .features = d->features,
        .n_features = d->net.n_features,
        .error = predicts ? d->error : NULL,
        .mean_error = error,
        .gates = network ? gates(d, 1) : NULL,
        .last_gates = network ? gates(d, d->frames ? 0 : 1) : NULL,
        .state = network ? state(d, 0) : NULL,
        .n_gates = d->net.cell->family->n_gates,
        .n_hidden = d->config.n_hidden,
        .scored = scored,
        .score_index = d->scores,
        .score = score,
    };
    d->observe(d->user, &frame);
}

/* Frame `frame` is a peak; false where that puts it at or before the start of the audio, which is
 * no boundary. */
static int place(struct pseg_event *event, const struct pseg *d, uint64_t frame,
                 const struct pseg_maximum *peak, uint64_t decided)
{
    const struct pseg_config *c = &d->config;
    const int shift = c->refine ? pseg_shift_samples(peak->shift, c->hop) : 0;
    const int64_t at = (int64_t)frame * c->hop + c->offset + shift;
    if (at <= 0)
        return 0;
    event->at = (uint64_t)at;
    event->decided = decided;
    event->score = peak->score;
    return 1;
}

/* The score of the next frame is known; true if it makes the frame before a boundary. */
static int pick(struct pseg_event *event, struct pseg *d, float score, uint64_t decided)
{
    struct pseg_maximum peak;
    const uint64_t frame = d->scores++;
    return pseg_picker_push(&peak, &d->picker, score) && place(event, d, frame - 1, &peak, decided);
}

static void step(struct pseg *d, int n)
{
    pseg_network_carry(&d->trace, &d->net, d->heard);
    pseg_network_steps(&d->trace, 0, n, d->normal, d->weights, &d->net, d->kernels);
    d->heard = n;
}

int pseg_layers_to_run(const struct pseg_network *net, int score, int observed)
{
    const int by_gates = score == PSEG_SCORE_GAS || score == PSEG_SCORE_GAS_MEAN;
    return by_gates && !observed ? net->first_recurrent + 1 : net->n_layers;
}

/* The network's steps of n frames; the first of all is alone. */
static void run_network(struct pseg *d, int n)
{
    pseg_detector_normalise(d, n);
    if (!d->frames) {
        d->net.n_run = pseg_layers_to_run(&d->net, d->config.score, d->observe != NULL);
        pseg_network_warm_up(&d->trace, PSEG_WARM_UP, d->normal, d->weights, &d->net, d->kernels);
    }
    step(d, n);
}

/* E: the error of what was told of frame t, by the step before (predictor) or by its own
 * (autoencoder). 0 for the first frame of all, which nothing predicted, and where nobody asks. */
static float find_error(struct pseg *d, int t)
{
    const struct pseg_layer *last = &d->net.layers[d->net.n_layers - 1];
    if (!d->frames || d->net.n_run < d->net.n_layers)
        return 0;
    const real *told = pseg_trace_row(&d->trace, last, PSEG_SLOT_OUT, d->net.ahead ? t : t + 1);
    return pseg_prediction_error(d->error, row_of(d->normal, d, t), told, d->net.n_features);
}

int pseg_detector_judge(struct pseg_event *event, struct pseg *d, int t)
{
    const uint64_t complete = d->frames * (uint64_t)d->config.hop + (uint64_t)d->config.window;
    const float error = d->net.n_layers ? find_error(d, t) : 0;
    float score = 0;
    int known = 1;
    if (d->config.score == PSEG_SCORE_TRANSITION)
        known = pseg_transition_push(&score, &d->transition, row_of(d->features, d, t));
    else
        score = network_score(d, t, error);
    if (d->observe)
        show(d, error, known, score);
    d->frames++;
    return known && pick(event, d, score, complete);
}

size_t pseg_detector_advance(struct pseg_event *events, struct pseg *d, int n)
{
    size_t made = 0;
    if (n && d->net.n_layers)
        run_network(d, n);
    for (int t = 0; t < n; t++)
        made += (size_t)pseg_detector_judge(events + made, d, t);
    return made;
}

int pseg_feed(struct pseg_event *event, struct pseg *d, const float *features)
{
    memcpy(d->features, features, (size_t)d->net.n_features * sizeof *features);
    d->samples = d->frames * (uint64_t)d->config.hop + (uint64_t)d->config.window;
    return (int)pseg_detector_advance(event, d, 1);
}

/* How many frames may be heard together: no more than there is room for the events that they might
 * decide, so that what was used of the audio ends where the last event was decided. */
static int most_frames(const struct pseg *d, size_t room)
{
    if (d->observe || !d->frames)
        return 1;
    return room < (size_t)d->trace.steps ? (int)room : d->trace.steps;
}

int pseg_detector_listen(struct pseg *d, struct pseg_frontend *by, int most, const float *audio,
                         size_t n, size_t *used)
{
    int frames = 0;
    while (frames < most && *used < n) {
        const size_t taken = pseg_frontend_push(&d->frontend, audio + *used, n - *used);
        *used += taken;
        d->samples += taken;
        if (!pseg_frontend_due(&d->frontend))
            break;
        pseg_frontend_frame_by(row_of(d->features, d, frames++), &d->frontend, by, d->kernels);
    }
    return frames;
}

int pseg_detector_refused(const struct pseg *d, const struct pseg_event *events, size_t room,
                          const float *audio, size_t n)
{
    if (!d || (!events && room) || (!audio && n))
        return PSEG_E_ARGUMENT;
    return d->flushed ? PSEG_E_FLUSHED : PSEG_OK;
}

int pseg_process(struct pseg *d, struct pseg_event *events, size_t room, size_t *made,
                 const float *audio, size_t n, size_t *used)
{
    if (!made || !used)
        return PSEG_E_ARGUMENT;
    *made = *used = 0;
    const int refused = pseg_detector_refused(d, events, room, audio, n);
    if (refused)
        return refused;
    while (*used < n && *made < room) {
        const int frames =
            pseg_detector_listen(d, &d->frontend, most_frames(d, room - *made), audio, n, used);
        *made += pseg_detector_advance(events + *made, d, frames);
        if (!frames && *used < n)
            return PSEG_E_SAMPLE;
    }
    return PSEG_OK;
}

int pseg_flush(struct pseg *d, struct pseg_event *events, size_t room, size_t *made)
{
    struct pseg_maximum peak;
    float score;
    if (!d || !made || !events)
        return PSEG_E_ARGUMENT;
    *made = 0;
    if (d->flushed)
        return PSEG_E_FLUSHED;
    if (room < PSEG_FLUSH_EVENTS)
        return PSEG_E_ROOM;
    while (d->scores < d->frames)
        if (pseg_transition_repeat(&score, &d->transition))
            *made += (size_t)pick(events + *made, d, score, d->samples);
    if (pseg_picker_end(&peak, &d->picker))
        *made += (size_t)place(events + *made, d, d->scores - 1, &peak, d->samples);
    d->flushed = 1;
    return PSEG_OK;
}
