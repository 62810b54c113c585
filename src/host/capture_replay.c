/* A file played into the ring as a device would: in blocks, each when its last sample is due. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "capture_source.h"

struct replay {
    struct pseg_audio *audio;
    pthread_t thread;
    int started, fast;
    atomic_int stop, ended;
    int failed; /* valid once ended */
    struct pseg_error error;
    float *block; /* [c->block] */
};

static void sleep_until(double when)
{
    const double left = when - pseg_clock();
    const struct timespec t = {(time_t)left, (long)(1e9 * (left - (double)(time_t)left))};
    if (left > 0)
        nanosleep(&t, NULL);
}

static void wait_for_room(const struct pseg_capture *c, size_t n)
{
    const struct replay *r = c->source;
    const size_t capacity = pseg_ring_capacity(c->ring);
    while (!r->stop && capacity - pseg_ring_waiting(c->ring) < n)
        sleep_until(pseg_clock() + 0.0002);
}

/* A whole block, or what is left of the file. */
static long read_block(struct replay *r, size_t n)
{
    size_t have = 0;
    long got = 1;
    while (have < n && got > 0) {
        got = pseg_audio_read(r->audio, r->block + have, n - have, &r->error);
        have += got > 0 ? (size_t)got : 0;
    }
    return got < 0 && !have ? got : (long)have;
}

static void *play(void *argument)
{
    struct pseg_capture *c = argument;
    struct replay *r = c->source;
    const double began = pseg_clock();
    uint64_t played = 0;
    long n = 0;
    pseg_capture_begin(c, began);
    while (!r->stop && (n = read_block(r, (size_t)c->block)) > 0) {
        played += (uint64_t)n;
        if (r->fast)
            wait_for_room(c, (size_t)n);
        else
            sleep_until(began + (double)played / c->rate);
        if (!r->stop)
            pseg_ring_write(c->ring, r->block, (size_t)n);
    }
    r->failed = n < 0 || (n == 0 && !r->stop && pseg_audio_complete(r->audio, &r->error));
    r->ended = 1;
    return NULL;
}

static int start(struct pseg_capture *c, struct pseg_error *error)
{
    struct replay *r = c->source;
    if (pthread_create(&r->thread, NULL, play, c))
        return pseg_fail(error, "no thread can be started to play %s", c->name);
    r->started = 1;
    return 0;
}

static int running(const struct pseg_capture *c)
{
    const struct replay *r = c->source;
    return !r->ended;
}

static int stop(struct pseg_capture *c, struct pseg_error *error)
{
    struct replay *r = c->source;
    r->stop = 1;
    if (r->started)
        pthread_join(r->thread, NULL);
    r->started = 0;
    if (r->failed)
        *error = r->error;
    return r->failed ? -1 : 0;
}

static int close_replay(struct pseg_capture *c)
{
    struct replay *r = c->source;
    struct pseg_error ignored;
    stop(c, &ignored);
    pseg_audio_close(r->audio);
    free(r->block);
    free(r);
    return 1;
}

static const struct pseg_capture_kind replay_kind = {start, running, stop, close_replay};

/* At the file's own rate: the resampler of the live path is to do the work. */
static struct pseg_audio *open_unconverted(const char *path, struct pseg_error *error)
{
    struct pseg_audio *a = pseg_audio_open(path, 16000, error);
    const int rate = a ? pseg_audio_source_rate(a) : 0;
    pseg_audio_close(a);
    return a ? pseg_audio_open(path, rate, error) : NULL;
}

struct pseg_capture *pseg_capture_replay(const char *path, int fast,
                                         const struct pseg_capture_options *options,
                                         struct pseg_error *error)
{
    struct pseg_audio *audio = open_unconverted(path, error);
    if (!audio)
        return NULL;
    struct pseg_capture *c =
        pseg_capture_make(&replay_kind, path, pseg_audio_source_rate(audio), options, error);
    struct replay *r = calloc(1, sizeof *r);
    float *block = c ? malloc((size_t)c->block * sizeof *block) : NULL;
    if (!c || !r || !block) {
        free(r);
        free(block);
        pseg_audio_close(audio);
        pseg_capture_close(c);
        pseg_fail(error, "out of memory for %s", path);
        return NULL;
    }
    r->audio = audio;
    r->fast = fast;
    r->block = block;
    c->source = r;
    return c;
}
