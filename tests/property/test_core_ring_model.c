/* The ring's arithmetic of indices against a plain queue: every sequence of writes and reads up to
 * some depth, from indices that begin at 0, wrap around within the sequence, and at places between;
 * then long random ones, with hundreds of losses. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "ring.h"
#include "synth.h"

#ifdef __SANITIZE_THREAD__
enum { DEPTH = 4 }; /* there is one thread only, and it takes fifty times as long */
#else
enum { DEPTH = 5 };
#endif
enum { MOST = 8, LONGEST = 2 * MOST + 2 };

/* What the ring promises, said simply: samples in a row, each with what was lost before it. */
struct queue {
    size_t capacity, n;
    uint64_t value[MOST], lost[MOST];
    uint64_t pending; /* lost and not yet before a sample */
};

static size_t queue_write(struct queue *q, uint64_t first, size_t n)
{
    size_t taken = 0;
    const int waits = q->pending && q->capacity - q->n < q->capacity / 2;
    for (; !waits && taken < n && q->n < q->capacity; taken++, q->n++) {
        q->value[q->n] = first + taken;
        q->lost[q->n] = taken ? 0 : q->pending;
        q->pending = taken ? q->pending : 0;
    }
    q->pending += n - taken;
    return taken;
}

static size_t queue_read(struct queue *q, uint64_t *x, size_t n, uint64_t *lost)
{
    size_t taken = 0;
    *lost = q->n ? q->lost[0] : 0;
    q->lost[0] = 0;
    while (taken < n && taken < q->n && q->lost[taken] == 0) {
        x[taken] = q->value[taken];
        taken++;
    }
    q->n -= taken;
    memmove(q->value, q->value + taken, q->n * sizeof *q->value);
    memmove(q->lost, q->lost + taken, q->n * sizeof *q->lost);
    return taken;
}

/* Both in the same state; copied as a whole, so that a search can come back to it. */
struct pair {
    struct pseg_ring ring; /* its samples are the array below */
    float samples[MOST];
    struct queue queue;
    uint64_t written, heard; /* [samples]; heard: with the lost ones */
};

/* How the search came here, for the message. */
static struct {
    size_t capacity, start, n;
    int is_write[16];
    size_t length[16];
} path;

static void differ(const char *what)
{
    print_message("capacity %zu, from index %zu:", path.capacity, path.start);
    for (size_t i = 0; i < path.n; i++)
        print_message(" %s %zu", path.is_write[i] ? "write" : "read", path.length[i]);
    fail_msg(": %s", what);
}

static void write_both(struct pair *p, size_t n)
{
    float x[LONGEST] = {0};
    for (size_t i = 0; i < n; i++)
        x[i] = (float)(p->written + i);
    const size_t taken = pseg_ring_write(&p->ring, x, n);
    if (taken != queue_write(&p->queue, p->written, n))
        differ("the ring took another number");
    p->written += n;
}

static void read_both(struct pair *p, size_t n)
{
    float x[LONGEST];
    uint64_t expected[LONGEST], lost, expected_lost;
    const size_t taken = pseg_ring_read(&p->ring, x, n, &lost);
    if (taken != queue_read(&p->queue, expected, n, &expected_lost) || lost != expected_lost)
        differ("the ring gave another number, or tells another loss");
    p->heard += lost;
    for (size_t i = 0; i < taken; i++, p->heard++)
        if (x[i] != (float)expected[i] || expected[i] != p->heard)
            differ("the ring gave another sample");
}

static void step(struct pair *p, int is_write, size_t n)
{
    path.is_write[path.n] = is_write;
    path.length[path.n++] = n;
    p->ring.samples = p->samples;
    (is_write ? write_both : read_both)(p, n);
    if (pseg_ring_waiting(&p->ring) != p->queue.n)
        differ("another number waits");
    if (p->ring.gap_head - p->ring.gap_tail > 3) /* each waits for half of the ring */
        differ("more than three losses wait");
}

static void read_all_and_close(struct pair p)
{
    p.ring.samples = p.samples;
    while (p.queue.n)
        read_both(&p, MOST);
    p.heard += pseg_ring_close(&p.ring);
    if (p.heard != p.written)
        differ("written is not read plus lost");
}

static struct pair begin(size_t capacity, size_t start)
{
    struct pair p;
    memset(&p, 0, sizeof p);
    p.ring.mask = capacity - 1;
    p.queue.capacity = path.capacity = capacity;
    pseg_ring_start_at(&p.ring, start);
    path.start = start;
    path.n = 0;
    return p;
}

static void search(const struct pair *from, const size_t *lengths, size_t n_lengths, int depth)
{
    read_all_and_close(*from);
    for (size_t i = 0; depth && i < 2 * n_lengths; i++) {
        struct pair next = *from;
        step(&next, i % 2 == 0, lengths[i / 2]);
        search(&next, lengths, n_lengths, depth - 1);
        path.n--;
    }
}

/* Indices that start there wrap around before, at, or soon after the first samples. */
static const size_t starts[] = {0, 1, SIZE_MAX - 8, SIZE_MAX - 2, SIZE_MAX - 1, SIZE_MAX};

static void search_all(size_t capacity, const size_t *lengths, size_t n_lengths, int depth)
{
    for (size_t i = 0; i < COUNT(starts); i++) {
        const struct pair p = begin(capacity, starts[i]);
        search(&p, lengths, n_lengths, depth);
    }
}

static void every_sequence_on_2_places_is_as_in_a_queue(void **state)
{
    static const size_t lengths[] = {0, 1, 2, 3};
    (void)state;
    search_all(2, lengths, COUNT(lengths), DEPTH + 1);
}

static void every_sequence_on_4_places_is_as_in_a_queue(void **state)
{
    static const size_t lengths[] = {0, 1, 2, 3, 4, 5};
    (void)state;
    search_all(4, lengths, COUNT(lengths), DEPTH);
}

static void every_sequence_on_8_places_is_as_in_a_queue(void **state)
{
    static const size_t lengths[] = {1, 3, 4, 5, 8, 9};
    (void)state;
    search_all(8, lengths, COUNT(lengths), DEPTH);
}

/* So many losses that the list of them, too, goes around many times. */
static void long_random_sequences_are_as_in_a_queue(void **state)
{
    struct rng rng = {11};
    (void)state;
    for (size_t capacity = 2; capacity <= MOST; capacity *= 2)
        for (size_t i = 0; i < COUNT(starts); i++) {
            struct pair p = begin(capacity, starts[i]);
            for (int k = 0; k < 5000; k++, path.n = 0) {
                const int is_write = (int)rng_below(&rng, 2);
                step(&p, is_write, rng_below(&rng, (uint32_t)(2 * capacity + 2)));
            }
            const size_t gaps = p.ring.gap_head - starts[i];
            assert_true(gaps > 20 * PSEG_RING_GAPS);
            read_all_and_close(p);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sequence_on_2_places_is_as_in_a_queue),
        cmocka_unit_test(every_sequence_on_4_places_is_as_in_a_queue),
        cmocka_unit_test(every_sequence_on_8_places_is_as_in_a_queue),
        cmocka_unit_test(long_random_sequences_are_as_in_a_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
