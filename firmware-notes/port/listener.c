#include "listener.h"

/* The ring first, then the detector. */
static int build(struct listener *l, const struct listener_parts *parts,
                 const struct pseg_model *model)
{
    const size_t of_ring = pseg_ring_size(parts->ring);
    char *memory = parts->memory;
    l->needed = of_ring + pseg_size(model);
    if (parts->size < l->needed)
        return PSEG_E_MEMORY;
    const int status = pseg_ring_init(&l->ring, memory, of_ring, parts->ring);
    if (status)
        return status;
    return pseg_init(&l->detector, memory + of_ring, parts->size - of_ring, model);
}

int listener_start(struct listener *l, const struct listener_parts *parts)
{
    struct pseg_model model;
    const int status = pseg_model_open(&model, parts->model, parts->model_size);
    if (status)
        return status;
    if (model.config.rate != LISTENER_RATE)
        return PSEG_E_MODEL_FIELD;
    l->hooks = parts->hooks;
    l->start = l->fed = 0;
    return build(l, parts, &model);
}

/* In small pieces, since an interrupt's stack is short. */
void listener_hear(struct listener *l, const int16_t *samples, size_t n)
{
    enum { PIECE = 16 };
    float piece[PIECE];
    for (size_t at = 0; at < n; at += PIECE) {
        const size_t some = n - at < PIECE ? n - at : PIECE;
        for (size_t i = 0; i < some; i++)
            piece[i] = (float)samples[at + i] / 32768;
        pseg_ring_write(l->ring, piece, some);
    }
}

static void tell(const struct listener *l, const struct pseg_event *events, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct pseg_event event = events[i];
        event.at += l->start;
        event.decided += l->start;
        l->hooks.boundary(&event);
    }
}

static void flush(struct listener *l)
{
    struct pseg_event events[PSEG_FLUSH_EVENTS];
    size_t made;
    pseg_flush(l->detector, events, PSEG_FLUSH_EVENTS, &made);
    tell(l, events, made);
}

/* Silence in place of what is lost would be two boundaries that nobody spoke. */
static void skip(struct listener *l, uint64_t lost)
{
    flush(l);
    l->hooks.lost(l->start + l->fed, lost);
    pseg_reset(l->detector);
    l->start += l->fed + lost;
    l->fed = 0;
}

static void feed(struct listener *l, const float *audio, size_t n)
{
    enum { ROOM = 2 };
    struct pseg_event events[ROOM];
    size_t made, used;
    for (; n; audio += used, n -= used) {
        pseg_process(l->detector, events, ROOM, &made, audio, n, &used); /* no int16 is NaN */
        l->fed += used;
        tell(l, events, made);
    }
}

int listener_work(struct listener *l)
{
    uint64_t lost;
    const size_t n = pseg_ring_read(l->ring, l->block, LISTENER_BLOCK, &lost);
    if (lost)
        skip(l, lost);
    feed(l, l->block, n);
    return n > 0;
}

void listener_end(struct listener *l)
{
    while (listener_work(l))
        ;
    const uint64_t lost = pseg_ring_close(l->ring);
    flush(l);
    if (lost)
        l->hooks.lost(l->start + l->fed, lost);
}
