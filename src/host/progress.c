#include "progress.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH = 40 };

static const double WAIT = 0.3;     /* [s] work that is over sooner needs no bar */
static const double INTERVAL = 0.1; /* [s] between two drawings */

struct pseg_progress {
    pthread_mutex_t lock;
    size_t n;
    double done; /* [files] */
    double due;  /* [s] when to draw next */
    int on_screen;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct pseg_progress *pseg_progress_start(size_t n)
{
    struct pseg_progress *p = n && isatty(STDERR_FILENO) ? calloc(1, sizeof *p) : NULL;
    if (!p)
        return NULL;
    pthread_mutex_init(&p->lock, NULL);
    p->n = n;
    p->due = now() + WAIT;
    return p;
}

static void draw(const struct pseg_progress *p)
{
    static const char full[] = "########################################";
    const double share = p->done < (double)p->n ? p->done / (double)p->n : 1;
    fprintf(stderr, "\r[%-*.*s] %3.0f %%", WIDTH, (int)(share * WIDTH), full, 100 * share);
    if (p->n > 1)
        fprintf(stderr, "  %.0f of %zu files", (double)(size_t)(p->done + 1e-6), p->n);
    fflush(stderr);
}

void pseg_progress_add(struct pseg_progress *p, double files)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->done += files;
    if (now() >= p->due) {
        draw(p);
        p->on_screen = 1;
        p->due = now() + INTERVAL;
    }
    pthread_mutex_unlock(&p->lock);
}

void pseg_progress_clear(struct pseg_progress *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    if (p->on_screen)
        fputs("\r\033[K", stderr);
    p->on_screen = 0;
    pthread_mutex_unlock(&p->lock);
}

void pseg_progress_end(struct pseg_progress *p)
{
    pseg_progress_clear(p);
    if (p)
        pthread_mutex_destroy(&p->lock);
    free(p);
}
