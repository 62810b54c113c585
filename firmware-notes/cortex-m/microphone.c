#include "microphone.h"

#include <string.h>

#include "clock.h"
#include "start.h"

extern const int16_t recording[], recording_end[]; /* of bytes.S */

static int16_t buffer[2][LISTENER_BLOCK]; /* DMA fills one half while the other is taken */
static struct listener *to;
static const int16_t *at;
static volatile int ended;

/* What DMA does by itself: the next block into the half that is due. Samples; 0: no more. */
static size_t fill_half(int16_t *half)
{
    const size_t left = (size_t)(recording_end - at);
    const size_t n = left < LISTENER_BLOCK ? left : LISTENER_BLOCK;
    memcpy(half, at, n * sizeof *half);
    at += n;
    return n;
}

/* The interrupt: half of the buffer is full. */
void tick(void)
{
    static int half;
    clock_wrapped();
    const size_t n = fill_half(buffer[half]);
    listener_hear(to, buffer[half], n);
    half = !half;
    ended = n == 0;
    if (ended)
        clock_stop();
}

void microphone_start(struct listener *listener)
{
    to = listener;
    at = recording;
    clock_start(TICKS_PER_SECOND / (LISTENER_RATE / LISTENER_BLOCK));
}

int microphone_has_ended(void)
{
    return ended;
}
