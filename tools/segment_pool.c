#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ranks.h"
#include "segment.h"

int segment_in_turn(struct segment_tally *tally, struct segment_job *job)
{
    struct pseg_error error;
    struct pseg *detector = segment_detector(job, &error);
    if (!detector) {
        complain("segment", "%s", error.text);
        return -1;
    }
    for (size_t i = 0; i < job->inputs.n && !interrupted && !job->stop; i++)
        segment_report(tally, job,
                       segment_one(job->shared, job, &job->inputs.input[i], detector, &error),
                       &error);
    pseg_destroy(detector);
    return 0;
}

/* A place in the queue. Input i has slot i % n_slots, so that threads run ahead of the printing by
 * no more than there are slots. */
struct slot {
    FILE *text;  /* what goes to the shared stream when its turn has come */
    FILE *spare; /* an empty one for the next input: to make a file takes longer than to fill it */
    enum segment_outcome outcome;
    struct pseg_error error;
};

struct pool {
    struct segment_job *job;
    pthread_mutex_t lock;
    pthread_cond_t room; /* an input was told, and there is a slot for another */
    pthread_cond_t due;  /* enough inputs have come to their end, or all */
    struct slot *slots;  /* [n_slots] */
    size_t n_slots;
    size_t next, printed; /* inputs taken by a thread, and told */
};

struct thread {
    pthread_t id;
    struct pool *pool;
    struct pseg *detector;
};

static int is_ours(const struct segment_job *job, size_t i)
{
    return job->inputs.input[i].rank == pseg_rank();
}

/* The next input of this rank, or n where there is no more to do. */
static size_t take(struct pool *pool)
{
    const size_t n = pool->job->inputs.n;
    pthread_mutex_lock(&pool->lock);
    while (pool->next < n && !is_ours(pool->job, pool->next))
        pool->next++;
    while (pool->next < n && pool->next >= pool->printed + pool->n_slots && !pool->job->stop)
        pthread_cond_wait(&pool->room, &pool->lock);
    if (interrupted || pool->job->stop) {
        pool->job->stop = 1;
        pthread_cond_broadcast(&pool->room);
    }
    const size_t i = pool->job->stop || pool->next == n ? n : pool->next++;
    if (i == n)
        pthread_cond_signal(&pool->due);
    pthread_mutex_unlock(&pool->lock);
    return i;
}

/* Who prints looks by itself now and then: to be woken for each of many short inputs would take a
 * tenth of the time that they take. */
static void hand_over(struct pool *pool, size_t i, enum segment_outcome outcome)
{
    pthread_mutex_lock(&pool->lock);
    pool->slots[i % pool->n_slots].outcome = outcome;
    if (pool->next - pool->printed >= pool->n_slots / 2)
        pthread_cond_signal(&pool->due);
    pthread_mutex_unlock(&pool->lock);
}

/* A text smaller than its stream's buffer reaches the file only now, and may not fit. What is not
 * whole is not printed; an input that failed before keeps its own sentence. */
static enum segment_outcome finish_text(struct slot *slot, const struct segment_job *job,
                                        const struct segment_input *input,
                                        enum segment_outcome outcome)
{
    errno = 0;
    if (!slot->text || (!fflush(slot->text) && !ferror(slot->text)))
        return outcome;
    if (outcome == SEGMENT_DONE || outcome == SEGMENT_KEPT)
        outcome = segment_unwritten(slot->text, job, input, errno ? errno : EIO, &slot->error);
    fclose(slot->text);
    slot->text = NULL;
    return outcome;
}

static enum segment_outcome run_slot(struct slot *slot, const struct segment_job *job, size_t i,
                                     struct pseg *detector)
{
    const struct segment_input *input = &job->inputs.input[i];
    if (!input->output) {
        slot->text = slot->spare ? slot->spare : tmpfile();
        slot->spare = NULL;
    }
    if (!slot->text && !input->output) {
        pseg_fail(&slot->error, "%s: there is no room for a temporary file", input->path);
        return SEGMENT_FAILED;
    }
    return finish_text(slot, job, input,
                       segment_one(slot->text, job, input, detector, &slot->error));
}

static void *work(void *argument)
{
    const struct thread *thread = argument;
    struct pool *pool = thread->pool;
    for (size_t i; (i = take(pool)) < pool->job->inputs.n;) {
        struct slot *slot = &pool->slots[i % pool->n_slots];
        hand_over(pool, i, run_slot(slot, pool->job, i, thread->detector));
    }
    return NULL;
}

/* Waits a hundredth of a second at most, which nobody who reads the results notices. */
static void wait_a_little(struct pool *pool)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 10000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_cond_timedwait(&pool->due, &pool->lock, &until);
}

/* Waits for input i: what became of it, PENDING where the work has stopped before it. */
static enum segment_outcome wait_for(struct pool *pool, size_t i)
{
    const struct slot *slot = &pool->slots[i % pool->n_slots];
    pthread_mutex_lock(&pool->lock);
    while (slot->outcome == SEGMENT_PENDING && !(pool->job->stop && i >= pool->next))
        wait_a_little(pool);
    const enum segment_outcome outcome = slot->outcome;
    pthread_mutex_unlock(&pool->lock);
    return outcome;
}

