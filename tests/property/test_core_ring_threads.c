/* The ring between two threads: 10^8 samples, each of them its own number in the stream, so that
 * the reader can tell that it gets every one once, in order, or is told that it was lost there. */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "check.h"
#include "ring.h"
#include "synth.h"

#if defined __SANITIZE_THREAD__ || defined __SANITIZE_ADDRESS__
enum { MILLION = 100000 };
#else
enum { MILLION = 1000000 };
#endif
enum { MOST = 8192, RAMP = 1 << 24 }; /* a float counts so far exactly */

struct run {
    struct pseg_ring *ring;
    size_t capacity;
    uint64_t total;       /* [samples] to be written */
    uint64_t written;     /* writer's */
    uint64_t promised;    /* writer's: [samples] written when there was room for them */
    uint64_t heard, lost; /* reader's */
    long wrong;           /* reader's: samples that are not the one due */
    atomic_int ended;
};

/* As long as a whole ring, and at times longer: then some must be lost. */
static void write_block(struct run *r, float *x, struct rng *rng)
{
    const size_t most = rng_below(rng, 64) ? r->capacity / 2 : 2 * r->capacity;
    const size_t n = rng_below(rng, (uint32_t)most + 1);
    const int patient = n <= r->capacity / 2 && rng_below(rng, 8);
    for (size_t i = 0; i < n; i++)
        x[i] = (float)((r->written + i) % RAMP);
    while (patient && r->capacity - pseg_ring_waiting(r->ring) < r->capacity / 2)
        sched_yield();
    const size_t taken = pseg_ring_write(r->ring, x, n);
    r->promised += patient ? n : taken;
    r->written += n;
}

static void *write_all(void *argument)
{
    struct run *r = argument;
    struct rng rng = {3};
    float *x = malloc(2 * MOST * sizeof *x);
    while (x && r->written < r->total)
        write_block(r, x, &rng);
    free(x);
    r->ended = 1;
    return NULL;
}

/* False where nothing was there. */
static int read_block(struct run *r, float *x, size_t n)
{
    uint64_t lost;
    const size_t taken = pseg_ring_read(r->ring, x, n, &lost);
    const uint64_t at = r->heard + r->lost + lost;
    for (size_t i = 0; i < taken; i++)
        r->wrong += x[i] != (float)((at + i) % RAMP);
    r->heard += taken;
    r->lost += lost;
    return taken || lost;
}

static void read_all(struct run *r)
{
    struct rng rng = {5};
    float *x = malloc(MOST * sizeof *x);
    assert_non_null(x);
    for (int ended = 0; !ended;) {
        ended = r->ended;
        while (read_block(r, x, 1 + rng_below(&rng, (uint32_t)r->capacity / 2)))
            if (rng_below(&rng, 4) == 0) /* the writer comes while the ring is half read */
                sched_yield();
        sched_yield();
    }
    free(x);
}

static void check_ring(size_t capacity, size_t start, uint64_t total)
{
    const size_t size = pseg_ring_size(capacity);
    void *memory = aligned_alloc(16, (size + 15) / 16 * 16);
    struct run r = {.capacity = capacity, .total = total};
    pthread_t writer;
    assert_int_equal(pseg_ring_init(&r.ring, memory, size, capacity), PSEG_OK);
    pseg_ring_start_at(r.ring, start);
    assert_int_equal(pthread_create(&writer, NULL, write_all, &r), 0);
    read_all(&r);
    pthread_join(writer, NULL);
    const uint64_t at_end = pseg_ring_close(r.ring);
    free(memory);
    assert_int_equal(r.wrong, 0);
    assert_int_equal(r.heard + r.lost + at_end, r.written);
    assert_int_equal(r.heard, r.promised);
    assert_true(r.written >= total && r.heard > total / 2 && r.lost > total / 1000);
}

static void each_sample_is_read_once_or_told_as_lost_at_its_place(void **state)
{
    (void)state;
    check_ring(64, 0, 2 * (uint64_t)MILLION);
    check_ring(1024, SIZE_MAX - MILLION, 34 * (uint64_t)MILLION);
    check_ring(MOST, SIZE_MAX - 1000, 66 * (uint64_t)MILLION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sample_is_read_once_or_told_as_lost_at_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
