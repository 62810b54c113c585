#include "ring.h"

#include <string.h>

#include "arena.h"

static struct pseg_ring *lay_out(struct pseg_arena *arena, size_t capacity)
{
    struct pseg_ring *ring = pseg_carve(arena, sizeof *ring);
    float *samples = pseg_carve(arena, capacity * sizeof *samples);
    if (ring) {
        memset(ring, 0, sizeof *ring);
        ring->mask = capacity - 1;
        ring->samples = samples;
        pseg_ring_start_at(ring, 0);
    }
    return ring;
}

/* [samples] beyond which the bytes cannot be counted */
static const size_t MOST = SIZE_MAX / 4 / sizeof(float);

size_t pseg_ring_size(size_t capacity)
{
    struct pseg_arena arena = {NULL, 0};
    if (capacity > MOST)
        return SIZE_MAX;
    lay_out(&arena, capacity);
    return arena.used;
}

int pseg_ring_init(struct pseg_ring **ring, void *memory, size_t size, size_t capacity)
{
    if (!ring || !memory || capacity < 2 || capacity > MOST || (capacity & (capacity - 1)))
        return PSEG_E_ARGUMENT;
    if ((uintptr_t)memory % PSEG_ALIGNMENT || size < pseg_ring_size(capacity))
        return PSEG_E_MEMORY;
    struct pseg_arena arena = {memory, 0};
    *ring = lay_out(&arena, capacity);
    return PSEG_OK;
}

void pseg_ring_start_at(struct pseg_ring *ring, size_t index)
{
    atomic_init(&ring->head, index);
    atomic_init(&ring->tail, index);
    atomic_init(&ring->gap_head, index);
    atomic_init(&ring->gap_tail, index);
    ring->pending = 0;
}

/* Copies to or from n places from index on, in one or two pieces. */
static void put(struct pseg_ring *ring, size_t index, const float *x, size_t n)
{
    const size_t at = index & ring->mask, end = ring->mask + 1 - at, first = n < end ? n : end;
    memcpy(ring->samples + at, x, first * sizeof *x);
    memcpy(ring->samples, x + first, (n - first) * sizeof *x);
}

static void get(float *x, const struct pseg_ring *ring, size_t index, size_t n)
{
    const size_t at = index & ring->mask, end = ring->mask + 1 - at, first = n < end ? n : end;
    memcpy(x, ring->samples + at, first * sizeof *x);
    memcpy(x + first, ring->samples, (n - first) * sizeof *x);
}

/* Enters what was lost before the sample at `head`; false where there is no entry free. */
static int enter_gap(struct pseg_ring *ring, size_t head)
{
    const size_t next = atomic_load_explicit(&ring->gap_head, memory_order_relaxed);
    const size_t oldest = atomic_load_explicit(&ring->gap_tail, memory_order_acquire);
    if (next - oldest == PSEG_RING_GAPS)
        return 0;
    ring->gaps[next % PSEG_RING_GAPS] = (struct pseg_ring_gap){head, ring->pending};
    atomic_store_explicit(&ring->gap_head, next + 1, memory_order_release);
    ring->pending = 0;
    return 1;
}

size_t pseg_ring_write(struct pseg_ring *ring, const float *x, size_t n)
{
    const size_t capacity = ring->mask + 1;
    const size_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    const size_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);
    const size_t space = capacity - (head - tail);
    /* After a loss, wait for half of the ring: one long gap does less harm than many short ones.
     * Without samples no loss is entered, since it is told together with the sample after it. */
    if (ring->pending && (!n || space < capacity / 2 || !enter_gap(ring, head))) {
        ring->pending += n;
        return 0;
    }
    const size_t fits = n < space ? n : space;
    put(ring, head, x, fits);
    atomic_store_explicit(&ring->head, head + fits, memory_order_release);
    ring->pending += n - fits;
    return fits;
}

size_t pseg_ring_read(struct pseg_ring *ring, float *x, size_t n, uint64_t *lost)
{
    const size_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    const size_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    size_t gap = atomic_load_explicit(&ring->gap_tail, memory_order_relaxed);
    const size_t gaps = atomic_load_explicit(&ring->gap_head, memory_order_acquire);
    size_t available = head - tail;
    *lost = 0;
    if (gap != gaps && ring->gaps[gap % PSEG_RING_GAPS].before == tail) {
        *lost = ring->gaps[gap % PSEG_RING_GAPS].lost;
        atomic_store_explicit(&ring->gap_tail, ++gap, memory_order_release);
    }
    if (gap != gaps) { /* up to the next loss, no further */
        const size_t until = ring->gaps[gap % PSEG_RING_GAPS].before - tail;
        available = until < available ? until : available;
    }
    const size_t taken = n < available ? n : available;
    get(x, ring, tail, taken);
    atomic_store_explicit(&ring->tail, tail + taken, memory_order_release);
    return taken;
}

size_t pseg_ring_capacity(const struct pseg_ring *ring)
{
    return ring->mask + 1;
}

size_t pseg_ring_waiting(const struct pseg_ring *ring)
{
    return atomic_load_explicit(&ring->head, memory_order_acquire) -
           atomic_load_explicit(&ring->tail, memory_order_acquire);
}

/* `pending` is the writer's own and no atomic: what made the reader know that the writer has ended
 * must also have made its writes visible. Joining its thread does, and so does PortAudio's stop,
 * which waits for the callback; polling a relaxed flag would not. */
uint64_t pseg_ring_close(struct pseg_ring *ring)
{
    const uint64_t pending = ring->pending;
    ring->pending = 0;
    return pending;
}
