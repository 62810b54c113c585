/* Live detection whose ring is filled by the test itself, and what it reported. */
#ifndef LIVE_LISTENER_H
#define LIVE_LISTENER_H

#include <stdlib.h>

#include "check.h"
#include "live.h"

enum { MAX_HEARD = 4096 };

struct listener {
    struct pseg_boundary events[MAX_HEARD];
    struct pseg_gap gaps[MAX_HEARD];
    size_t n, n_gaps;
    struct pseg_live_sink sink;
    struct pseg_ring *ring;
    void *memory; /* the ring's */
    struct pseg_live *live;
    struct pseg_error error;
};

static inline void listener_on_boundary(void *user, const struct pseg_boundary *boundary)
{
    struct listener *l = user;
    assert_true(l->n < MAX_HEARD);
    l->events[l->n++] = *boundary;
}

static inline void listener_on_gap(void *user, const struct pseg_gap *gap)
{
    struct listener *l = user;
    assert_true(l->n_gaps < MAX_HEARD);
    l->gaps[l->n_gaps++] = *gap;
}

/* On the heap; its live is NULL where it could not be made, and error says why. */
static inline struct listener *listen_at(const struct pseg_model *model, size_t capacity, int rate,
                                         const char *record)
{
    struct listener *l = calloc(1, sizeof *l);
    const size_t size = pseg_ring_size(capacity);
    assert_non_null(l);
    l->memory = aligned_alloc(16, (size + 15) / 16 * 16);
    assert_int_equal(pseg_ring_init(&l->ring, l->memory, size, capacity), PSEG_OK);
    l->sink = (struct pseg_live_sink){listener_on_boundary, listener_on_gap, NULL, l};
    l->live = pseg_live_create(model, l->ring, rate, &l->sink, record, &l->error);
    return l;
}

static inline void listener_pump(struct listener *l, size_t most)
{
    if (pseg_live_pump(l->live, most, &l->error) < 0)
        fail_msg("%s", l->error.text);
}

/* Hears the rest and commits the recording; the reports stay. */
static inline void listener_end(struct listener *l)
{
    listener_pump(l, SIZE_MAX);
    if (pseg_live_finish(l->live, &l->error) || pseg_live_close(l->live, &l->error))
        fail_msg("%s", l->error.text);
    l->live = NULL;
}

static inline void listener_free(struct listener *l)
{
    pseg_live_close(l->live, &l->error);
    free(l->memory);
    free(l);
}

#endif
