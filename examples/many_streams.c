/* Many streams in one process, as a telephone exchange has them: a detector each, 10 ms of audio to
 * every one in turn, one model that all share. Tells how many streams one core could follow, fed
 * one by one, and together in a group.
 *
 *     many_streams RECORDING [STREAMS [SECONDS]]
 *
 * Every stream hears the recording from another place on, over and over. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "phoneseg/host.h"

enum {
    BATCH = 4, /* frames of as many streams go through the network at once */
    ROOM = 4   /* [events] 10 ms make one at most */
};

struct exchange {
    struct pseg_model model;
    float *audio; /* [n] at the model's rate, twice over, so that a block never reaches its end */
    size_t n;
    char *memory; /* [n_streams][stride], and after them the group's */
    size_t stride;
    struct pseg_group *group;
    struct pseg_call *call;    /* [n_streams] each has its detector */
    struct pseg_event *events; /* [n_streams][ROOM] */
    size_t n_streams;
};

static int load(struct exchange *x, const char *path, struct pseg_error *error)
{
    if (pseg_model_default(&x->model))
        return pseg_fail(error, "the embedded model is unusable");
    if (pseg_audio_load(&x->audio, &x->n, path, x->model.config.rate, error))
        return -1;
    float *twice = realloc(x->audio, 2 * x->n * sizeof *twice);
    if (!twice)
        return pseg_fail(error, "out of memory for %s", path);
    x->audio = twice;
    memcpy(x->audio + x->n, x->audio, x->n * sizeof *twice);
    return 0;
}

static size_t whole_lines(size_t bytes)
{
    const size_t line = 64; /* of the cache: no two streams share one */
    return (bytes + line - 1) / line * line;
}

/* All detectors lie side by side in one block. */
static int connect_all(struct exchange *x, struct pseg_error *error)
{
    const size_t group = whole_lines(pseg_group_size(&x->model, BATCH));
    x->stride = whole_lines(pseg_size(&x->model));
    x->memory = aligned_alloc(64, x->n_streams * x->stride + group);
    x->call = calloc(x->n_streams, sizeof *x->call);
    x->events = calloc(x->n_streams, ROOM * sizeof *x->events);
    if (!x->memory || !x->call || !x->events)
        return pseg_fail(error, "out of memory for %zu streams", x->n_streams);
    int status =
        pseg_group_init(&x->group, x->memory + x->n_streams * x->stride, group, &x->model, BATCH);
    for (size_t i = 0; i < x->n_streams && !status; i++) {
        struct pseg_call *c = &x->call[i];
        c->events = x->events + i * ROOM;
        c->room = ROOM;
        status = pseg_init(&c->detector, x->memory + i * x->stride, x->stride, &x->model);
    }
    return status ? pseg_fail(error, "%s", pseg_strerror(status)) : 0;
}

/* Two ways to the same events. */
static int one_by_one(struct exchange *x)
{
    int status = PSEG_OK;
    for (size_t i = 0; i < x->n_streams && !status; i++) {
        struct pseg_call *c = &x->call[i];
        status = pseg_process(c->detector, c->events, c->room, &c->made, c->audio, c->n, &c->used);
    }
    return status;
}

static int together(struct exchange *x)
{
    return pseg_group_process(x->group, x->call, x->n_streams);
}

/* The next `hop` samples to every stream. */
static int serve(struct exchange *x, int (*feed)(struct exchange *), size_t time, size_t hop)
{
    for (size_t i = 0; i < x->n_streams; i++) {
        x->call[i].audio = x->audio + (time + i * 7919) % x->n;
        x->call[i].n = hop;
    }
    return feed(x);
}

static int run(struct exchange *x, int (*feed)(struct exchange *), const char *how, double seconds,
               struct pseg_error *error)
{
    const size_t hop = (size_t)x->model.config.rate / 100;
    const size_t end = (size_t)(seconds * x->model.config.rate);
    size_t n_events = 0;
    if (hop > x->n)
        return pseg_fail(error, "the recording is shorter than 10 ms");
    for (size_t i = 0; i < x->n_streams; i++)
        pseg_reset(x->call[i].detector);
    const clock_t began = clock();
    for (size_t time = 0; time < end; time += hop) {
        const int status = serve(x, feed, time, hop);
        if (status)
            return pseg_fail(error, "%s: %s", how, pseg_strerror(status));
        for (size_t i = 0; i < x->n_streams; i++)
            n_events += x->call[i].made;
    }
    const double took = (double)(clock() - began) / CLOCKS_PER_SEC;
    printf("%s: %zu events in %.2f s of one core, %.0f streams at real time\n", how, n_events, took,
           (double)x->n_streams * seconds / took);
    return 0;
}

int main(int argc, char **argv)
{
    struct exchange x = {.n_streams = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000};
    const double seconds = argc > 3 ? strtod(argv[3], NULL) : 10;
    struct pseg_error error;
    if (argc < 2 || x.n_streams < 1 || x.n_streams > 1000000 || !(seconds > 0)) {
        fprintf(stderr, "usage: many_streams RECORDING [STREAMS [SECONDS]]\n");
        return 2;
    }
    int failed = load(&x, argv[1], &error) || connect_all(&x, &error);
    if (!failed) {
        printf("%zu streams of %g s, kernel %s; %zu bytes each, and %zu for the weights of all\n",
               x.n_streams, seconds, pseg_kernel(x.call[0].detector), x.stride,
               4 * x.model.n_weights);
        failed = run(&x, one_by_one, "one by one", seconds, &error) ||
                 run(&x, together, "together", seconds, &error);
    }
    if (failed)
        fprintf(stderr, "many_streams: %s\n", error.text);
    free(x.events);
    free(x.call);
    free(x.memory);
    free(x.audio);
    return failed != 0;
}
