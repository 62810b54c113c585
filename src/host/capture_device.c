/* Devices, by PortAudio. */
#include <errno.h>
#include <fcntl.h>
#include <portaudio.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "capture_source.h"

/* [s] without a callback after which a device is taken to be gone, however long its blocks are */
static const double PATIENCE = 2;
/* [s] that closing may take: a server that is gone answers never */
static const double CLOSING_TIME = 0.15;

struct device {
    PaStream *stream;
    atomic_llong last_call; /* [ns] of pseg_clock() */
    atomic_int closed;
    int stopped;
};

/* ----------------------------------------------------------------------------------- quiet -- */

/* ALSA and JACK tell stderr about every device that they did not find; that is no user's concern.
 * Returns what restore_stderr wants. */
static int mute_stderr(void)
{
    fflush(stderr);
    const int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
    if (saved >= 0 && null >= 0)
        dup2(null, STDERR_FILENO);
    if (null >= 0)
        close(null);
    return saved;
}

static void restore_stderr(int saved)
{
    if (saved < 0)
        return;
    dup2(saved, STDERR_FILENO);
    close(saved);
}

static PaError initialise(void)
{
    const int saved = mute_stderr();
    const PaError status = Pa_Initialize();
    restore_stderr(saved);
    return status;
}

static void terminate(void)
{
    const int saved = mute_stderr();
    Pa_Terminate();
    restore_stderr(saved);
}

/* ---------------------------------------------------------------------------------- devices -- */

static void describe(struct pseg_device *d, int index)
{
    const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
    d->index = index;
    snprintf(d->name, sizeof d->name, "%s", info->name);
    snprintf(d->api, sizeof d->api, "%s", Pa_GetHostApiInfo(info->hostApi)->name);
    d->channels = info->maxInputChannels;
    d->rate = (int)(info->defaultSampleRate + 0.5);
    d->is_default = index == Pa_GetDefaultInputDevice();
}

struct pseg_device *pseg_list_devices(int *n, struct pseg_error *error)
{
    *n = 0;
    const PaError status = initialise();
    if (status != paNoError) {
        pseg_fail(error, "no audio system can be reached: %s", Pa_GetErrorText(status));
        return NULL;
    }
    const int all = Pa_GetDeviceCount();
    struct pseg_device *devices = calloc((size_t)(all > 0 ? all : 1), sizeof *devices);
    for (int i = 0; devices && i < all; i++)
        if (Pa_GetDeviceInfo(i)->maxInputChannels > 0)
            describe(&devices[(*n)++], i);
    terminate();
    if (!devices)
        pseg_fail(error, "out of memory for the list of devices");
    return devices;
}

static int matches(const char *name, const char *part)
{
    const size_t length = strlen(part);
    for (; *name; name++)
        if (strncasecmp(name, part, length) == 0)
            return 1;
    return 0;
}

static int is_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == 0;
}

/* The index of the input device asked for; -1 after saying why there is none. */
static int find_device(const char *wanted, struct pseg_error *error)
{
    const int all = Pa_GetDeviceCount();
    int found = -1;
    if (!wanted) {
        found = Pa_GetDefaultInputDevice();
        return found >= 0 ? found : pseg_fail(error, "there is no audio input device");
    }
    if (is_number(wanted) && atol(wanted) < all)
        found = (int)atol(wanted);
    for (int i = 0; found < 0 && i < all; i++)
        if (Pa_GetDeviceInfo(i)->maxInputChannels > 0 && matches(Pa_GetDeviceInfo(i)->name, wanted))
            found = i;
    if (found < 0)
        return pseg_fail(error, "there is no input device '%s'; --list shows what there is",
                         wanted);
    if (Pa_GetDeviceInfo(found)->maxInputChannels < 1)
        return pseg_fail(error, "device %d, '%s', has no input", found,
                         Pa_GetDeviceInfo(found)->name);
    return found;
}

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

/* How long ago the first of n samples was captured [s]: the driver's word where it is sensible. */
static double age(const PaStreamCallbackTimeInfo *time, unsigned long n, int rate)
{
    const double least = (double)n / rate, told = time->currentTime - time->inputBufferAdcTime;
    return time->inputBufferAdcTime > 0 && told > least && told < 1 ? told : least;
}

/* On PortAudio's thread: allocates nothing, locks nothing, waits for nothing. */
static int on_audio(const void *input, void *output, unsigned long n,
                    const PaStreamCallbackTimeInfo *time, PaStreamCallbackFlags flags, void *user)
{
    struct pseg_capture *c = user;
    struct device *d = c->source;
    const double now = pseg_clock();
    (void)output;
    if (flags & paInputOverflow)
        atomic_fetch_add_explicit(&c->overflows, 1, memory_order_relaxed);
    if (!atomic_load_explicit(&c->has_begun, memory_order_relaxed))
        pseg_capture_begin(c, now - age(time, n, c->rate));
    if (input)
        write_mixed(c, input, n);
    atomic_store_explicit(&d->last_call, (long long)(1e9 * now), memory_order_relaxed);
    return paContinue;
}

/* ----------------------------------------------------------------------------------- stream -- */

static int start(struct pseg_capture *c, struct pseg_error *error)
{
    struct device *d = c->source;
    d->last_call = (long long)(1e9 * pseg_clock());
    const PaError status = Pa_StartStream(d->stream);
    if (status != paNoError)
        return pseg_fail(error, "device '%s' does not start: %s", c->name, Pa_GetErrorText(status));
    return 0;
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
    const int saved = mute_stderr();
    if (pthread_create(&thread, NULL, close_stream, d) == 0) {
        pthread_detach(thread);
        while (!d->closed && pseg_clock() < until)
            nanosleep(&pause, NULL);
    }
    restore_stderr(saved);
}

static int stop(struct pseg_capture *c, struct pseg_error *error)
{
    struct device *d = c->source;
    if (d->stopped)
        return 0;
    const int gone = !running(c);
    d->stopped = 1;
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
    const int saved = mute_stderr();
    const PaError status = Pa_OpenStream(&d->stream, &input, NULL, c->rate, (unsigned long)c->block,
                                         paNoFlag, on_audio, c);
    restore_stderr(saved);
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
    const PaError status = initialise();
    if (status != paNoError) {
        pseg_fail(error, "no audio system can be reached: %s", Pa_GetErrorText(status));
        return NULL;
    }
    const int index = find_device(options->device, error);
    struct pseg_capture *c = index < 0 ? NULL : open_found(index, options, error);
    if (!c)
        terminate();
    return c;
}
