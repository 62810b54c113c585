#include "playback.h"

#include <math.h>
#include <portaudio.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "capture_source.h"
#include "devices.h"

/* [s] by which a device may say that it is late; anything beyond is taken for nonsense */
static const double MOST_DELAY = 2;

struct handover {
    size_t first;          /* sample of x */
    double handed, leaves; /* [s] of pseg_clock() */
};

struct pseg_playback {
    PaStream *stream;
    char name[256];
    int rate, channels, block;
    const float *x; /* [n] */
    size_t n;
    atomic_size_t played;      /* [samples] of x handed over */
    struct handover *handover; /* [room] one for each callback */
    size_t room;
    atomic_size_t n_handover;
    atomic_long underflows;
};

/* --------------------------------------------------------------------------------- callback -- */

/* When the first sample of this callback's block leaves: the driver's word, where it is sensible,
 * turned from its clock into ours. */
static double leaves(const PaStreamCallbackTimeInfo *time, double now)
{
    const double told = time->outputBufferDacTime - time->currentTime;
    return now + (time->outputBufferDacTime > 0 && told > 0 && told < MOST_DELAY ? told : 0);
}

/* On PortAudio's thread: allocates nothing, locks nothing, waits for nothing. */
static int on_need(const void *input, void *output, unsigned long n,
                   const PaStreamCallbackTimeInfo *time, PaStreamCallbackFlags flags, void *user)
{
    struct pseg_playback *p = user;
    const double now = pseg_clock();
    const size_t played = atomic_load_explicit(&p->played, memory_order_relaxed);
    const size_t entry = atomic_load_explicit(&p->n_handover, memory_order_relaxed);
    float *y = output;
    (void)input;
    if (flags & paOutputUnderflow)
        atomic_fetch_add_explicit(&p->underflows, 1, memory_order_relaxed);
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < p->channels; k++)
            *y++ = played + i < p->n ? p->x[played + i] : 0;
    if (entry < p->room && played < p->n) {
        p->handover[entry] = (struct handover){played, now, leaves(time, now)};
        atomic_store_explicit(&p->n_handover, entry + 1, memory_order_release);
    }
    atomic_store_explicit(&p->played, n < p->n - played ? played + n : p->n, memory_order_release);
    return paContinue;
}

/* ----------------------------------------------------------------------------------- stream -- */

/* With generous buffers: when a sample leaves is told by the driver, and need not be soon. */
static int open_stream(struct pseg_playback *p, int index, struct pseg_error *error)
{
    const PaStreamParameters output = {
        .device = index,
        .channelCount = p->channels,
        .sampleFormat = paFloat32,
        .suggestedLatency = Pa_GetDeviceInfo(index)->defaultHighOutputLatency,
    };
    const int saved = pseg_mute_stderr();
    const PaError status = Pa_OpenStream(&p->stream, NULL, &output, p->rate,
                                         (unsigned long)p->block, paNoFlag, on_need, p);
    pseg_restore_stderr(saved);
    if (status == paNoError)
        return 0;
    p->stream = NULL;
    return pseg_fail(error, "output device '%s' cannot be opened at %d Hz: %s", p->name, p->rate,
                     Pa_GetErrorText(status));
}

static int set_up(struct pseg_playback *p, const char *device, int rate, double block,
                  struct pseg_error *error)
{
    const int index = pseg_find_device(device, PSEG_OUTPUT, error);
    if (index < 0)
        return -1;
    const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
    snprintf(p->name, sizeof p->name, "%s", info->name);
    p->rate = rate ? rate : (int)(info->defaultSampleRate + 0.5);
    p->channels = info->maxOutputChannels < 2 ? 1 : 2;
    p->block = (int)(block * p->rate + 0.5);
    return open_stream(p, index, error);
}

struct pseg_playback *pseg_playback_open(const char *device, int rate, double block,
                                         struct pseg_error *error)
{
    struct pseg_playback *p = calloc(1, sizeof *p);
    if (!p) {
        pseg_fail(error, "out of memory");
        return NULL;
    }
    if (pseg_devices_begin(error)) {
        free(p);
        return NULL;
    }
    if (set_up(p, device, rate, block, error) == 0)
        return p;
    pseg_playback_close(p);
    return NULL;
}

int pseg_playback_start(struct pseg_playback *p, const float *x, size_t n, struct pseg_error *error)
{
    p->x = x;
    p->n = n;
    p->room = n / (size_t)p->block + 2;
    p->handover = malloc(p->room * sizeof *p->handover);
    if (!p->handover)
        return pseg_fail(error, "out of memory");
    const PaError status = Pa_StartStream(p->stream);
    if (status != paNoError)
        return pseg_fail(error, "output device '%s' does not start: %s", p->name,
                         Pa_GetErrorText(status));
    return 0;
}

int pseg_playback_running(const struct pseg_playback *p)
{
    return atomic_load_explicit(&p->played, memory_order_acquire) < p->n;
}

void pseg_playback_stop(struct pseg_playback *p)
{
    if (!p->stream)
        return;
    const int saved = pseg_mute_stderr();
    Pa_AbortStream(p->stream);
    Pa_CloseStream(p->stream);
    pseg_restore_stderr(saved);
    p->stream = NULL;
}

void pseg_playback_close(struct pseg_playback *p)
{
    if (!p)
        return;
    pseg_playback_stop(p);
    pseg_devices_end();
    free(p->handover);
    free(p);
}

/* ---------------------------------------------------------------------------------- answers -- */

const char *pseg_playback_name(const struct pseg_playback *p)
{
    return p->name;
}

int pseg_playback_rate(const struct pseg_playback *p)
{
    return p->rate;
}

/* The block that sample i was in; NULL: not yet handed over. The callback counts a block's entry
 * first and its samples then, so they are read the other way round: of samples that are seen to be
 * played the entry is there. Otherwise a callback between the two loads would have i looked up in a
 * block before its own. */
static const struct handover *handover_of(const struct pseg_playback *p, size_t i)
{
    const size_t played = atomic_load_explicit(&p->played, memory_order_acquire);
    size_t low = 0, high = atomic_load_explicit(&p->n_handover, memory_order_acquire);
    if (i >= played || high == 0)
        return NULL;
    while (high - low > 1) { /* handover[low].first <= i, and i is before handover[high] */
        const size_t middle = (low + high) / 2;
        if (p->handover[middle].first <= i)
            low = middle;
        else
            high = middle;
    }
    return &p->handover[low];
}

double pseg_playback_emitted(const struct pseg_playback *p, size_t i)
{
    const struct handover *h = handover_of(p, i);
    return h ? h->leaves + (double)(i - h->first) / p->rate : NAN;
}

double pseg_playback_handed(const struct pseg_playback *p, size_t i)
{
    const struct handover *h = handover_of(p, i);
    return h ? h->handed + (double)(i - h->first) / p->rate : NAN;
}

long pseg_playback_underflows(const struct pseg_playback *p)
{
    return atomic_load_explicit(&p->underflows, memory_order_relaxed);
}
