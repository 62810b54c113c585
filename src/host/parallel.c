#include "parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MOST_THREADS = 256 };

struct queue {
    int (*work)(void *user, size_t i);
    void *user;
    size_t n;
    atomic_size_t next;
    atomic_int result;
};

static void *run(void *argument)
{
    struct queue *q = argument;
    while (!atomic_load(&q->result)) {
        const size_t i = atomic_fetch_add(&q->next, 1);
        if (i >= q->n)
            break;
        const int result = q->work(q->user, i);
        if (result)
            atomic_store(&q->result, result);
    }
    return NULL;
}

/* The caller works too; a thread that cannot be started leaves its share to the others. */
int pseg_parallel(size_t n, int threads, int (*work)(void *user, size_t i), void *user)
{
    struct queue q = {.work = work, .user = user, .n = n};
    pthread_t helpers[MOST_THREADS];
    int started = 0;
    atomic_init(&q.next, 0);
    atomic_init(&q.result, 0);
    while (started + 1 < threads && started < MOST_THREADS && (size_t)started + 1 < n &&
           pthread_create(&helpers[started], NULL, run, &q) == 0)
        started++;
    run(&q);
    for (int i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
    return atomic_load(&q.result);
}

int pseg_processors(void)
{
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (int)n : 1;
}