/* -1: it cannot be read back; what cannot be written is told by segment_report(). */
static int copy_text(FILE *to, FILE *from)
{
    char block[16384];
    size_t n;
    if (fseek(from, 0, SEEK_SET))
        return -1;
    while ((n = fread(block, 1, sizeof block, from)) > 0)
        fwrite(block, 1, n, to);
    return ferror(from) ? -1 : 0;
}

/* Empties the slot's text for another; one that cannot be emptied is given up. */
static void spare_text(struct slot *slot)
{
    if (slot->text && !slot->spare && !ferror(slot->text) && fseek(slot->text, 0, SEEK_SET) == 0 &&
        ftruncate(fileno(slot->text), 0) == 0)
        slot->spare = slot->text;
    else if (slot->text)
        fclose(slot->text);
    slot->text = NULL;
}

static void free_slot(struct pool *pool, struct slot *slot)
{
    spare_text(slot);
    pthread_mutex_lock(&pool->lock);
    slot->outcome = SEGMENT_PENDING;
    pool->printed++;
    pthread_cond_broadcast(&pool->room);
    pthread_mutex_unlock(&pool->lock);
}

/* What became of input i: rank 0 asks whoever had it. */
static enum segment_outcome await(struct pool *pool, size_t i)
{
    struct slot *slot = &pool->slots[i % pool->n_slots];
    if (is_ours(pool->job, i))
        return wait_for(pool, i);
    pseg_progress_add(pool->job->progress, 1);
    return segment_receive(&slot->text, &slot->error, pool->job->inputs.input[i].rank);
}

static void print_one(struct segment_tally *tally, struct pool *pool, struct slot *slot,
                      const struct segment_input *input, enum segment_outcome outcome)
{
    const int whole =
        outcome == SEGMENT_DONE || outcome == SEGMENT_KEPT || outcome == SEGMENT_FAILED;
    errno = 0;
    if (slot->text && whole && !tally->broken && copy_text(pool->job->shared, slot->text)) {
        outcome = SEGMENT_FAILED;
        pseg_fail(&slot->error, "%s: its result cannot be read back from a temporary file: %s",
                  input->path, strerror(errno ? errno : EIO));
    }
    segment_report(tally, pool->job, outcome, &slot->error);
}

/* Of another rank: rank 0 prints. */
static void hand_in(struct pool *pool, const struct slot *slot, enum segment_outcome outcome)
{
    struct pseg_error error;
    if (segment_send(outcome, slot->text, &slot->error, &error)) {
        complain("segment", "%s", error.text);
        pool->job->stop = 1;
    }
}

/* In the order of the inputs, whoever finishes first. */
static void print_all(struct segment_tally *tally, struct pool *pool)
{
    for (size_t i = 0; i < pool->job->inputs.n; i++) {
        struct slot *slot = &pool->slots[i % pool->n_slots];
        if (!pseg_rank() || is_ours(pool->job, i)) {
            const enum segment_outcome outcome = await(pool, i);
            if (outcome == SEGMENT_PENDING)
                break;
            if (pseg_rank())
                hand_in(pool, slot, outcome);
            else
                print_one(tally, pool, slot, &pool->job->inputs.input[i], outcome);
        }
        free_slot(pool, slot);
    }
}

/* How many threads run; one that cannot be started does no harm while there is another. */
static int start(struct thread *threads, struct pool *pool, int n_threads)
{
    struct pseg_error error;
    int n = 0;
    for (; n < n_threads; n++) {
        struct thread *t = &threads[n];
        t->pool = pool;
        t->detector = segment_detector(pool->job, &error);
        if (!t->detector)
            break;
        if (pthread_create(&t->id, NULL, work, t)) {
            pseg_destroy(t->detector);
            break;
        }
    }
    return n;
}

int segment_in_parallel(struct segment_tally *tally, struct segment_job *job, int n_threads)
{
    struct pool pool = {.job = job, .n_slots = 8 * (size_t)n_threads * (size_t)pseg_n_ranks()};
    struct thread *threads = calloc((size_t)n_threads, sizeof *threads);
    pool.slots = calloc(pool.n_slots, sizeof *pool.slots);
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.room, NULL);
    pthread_cond_init(&pool.due, NULL);
    const int n = threads && pool.slots ? start(threads, &pool, n_threads) : 0;
    if (n)
        print_all(tally, &pool);
    for (int i = 0; i < n; i++) {
        pthread_join(threads[i].id, NULL);
        pseg_destroy(threads[i].detector);
    }
    for (size_t i = 0; pool.slots && i < pool.n_slots; i++) {
        spare_text(&pool.slots[i]);
        if (pool.slots[i].spare)
            fclose(pool.slots[i].spare);
    }
    pthread_cond_destroy(&pool.room);
    pthread_cond_destroy(&pool.due);
    pthread_mutex_destroy(&pool.lock);
    free(pool.slots);
    free(threads);
    return n ? 0 : (complain("segment", "not enough memory for %d jobs", n_threads), -1);
}
