/* Many streams in one process, as a telephone exchange has them: a detector each, 10 ms of audio to
 * every one in turn, one model that all share. Tells how many streams one core could follow.
 *
 *     many_streams RECORDING [STREAMS [SECONDS]]
 *
 * Every stream hears the recording from another place on, over and over. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "phoneseg/host.h"

struct exchange {
    struct pseg_model model;
    float *audio; /* [n] at the model's rate, twice over, so that a block never reaches its end */
    size_t n;
    char *memory; /* [n_streams][stride] */
    size_t stride;
    struct pseg **stream; /* [n_streams] */
    size_t n_streams;
    unsigned long n_events;
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

/* All detectors lie side by side in one block. */
static int connect_all(struct exchange *x, struct pseg_error *error)
{
    const size_t line = 64; /* of the cache: no two streams share one */
    x->stride = (pseg_size(&x->model) + line - 1) / line * line;
    x->memory = aligned_alloc(line, x->n_streams * x->stride);
    x->stream = calloc(x->n_streams, sizeof *x->stream);
    if (!x->memory || !x->stream)
        return pseg_fail(error, "out of memory for %zu streams", x->n_streams);
    for (size_t i = 0; i < x->n_streams; i++) {
        const int status =
            pseg_init(&x->stream[i], x->memory + i * x->stride, x->stride, &x->model);
        if (status)
            return pseg_fail(error, "stream %zu: %s", i, pseg_strerror(status));
    }
    return 0;
}

/* The next `hop` samples to every stream. */
static int serve(struct exchange *x, size_t time, size_t hop, struct pseg_error *error)
{
    struct pseg_event events[4]; /* 10 ms make one at most */
    for (size_t i = 0; i < x->n_streams; i++) {
        const size_t from = (time + i * 7919) % x->n;
        size_t made, used;
        const int status =
            pseg_process(x->stream[i], events, 4, &made, x->audio + from, hop, &used);
        if (status)
            return pseg_fail(error, "stream %zu: %s", i, pseg_strerror(status));
        x->n_events += made;
    }
    return 0;
}

static int run(struct exchange *x, double seconds, struct pseg_error *error)
{
    const size_t hop = (size_t)x->model.config.rate / 100;
    const size_t end = (size_t)(seconds * x->model.config.rate);
    if (hop > x->n)
        return pseg_fail(error, "the recording is shorter than 10 ms");
    const clock_t began = clock();
    for (size_t time = 0; time < end; time += hop)
        if (serve(x, time, hop, error))
            return -1;
    const double took = (double)(clock() - began) / CLOCKS_PER_SEC;
    printf("%zu streams of %g s: %lu events in %.2f s of one core, kernel %s\n", x->n_streams,
           seconds, x->n_events, took, pseg_kernel(x->stream[0]));
    printf("%.0f streams at real time; %zu bytes each, and %zu for the weights of all\n",
           (double)x->n_streams * seconds / took, x->stride, 4 * x->model.n_weights);
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
    const int failed =
        load(&x, argv[1], &error) || connect_all(&x, &error) || run(&x, seconds, &error);
    if (failed)
        fprintf(stderr, "many_streams: %s\n", error.text);
    free(x.stream);
    free(x.memory);
    free(x.audio);
    return failed != 0;
}
