/* firmware-sim MODEL RECORDING [--stall BLOCK]: the microcontroller's port on a PC. One thread is
 * the microphone's interrupt, the other the main loop; between them is nothing but the ring, so
 * that ThreadSanitizer sees what the firmware relies on. Prints what the firmware prints.
 *
 * The clock of this microphone waits for the main loop, so nothing is lost, however busy the PC is.
 * With --stall the main loop rests for ten blocks at that one, and an overrun is certain. */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "listener.h"
#include "phoneseg/host.h"
#include "report.h"

enum { STALL = 10 };                 /* [blocks] */
enum { MEMORY = 65536, RING = 512 }; /* [bytes], [samples] */

struct simulation {
    struct listener listener;
    int16_t *recording; /* [n] */
    size_t n;
    long stall;         /* [blocks] where; -1: nowhere */
    atomic_long blocks; /* that the interrupt has heard */
    atomic_int ended;
};

void say(const char *text)
{
    fputs(text, stdout);
}

static void sleep_a_little(void)
{
    nanosleep(&(struct timespec){0, 20000}, NULL);
}

static int is_in_stall(const struct simulation *s, long block)
{
    return s->stall >= 0 && block >= s->stall && block < s->stall + STALL;
}

/* Until the next block is due: where nothing may be lost, when the ring has room for it. A stall
 * begins with an empty ring. */
static void wait_for_clock(const struct simulation *s, long block)
{
    const struct pseg_ring *ring = s->listener.ring;
    const size_t most = block == s->stall ? 0 : pseg_ring_capacity(ring) / 2;
    if (!is_in_stall(s, block) || block == s->stall)
        while (pseg_ring_waiting(ring) > most)
            sleep_a_little();
}

static void *interrupt(void *user)
{
    struct simulation *s = user;
    int16_t buffer[2][LISTENER_BLOCK]; /* what DMA writes to */
    for (size_t at = 0; at < s->n; at += LISTENER_BLOCK) {
        const long block = (long)(at / LISTENER_BLOCK);
        const size_t n = s->n - at < LISTENER_BLOCK ? s->n - at : LISTENER_BLOCK;
        wait_for_clock(s, block);
        memcpy(buffer[block % 2], s->recording + at, n * sizeof(int16_t));
        listener_hear(&s->listener, buffer[block % 2], n);
        atomic_store_explicit(&s->blocks, block + 1, memory_order_relaxed);
    }
    atomic_store_explicit(&s->ended, 1, memory_order_release);
    return NULL;
}

/* The main loop has come to the stall, and the interrupt has not come out of it. */
static int rests(const struct simulation *s)
{
    const struct listener *l = &s->listener;
    const long blocks = atomic_load_explicit(&s->blocks, memory_order_relaxed);
    return s->stall >= 0 && l->start + l->fed == (uint64_t)s->stall * LISTENER_BLOCK &&
           blocks < s->stall + STALL;
}

static void main_loop(struct simulation *s)
{
    while (!atomic_load_explicit(&s->ended, memory_order_acquire) ||
           pseg_ring_waiting(s->listener.ring) > 0)
        if (rests(s) || !listener_work(&s->listener))
            sleep_a_little();
}

static int run(struct simulation *s)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, interrupt, s)) {
        fprintf(stderr, "firmware-sim: no thread can be started\n");
        return 1;
    }
    main_loop(s);
    pthread_join(thread, NULL);
    listener_end(&s->listener);
    return 0;
}

/* A file as it would lie in flash; NULL: it cannot be read. */
static void *load(size_t *size, const char *path)
{
    FILE *f = fopen(path, "rb");
    void *bytes = NULL;
    if (f && !fseek(f, 0, SEEK_END)) {
        *size = (size_t)ftell(f);
        bytes = malloc(*size + 1);
        rewind(f);
        if (bytes && fread(bytes, 1, *size, f) != *size) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (f)
        fclose(f);
    return bytes;
}

/* As a converter of 16 bits would have given it. */
static int record(struct simulation *s, const char *path)
{
    struct pseg_error error;
    float *x;
    if (pseg_audio_load(&x, &s->n, path, LISTENER_RATE, &error)) {
        fprintf(stderr, "firmware-sim: %s\n", error.text);
        return -1;
    }
    s->recording = malloc(s->n * sizeof *s->recording + 1);
    for (size_t i = 0; s->recording && i < s->n; i++)
        s->recording[i] = (int16_t)lrintf(fmaxf(-32768, fminf(32767, x[i] * 32768)));
    free(x);
    return s->recording ? 0 : -1;
}

static int simulate(struct simulation *s, const char *model_path)
{
    static _Alignas(16) unsigned char memory[MEMORY];
    struct listener_parts parts = {.memory = memory,
                                   .size = sizeof memory,
                                   .ring = RING,
                                   .hooks = {report_boundary, report_lost}};
    void *model = load(&parts.model_size, model_path);
    parts.model = model;
    if (!model) {
        fprintf(stderr, "firmware-sim: cannot read %s\n", model_path);
        return 1;
    }
    int status = listener_start(&s->listener, &parts);
    if (status)
        report_refusal(status);
    else
        status = run(s);
    free(model);
    return status;
}

int main(int argc, char **argv)
{
    static struct simulation s = {.stall = -1};
    if (argc == 5 && strcmp(argv[3], "--stall") == 0) {
        s.stall = atol(argv[4]);
    } else if (argc != 3) {
        fprintf(stderr, "usage: firmware-sim MODEL RECORDING [--stall BLOCK]\n");
        return 2;
    }
    const int status = record(&s, argv[2]) ? 1 : simulate(&s, argv[1]);
    free(s.recording);
    return status;
}
