/* Devices, by PortAudio. */
#include <portaudio.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "capture_source.h"
#include "devices.h"

/* [s] without a callback after which a device is taken to be gone, however long its blocks are */
static const double PATIENCE = 5;
/* [s] that closing may take: a server that is gone answers never */
static const double CLOSING_TIME = 0.08;
/* [s] see keep_time */
static const double TIMING_WINDOW = 2;

struct device {
    PaStream *stream;
    atomic_llong last_call; /* [ns] of pseg_clock() */
    atomic_int closed;
    atomic_int inside, ended; /* the callback is at work; it shall touch nothing any more */
    int started, stopped;
    int saved_stderr; /* while started: a server that dies has PortAudio print, on its own thread */
    /* the callback's own */
    unsigned long long heard, window_end; /* [samples] */
    double earliest, earliest_before; /* [s] when sample 0 was captured: this window's, the last */
};

/* --------------------------------------------------------------------------------- callback -- */

enum { MIXED = 256 }; /* [samples] mixed at a time, on the stack */

static void write_mixed(struct pseg_capture *c, const float *frames, unsigned long n)
{
    float mixed[MIXED];
    while (n) {
        const unsigned long now = n < MIXED ? n : MIXED;
        for (unsigned long i = 0; i < now; i++) {
            float sum = 0;
            for (int k = 0; k < c->channels; k++)
                sum += *frames++;
            mixed[i] = sum / (float)c->channels;
        }
        pseg_ring_write(c->ring, mixed, now);
        n -= now;
    }
}

/* How long ago the first of n samples was captured [s]: the driver's word where it is sensible,
 * but never less than they last. */
static double age(const PaStreamCallbackTimeInfo *time, unsigned long n, int rate)
{
    const double least = (double)n / rate, told = time->currentTime - time->inputBufferAdcTime;
    return time->inputBufferAdcTime > 0 && told > least && told < 1 ? told : least;
}

/* When sample 0 was captured, going by n samples that are here `now`. A callback can only be late:
 * the earliest of the last seconds counts. Not of the whole run: the first callbacks are bursts,
 * and a device's clock walks away from ours. */
static void keep_time(struct pseg_capture *c, double now, double age_of_first, unsigned long n)
{
    struct device *d = c->source;
    const double began = now - age_of_first - (double)d->heard / c->rate;
    if (d->heard >= d->window_end) {
        d->earliest_before = d->heard ? d->earliest : began;
        d->earliest = began;
        d->window_end += (unsigned long long)(TIMING_WINDOW * c->rate);
    }
    d->earliest = began < d->earliest ? began : d->earliest;
    d->heard += n;
    pseg_capture_begin(c, d->earliest < d->earliest_before ? d->earliest : d->earliest_before);
}

static void take(struct pseg_capture *c, const float *input, unsigned long n,
                 const PaStreamCallbackTimeInfo *time, PaStreamCallbackFlags flags)
{
    struct device *d = c->source;
    const double now = pseg_clock();
    if (flags & paInputOverflow)
        atomic_fetch_add_explicit(&c->overflows, 1, memory_order_relaxed);
    keep_time(c, now, age(time, n, c->rate), n);
    if (input)
        write_mixed(c, input, n);
    atomic_store_explicit(&d->last_call, (long long)(1e9 * now), memory_order_relaxed);
}

/* On PortAudio's thread: allocates nothing, locks nothing, waits for nothing. The clock is no
 * system call where the kernel maps it, as on all that PortAudio runs on today. `inside` before
 * `ended`, and the other side the other way round: one of the two sees the other. */
static int on_audio(const void *input, void *output, unsigned long n,
                    const PaStreamCallbackTimeInfo *time, PaStreamCallbackFlags flags, void *user)
{
    struct pseg_capture *c = user;
    struct device *d = c->source;
    (void)output;
    atomic_store(&d->inside, 1);
    if (!atomic_load(&d->ended))
        take(c, input, n, time, flags);
    atomic_store_explicit(&d->inside, 0, memory_order_release);
    return paContinue;
}

/* ----------------------------------------------------------------------------------- stream -- */

static int start(struct pseg_capture *c, struct pseg_error *error)
{
    struct device *d = c->source;
    d->last_call = (long long)(1e9 * pseg_clock());
    d->saved_stderr = pseg_mute_stderr();
    const PaError status = Pa_StartStream(d->stream);
    d->started = status == paNoError;
    if (d->started)
        return 0;
    pseg_restore_stderr(d->saved_stderr);
    return pseg_fail(error, "device '%s' does not start: %s", c->name, Pa_GetErrorText(status));
}

