/* Any floats as audio, cut anywhere: byte 0 chooses the model, bytes 1 to 7 the pieces, and the
 * rest are samples. Given as a whole or cut, the events and the place of a bad sample agree. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "synth.h"
#include "toy.h"

#define HEAD 8
#define MAX_SAMPLES 16000
#define ROOM (MAX_SAMPLES / 8 + PSEG_FLUSH_EVENTS)

struct result {
    struct pseg_event events[ROOM];
    size_t n, used;
    int status;
};

/* All of audio[n], in the pieces and with the room that head tells; a flush unless it fails. */
static void run(struct result *r, struct pseg *d, const float *audio, size_t n, const uint8_t *head)
{
    size_t made, used, turn = 0;
    pseg_reset(d);
    r->n = r->used = 0;
    r->status = PSEG_OK;
    while (r->used < n && r->status == PSEG_OK) {
        size_t piece = head ? 1 + (size_t)head[1 + turn % 4] * head[5] : n;
        const size_t room = head ? 1 + (size_t)head[6 + turn % 2] % 3 : ROOM - r->n;
        if (piece > n - r->used)
            piece = n - r->used;
        r->status = pseg_process(d, r->events + r->n, room, &made, audio + r->used, piece, &used);
        FUZZ_REQUIRE(made <= room && used <= piece);
        FUZZ_REQUIRE(used == piece || made == room || r->status == PSEG_E_SAMPLE);
        r->n += made;
        r->used += used;
        turn++;
    }
    if (r->status)
        return;
    FUZZ_REQUIRE(pseg_flush(d, r->events + r->n, PSEG_FLUSH_EVENTS, &made) == PSEG_OK);
    r->n += made;
}

static void compare(const struct result *a, const struct result *b)
{
    FUZZ_REQUIRE(a->status == b->status && a->used == b->used && a->n == b->n);
    for (size_t i = 0; i < a->n; i++) {
        const struct pseg_event *x = &a->events[i], *y = &b->events[i];
        FUZZ_REQUIRE(x->at == y->at && x->decided == y->decided && x->score == y->score);
        FUZZ_REQUIRE(x->at > (i ? x[-1].at : 0) && x->at < a->used && x->decided <= a->used);
    }
}

static struct pseg *detector_of(int index)
{
    static struct toy_model toys[TOY_N_MODELS];
    static struct pseg *detectors[TOY_N_MODELS];
    static void *memory[TOY_N_MODELS];
    if (!detectors[index]) {
        const struct pseg_config config = toy_config_of(index);
        toy_model_make(&toys[index], &config, (uint32_t)index);
        detectors[index] = toy_detector(&memory[index], &toys[index].model);
    }
    return detectors[index];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct result whole, cut;
    static float audio[MAX_SAMPLES];
    if (size < HEAD)
        return 0;
    size_t n = (size - HEAD) / 4;
    n = n < MAX_SAMPLES ? n : MAX_SAMPLES;
    memcpy(audio, data + HEAD, n * sizeof *audio);
    struct pseg *d = detector_of(data[0] % TOY_N_MODELS);
    run(&whole, d, audio, n, NULL);
    run(&cut, d, audio, n, data);
    compare(&whole, &cut);
    return 0;
}

size_t fuzz_seed(uint8_t *data, size_t room, int index)
{
    static float audio[4000];
    const uint8_t head[HEAD] = {(uint8_t)index, 0, 3, 40, 255, (uint8_t)(1 + index), 0, 1};
    if (index >= TOY_N_MODELS || room < HEAD + sizeof audio)
        return 0;
    synth_speech(audio, 4000, (uint32_t)index + 1);
    memcpy(data, head, HEAD);
    memcpy(data + HEAD, audio, sizeof audio);
    return HEAD + sizeof audio;
}
