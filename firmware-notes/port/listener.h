/* What a firmware does between its microphone and its boundaries, the same on every part:
 *
 *   DMA ─> half of a double buffer ─> interrupt: listener_hear() ─> ring ─┐
 *                         boundaries <─ detector <─ main loop: listener_work()
 *
 * The interrupt waits for nothing. Should the main loop fall behind, the ring says where and how
 * much is missing: the detector begins anew there, and times stay those of the microphone. */
#ifndef LISTENER_H
#define LISTENER_H

#include "phoneseg/phoneseg.h"

enum {
    LISTENER_RATE = 16000, /* [Hz] of the microphone */
    LISTENER_BLOCK = 160,  /* [samples] half of the double buffer, 10 ms */
};

struct listener_hooks {
    void (*boundary)(const struct pseg_event *event); /* times since the microphone's start */
    void (*lost)(uint64_t first, uint64_t n);         /* [samples] where, and how many */
};

/* What a listener is made of. */
struct listener_parts {
    const void *model; /* [model_size] as in its file, at a multiple of 4 */
    size_t model_size; /* [bytes] */
    void *memory;      /* [size] for detector and ring, aligned to 16 bytes */
    size_t size;       /* [bytes] */
    size_t ring;       /* [samples] a power of two: how late the main loop may be. The first frame
                              takes it as long as some five others, and so does each after a loss */
    struct listener_hooks hooks;
};

struct listener {
    struct listener_hooks hooks;
    struct pseg_ring *ring;
    struct pseg *detector;
    size_t needed;  /* [bytes] of memory for both, known also where there is too little */
    uint64_t start; /* [samples] of the microphone, where the detector began */
    uint64_t fed;   /* [samples] that it got since */
    float block[LISTENER_BLOCK];
};

/* Checks the model in flash and builds its detector. Returns a status of phoneseg.h: what cannot
 * work is refused before anything runs. */
int listener_start(struct listener *l, const struct listener_parts *parts);

/* The interrupt's: samples[n], full scale 32768, have come. */
void listener_hear(struct listener *l, const int16_t *samples, size_t n);

/* The main loop's: takes up to a block; false where none was waiting. */
int listener_work(struct listener *l);

/* The microphone has stopped and no interrupt will come: what still waits for a look-ahead. */
void listener_end(struct listener *l);

#endif
