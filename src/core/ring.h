/* A lock-free ring between two threads: an audio callback that may wait for nothing writes, a
 * detector reads. What does not fit is lost, but never silently: the ring knows where and how
 * much. See pseg_ring in phoneseg/phoneseg.h. */
#ifndef PSEG_RING_H
#define PSEG_RING_H

#include <stdatomic.h>

#include "phoneseg/phoneseg.h"

/* Losses that can wait for the reader; while there are as many, further audio counts as lost. */
enum { PSEG_RING_GAPS = 16 };

struct pseg_ring_gap {
    size_t before; /* index of the first sample after the loss */
    uint64_t lost; /* [samples] */
};

/* Indices count up for ever and wrap with size_t; an index's place is index & mask. Each side
 * stores only its own indices: release after the data are there, acquire before they are used. */
struct pseg_ring {
    size_t mask;
    float *samples;         /* [mask + 1] */
    atomic_size_t head;     /* writer's: the next to be written */
    atomic_size_t tail;     /* reader's: the next to be read */
    atomic_size_t gap_head; /* writer's: the next entry of gaps[] */
    atomic_size_t gap_tail; /* reader's */
    struct pseg_ring_gap gaps[PSEG_RING_GAPS];
    uint64_t pending; /* writer's own: [samples] lost and not yet entered */
};

/* All indices start there instead of at 0: for tests of their wrapping. */
void pseg_ring_start_at(struct pseg_ring *ring, size_t index);

#endif