static int running(const struct pseg_capture *c)
{
    const struct device *d = c->source;
    const double last = 1e-9 * (double)atomic_load_explicit(&d->last_call, memory_order_relaxed);
    return pseg_clock() - last < PATIENCE && Pa_IsStreamActive(d->stream) == 1;
}

static void *close_stream(void *argument)
{
    struct device *d = argument;
    Pa_AbortStream(d->stream);
    Pa_CloseStream(d->stream);
    Pa_Terminate();
    d->closed = 1;
    return NULL;
}

/* By a thread of its own, since nothing promises that closing ever comes back. */
static void close_in_time(struct device *d)
{
    pthread_t thread;
    const struct timespec pause = {0, 1000000};
    const double until = pseg_clock() + CLOSING_TIME;
    const int saved = d->started ? d->saved_stderr : pseg_mute_stderr();
    if (pthread_create(&thread, NULL, close_stream, d) == 0) {
        pthread_detach(thread);
        while (!d->closed && pseg_clock() < until)
            nanosleep(&pause, NULL);
    }
    pseg_restore_stderr(saved);
}

/* No callback touches the ring from here on, however long closing takes. */
static void end_callbacks(struct device *d)
{
    const struct timespec pause = {0, 100000};
    atomic_store(&d->ended, 1);
    while (atomic_load(&d->inside))
        nanosleep(&pause, NULL);
}

static int stop(struct pseg_capture *c, struct pseg_error *error)
{
    struct device *d = c->source;
    if (d->stopped)
        return 0;
    const int gone = !running(c);
    d->stopped = 1;
    end_callbacks(d);
    close_in_time(d);
    return gone ? pseg_fail(error,
                            "device '%s' gives no more audio: unplugged, or its server is gone",
                            c->name)
                : 0;
}

static int close_device(struct pseg_capture *c)
{
    struct device *d = c->source;
    struct pseg_error ignored;
    stop(c, &ignored);
    if (!d->closed)
        return 0; /* a callback may still be under way: what it uses is never freed */
    free(d);
    return 1;
}

static const struct pseg_capture_kind device_kind = {start, running, stop, close_device};

static PaError open_stream(struct pseg_capture *c, struct device *d, int index)
{
    const PaStreamParameters input = {
        .device = index,
        .channelCount = c->channels,
        .sampleFormat = paFloat32,
        .suggestedLatency = Pa_GetDeviceInfo(index)->defaultLowInputLatency,
    };
    const int saved = pseg_mute_stderr();
    const PaError status = Pa_OpenStream(&d->stream, &input, NULL, c->rate, (unsigned long)c->block,
                                         paNoFlag, on_audio, c);
    pseg_restore_stderr(saved);
    return status;
}

static int explain(const struct pseg_capture *c, PaError status, struct pseg_error *error)
{
    const PaHostErrorInfo *host = Pa_GetLastHostErrorInfo();
    if (status == paInvalidSampleRate)
        return pseg_fail(error, "device '%s' refuses a rate of %d Hz", c->name, c->rate);
    if (status == paInvalidChannelCount)
        return pseg_fail(error, "device '%s' has no %d channels", c->name, c->channels);
    return pseg_fail(error, "device '%s' cannot be opened: %s%s%s", c->name,
                     Pa_GetErrorText(status), status == paUnanticipatedHostError ? ": " : "",
                     status == paUnanticipatedHostError && host ? host->errorText : "");
}

/* One channel of a device that can have any number, all of one that has one or two. */
static int choose_channels(const struct pseg_capture_options *options, int most)
{
    return options->channels ? options->channels : most <= 2 ? most : 1;
}

static struct pseg_capture *open_found(int index, const struct pseg_capture_options *options,
                                       struct pseg_error *error)
{
    const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
    const int rate = options->rate ? options->rate : (int)(info->defaultSampleRate + 0.5);
    struct device *d = calloc(1, sizeof *d);
    struct pseg_capture *c =
        d ? pseg_capture_make(&device_kind, info->name, rate, options, error) : NULL;
    if (!c) {
        free(d);
        return NULL;
    }
    c->channels = choose_channels(options, info->maxInputChannels);
    c->source = d;
    const PaError status = open_stream(c, d, index);
    if (status == paNoError)
        return c;
    explain(c, status, error);
    c->source = NULL;
    free(d);
    pseg_capture_close(c);
    return NULL;
}

struct pseg_capture *pseg_capture_open(const struct pseg_capture_options *options,
                                       struct pseg_error *error)
{
    if (pseg_devices_begin(error))
        return NULL;
    const int index = pseg_find_device(options->device, PSEG_INPUT, error);
    struct pseg_capture *c = index < 0 ? NULL : open_found(index, options, error);
    if (!c)
        pseg_devices_end();
    return c;
}
