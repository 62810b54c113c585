/* Several detectors fed together. A group has a few seats. Who has a frame due sits, those who sit
 * make one step of the network together, and a seat is free again when its call is done: so all
 * seats are taken while there is audio enough, and a detector's memory is in the caches from the
 * first sample of its call to the last. All hear by the tables and the scratch of the group's front
 * end, which stay in the caches; those of a thousand detectors would not. */
#include <string.h>

#include "config.h"
#include "parts.h"

struct pseg_group {
    struct pseg_config config;
    struct pseg_frontend frontend; /* its tables and scratch are those of all */
    struct pseg_network net;
    const float *weights;
    const struct pseg_kernels *kernels;
    struct pseg_trace trace; /* of one step of those who sit */
    float *normal;           /* [seats][n_features] as the network sees them */
    struct pseg_call **seat; /* [seats] the first `taken` are calls with a frame due */
    int seats, taken;
};

/* As the detector's lay_out(): with a counting arena *g is good for nothing but the count. */
static void lay_out(struct pseg_group *g, struct pseg_arena *arena, const struct pseg_model *model,
                    int batch)
{
    const size_t seats = (size_t)batch;
    memset(g, 0, sizeof *g);
    g->config = model->config;
    g->weights = model->weights;
    g->seats = batch;
    pseg_network_build(&g->net, &g->config);
    g->net.n_run = pseg_layers_to_run(&g->net, g->config.score, 0);
    pseg_frontend_init(&g->frontend, arena, &g->config);
    g->trace.steps = 1;
    g->trace.base = pseg_carve(arena, pseg_trace_size(&g->net, 1, batch) * sizeof(real));
    g->normal = pseg_carve(arena, seats * (size_t)g->net.n_features * sizeof(float));
    g->seat = pseg_carve(arena, seats * sizeof(struct pseg_call *));
}

size_t pseg_group_size(const struct pseg_model *model, int batch)
{
    struct pseg_arena arena = {NULL, 0};
    struct pseg_group counted;
    if (!model || pseg_config_check(&model->config) || batch < 1 || batch > PSEG_MAX_BATCH)
        return 0;
    pseg_carve(&arena, sizeof counted);
    lay_out(&counted, &arena, model, batch);
    return arena.used;
}

int pseg_group_init(struct pseg_group **group, void *memory, size_t size,
                    const struct pseg_model *model, int batch)
{
    const size_t needed = pseg_group_size(model, batch);
    if (!group || !memory || !needed)
        return PSEG_E_ARGUMENT;
    if (pseg_is_offline(&model->config))
        return PSEG_E_OFFLINE;
    if ((uintptr_t)memory % PSEG_ALIGNMENT || size < needed)
        return PSEG_E_MEMORY;
    struct pseg_arena arena = {memory, 0};
    struct pseg_group *g = pseg_carve(&arena, sizeof *g);
    lay_out(g, &arena, model, batch);
    if (g->net.n_parameters != model->n_weights) /* a model that pseg_model_open never saw */
        return PSEG_E_MODEL_SHAPE;
    g->kernels = pseg_find_kernels(NULL);
    *group = g;
    return PSEG_OK;
}

static int is_ours(const struct pseg_group *g, const struct pseg *d)
{
    return d->weights == g->weights && memcmp(&d->config, &g->config, sizeof d->config) == 0;
}

/* A call begins; false: it takes nothing, and its status says why. */
static int begin(const struct pseg_group *g, struct pseg_call *c)
{
    c->made = c->used = 0;
    c->status = pseg_detector_refused(c->detector, c->events, c->room, c->audio, c->n);
    if (!c->status && !is_ours(g, c->detector))
        c->status = PSEG_E_GROUP;
    return !c->status;
}

/* Its due frame can be part of a batch: it is not the first one, nobody watches, and the layers
 * that run are those that the group runs. */
static int fits(const struct pseg_group *g, const struct pseg *d)
{
    return g->net.n_layers && d->frames && !d->observe && d->net.n_run == g->net.n_run;
}

/* Goes on with a call to the next frame that fits; false: the call is done. */
static int listen(struct pseg_group *g, struct pseg_call *c)
{
    struct pseg *d = c->detector;
    while (c->used < c->n && c->made < c->room) {
        if (pseg_detector_listen(d, &g->frontend, 1, c->audio, c->n, &c->used)) {
            if (fits(g, d))
                return 1;
            c->made += pseg_detector_advance(c->events + c->made, d, 1);
        } else if (c->used < c->n) {
            c->status = PSEG_E_SAMPLE;
            return 0;
        }
    }
    return 0;
}

static int sits(const struct pseg_group *g, const struct pseg *d)
{
    int found = 0;
    for (int i = 0; i < g->taken; i++)
        found |= g->seat[i]->detector == d;
    return found;
}

/* Those who sat listen on, or leave; then others come, from calls[*next] on. A detector that is
 * there twice has its second call wait for the first, and those behind it wait, too. */
static void fill_seats(struct pseg_group *g, struct pseg_call *calls, size_t n, size_t *next)
{
    const int before = g->taken;
    g->taken = 0;
    for (int i = 0; i < before; i++)
        if (listen(g, g->seat[i]))
            g->seat[g->taken++] = g->seat[i];
    while (g->taken < g->seats && *next < n && !sits(g, calls[*next].detector)) {
        struct pseg_call *c = &calls[(*next)++];
        if (begin(g, c) && listen(g, c))
            g->seat[g->taken++] = c;
    }
}

static void join(struct pseg_group *g, int i)
{
    struct pseg *d = g->seat[i]->detector;
    const size_t width = (size_t)g->net.n_features;
    pseg_detector_normalise(d, 1);
    memcpy(g->normal + (size_t)i * width, d->normal, width * sizeof(float));
    pseg_network_join(&g->trace, i, &d->trace, d->heard, &g->net);
}

/* The detector's trace becomes what a step of its own would have made of it, for all who look. */
static void leave(struct pseg_group *g, int i)
{
    struct pseg *d = g->seat[i]->detector;
    pseg_network_leave(&d->trace, d->heard, &g->trace, i, &g->net);
    d->heard = 1;
}

static void step(struct pseg_group *g)
{
    g->trace.batch = g->taken;
    for (int i = 0; i < g->taken; i++)
        join(g, i);
    pseg_network_step(&g->trace, 0, g->normal, g->weights, &g->net, g->kernels);
    for (int i = 0; i < g->taken; i++)
        leave(g, i);
}

/* The due frames of all who sit. */
static void advance(struct pseg_group *g)
{
    if (g->taken == 1) {
        struct pseg_call *c = g->seat[0];
        c->made += pseg_detector_advance(c->events + c->made, c->detector, 1);
        return;
    }
    step(g);
    for (int i = 0; i < g->taken; i++) {
        struct pseg_call *c = g->seat[i];
        c->made += (size_t)pseg_detector_judge(c->events + c->made, c->detector, 0);
    }
}

static int first_failure(const struct pseg_call *calls, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (calls[i].status)
            return calls[i].status;
    return PSEG_OK;
}

int pseg_group_process(struct pseg_group *g, struct pseg_call *calls, size_t n)
{
    size_t next = 0;
    if (!g || (!calls && n))
        return PSEG_E_ARGUMENT;
    for (fill_seats(g, calls, n, &next); g->taken; fill_seats(g, calls, n, &next))
        advance(g);
    return first_failure(calls, n);
}
