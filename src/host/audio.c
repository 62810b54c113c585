#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audio_file.h"
#include "resample.h"

enum { LOWEST_RATE = 8000, HIGHEST_RATE = 192000 }; /* [Hz] */

struct pseg_audio {
    char *name;                       /* for messages */
    int rate_in, rate, channels;      /* [Hz], [Hz] */
    SNDFILE *file;                    /* either a file ... */
    FILE *stream;                     /* ... or raw PCM */
    size_t block;                     /* [frames] read at once */
    float *frames;                    /* [block][channels] */
    unsigned char *raw;               /* [block][channels][2] */
    struct pseg_resampler *resampler; /* NULL: the rate is right already */
    float *ready;                     /* [room] converted samples, from `next` to `n_ready` */
    size_t next, n_ready, room;
    int channel;              /* 0: the mean of all; else this one, from 1 */
    uint64_t first, last;     /* [frames] of the input that are wanted: from, up to but without */
    int ended;                /* the input has; the resampler may still hold a rest */
    size_t left_over;         /* [bytes] of raw input after its last whole frame */
    uint64_t heard, promised; /* [frames] read; said by the file, 0: not known */
    pseg_on_audio *on_audio;
    void *user;
};

void pseg_audio_close(struct pseg_audio *a)
{
    if (!a)
        return;
    if (a->file)
        sf_close(a->file);
    pseg_resampler_destroy(a->resampler);
    free(a->ready);
    free(a->raw);
    free(a->frames);
    free(a->name);
    free(a);
}

static int check_format(int rate_in, int channels, const char *name, struct pseg_error *error)
{
    if (rate_in < LOWEST_RATE || rate_in > HIGHEST_RATE)
        return pseg_fail(error, "%s: a sampling rate of %d Hz is outside %d to %d Hz", name,
                         rate_in, LOWEST_RATE, HIGHEST_RATE);
    if (channels < 1 || channels > 1024)
        return pseg_fail(error, "%s: %d channels are outside 1 to 1024", name, channels);
    return 0;
}

static int is_regular(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

static int prepare(struct pseg_audio *a, int raw)
{
    /* What comes through a pipe may be live, and should flow. */
    a->block = (size_t)a->rate_in / (!raw && is_regular(a->name) ? 10 : 100);
    const size_t samples = a->block * (size_t)a->channels;
    a->frames = malloc(samples * sizeof *a->frames);
    if (raw)
        a->raw = malloc(2 * samples);
    if (a->rate != a->rate_in)
        a->resampler = pseg_resampler_create(a->rate, a->rate_in);
    a->room = a->resampler ? pseg_resampler_room(a->resampler, a->block) : a->block;
    a->ready = malloc(a->room * sizeof *a->ready);
    return a->frames && a->ready && (a->raw || !raw) && (a->resampler || a->rate == a->rate_in);
}

static struct pseg_audio *create(const char *name, int rate_in, int channels, int rate, int raw,
                                 struct pseg_error *error)
{
    if (check_format(rate_in, channels, name, error))
        return NULL;
    struct pseg_audio *a = calloc(1, sizeof *a);
    if (a) {
        a->rate_in = rate_in;
        a->rate = rate;
        a->channels = channels;
        a->last = UINT64_MAX;
        a->name = strdup(name);
        if (a->name && prepare(a, raw))
            return a;
    }
    pseg_audio_close(a);
    pseg_fail(error, "%s: out of memory", name);
    return NULL;
}

struct pseg_audio *pseg_audio_open(const char *path, int rate, struct pseg_error *error)
{
    SF_INFO info;
    uint64_t promised;
    SNDFILE *file = pseg_open_sndfile(&info, &promised, path, error);
    if (!file)
        return NULL;
    struct pseg_audio *a = create(path, info.samplerate, info.channels, rate, 0, error);
    if (!a) {
        sf_close(file);
        return NULL;
    }
    a->file = file;
    a->promised = promised;
    return a;
}

struct pseg_audio *pseg_audio_open_raw(FILE *stream, const char *name, int rate_in, int channels,
                                       int rate, struct pseg_error *error)
{
    struct pseg_audio *a = create(name, rate_in, channels, rate, 1, error);
    if (a)
        a->stream = stream;
    return a;
}

/* The first bytes of WAV, FLAC, Ogg, NIST SPHERE and AIFF files, which nobody speaks. */
static int has_header(const unsigned char *bytes)
{
    static const char heads[][5] = {"RIFF", "RIFX", "RF64", "fLaC", "OggS", "NIST", "FORM"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (memcmp(bytes, heads[i], 4) == 0)
            return 1;
    return 0;
}

/* Into frames[block][channels]: how many frames, 0 at the end, -1. */
static long read_raw(struct pseg_audio *a, struct pseg_error *error)
{
    const size_t frame = 2 * (size_t)a->channels;
    errno = 0;
    const size_t bytes = fread(a->raw, 1, frame * a->block, a->stream);
    if (ferror(a->stream))
        return pseg_fail(error, "cannot read %s: %s", a->name, strerror(errno ? errno : EIO));
    if (a->heard == 0 && bytes >= 4 && has_header(a->raw))
        return pseg_fail(error, "%s holds an audio file, not raw samples: name the file itself",
                         a->name);
    if (bytes % frame) /* the last read but one; the last finds nothing */
        a->left_over = bytes % frame;
    for (size_t i = 0; i < bytes / frame * (size_t)a->channels; i++)
        a->frames[i] = (float)(int16_t)(a->raw[2 * i] | a->raw[2 * i + 1] << 8) / 32768.0f;
    return (long)(bytes / frame);
}

static int check_sample(const struct pseg_audio *a, float x, size_t frame, size_t channel,
                        struct pseg_error *error)
{
    if (fabsf(x) <= PSEG_MAX_SAMPLE) /* NaN is not */
        return 0;
    const uint64_t at = a->heard + frame;
    return pseg_fail(error, "%s: sample %llu of channel %zu (at %.6f s) is %s (%g)", a->name,
                     (unsigned long long)at, channel + 1, (double)at / a->rate_in,
                     isfinite(x) ? "far beyond full scale" : "no number", (double)x);
}

/* There is nothing to tell of in the block's frames from .. to, whatever channels are wanted. */
static int are_sound(const struct pseg_audio *a, size_t from, size_t to)
{
    int all = 1;
    for (size_t i = from * (size_t)a->channels; i < to * (size_t)a->channels; i++)
        all &= fabsf(a->frames[i]) <= PSEG_MAX_SAMPLE; /* no way out, so that it vectorises */
    return all;
}

/* One value for each of the block's frames from .. to, the mean over the channels wanted, in place
 * at the start of `frames`. */
static int mix(struct pseg_audio *a, size_t from, size_t to, struct pseg_error *error)
{
    const size_t channels = (size_t)a->channels;
    const size_t first = a->channel ? (size_t)a->channel - 1 : 0;
    const size_t end = a->channel ? first + 1 : channels;
    const int sound = are_sound(a, from, to);
    if (sound && channels == 1 && from == 0)
        return 0;
    for (size_t i = from; i < to; i++) {
        float sum = 0;
        for (size_t c = first; c < end; c++) {
            const float x = a->frames[i * channels + c];
            if (!sound && check_sample(a, x, i, c, error))
                return -1;
            sum += x;
        }
        a->frames[i - from] = sum / (float)(end - first);
    }
    return 0;
}

/* How many of the block's n frames come before this one of the input. */
static size_t count_before(const struct pseg_audio *a, uint64_t frame, size_t n)
{
    if (frame <= a->heard)
        return 0;
    return frame - a->heard < n ? (size_t)(frame - a->heard) : n;
}

static int fail_early_end(const struct pseg_audio *a, uint64_t end, struct pseg_error *error)
{
    return pseg_fail(error, "%s ends at %.3f s: there is nothing from %.6g s on", a->name,
                     (double)end / a->rate_in, pseg_audio_start(a));
}

/* More samples into ready[]: 0, also where none came out yet, or -1. */
static int refill(struct pseg_audio *a, struct pseg_error *error)
{
    a->next = a->n_ready = 0;
    const long read = a->file ? (long)sf_readf_float(a->file, a->frames, (sf_count_t)a->block)
                              : read_raw(a, error);
    if (read < 0)
        return -1;
    const size_t from = count_before(a, a->first, (size_t)read);
    const size_t to = count_before(a, a->last, (size_t)read), n = to - from;
    if (mix(a, from, to, error))
        return -1;
    a->heard += count_before(a, a->last, (size_t)read);
    a->ended = read == 0 || a->heard >= a->last;
    if (read == 0 && a->first && a->heard <= a->first)
        return fail_early_end(a, a->heard, error);
    if (a->on_audio && a->on_audio(a->user, (double)a->heard / a->rate_in))
        return pseg_fail(error, "%s: stopped after %.3f s", a->name, (double)a->heard / a->rate_in);
    if (a->resampler) {
        a->n_ready = pseg_resampler_execute(a->ready, a->resampler, a->frames, n);
    } else {
        memcpy(a->ready, a->frames, n * sizeof *a->ready);
        a->n_ready = n;
    }
    return 0;
}

/* After the end: the rest that the resampler holds, a block at a time. False: nothing more. */
static int refill_rest(struct pseg_audio *a)
{
    a->next = 0;
    a->n_ready = a->resampler ? pseg_resampler_flush(a->ready, a->resampler, a->room) : 0;
    return a->n_ready > 0;
}

long pseg_audio_read(struct pseg_audio *a, float *x, size_t n, struct pseg_error *error)
{
    while (a->next == a->n_ready && !a->ended)
        if (refill(a, error))
            return -1;
    if (a->next == a->n_ready && !refill_rest(a))
        return 0;
    const size_t waiting = a->n_ready - a->next;
    const size_t taken = waiting < n ? waiting : n;
    memcpy(x, a->ready + a->next, taken * sizeof *x);
    a->next += taken;
    return (long)taken;
}

int pseg_audio_complete(const struct pseg_audio *a, struct pseg_error *error)
{
    const double heard = (double)a->heard / a->rate_in, promised = pseg_audio_expected(a);
    if (a->heard >= a->last)
        return 0; /* whatever comes after was not wanted */
    if (a->heard < a->promised)
        return pseg_fail(error, "%s is truncated: it holds %.3f s of the %.3f s that it promises",
                         a->name, heard, promised);
    if (a->left_over)
        return pseg_fail(error,
                         "%s ends in the middle of a sample frame, with %zu of %d bytes at %.3f s",
                         a->name, a->left_over, 2 * a->channels, heard);
    if (a->heard == 0)
        return pseg_fail(error, "%s holds no audio: its length is zero", a->name);
    return 0;
}

int pseg_audio_source_rate(const struct pseg_audio *a)
{
    return a->rate_in;
}

double pseg_audio_delay(const struct pseg_audio *a)
{
    return a->resampler ? pseg_resampler_delay(a->resampler) : 0;
}

double pseg_audio_expected(const struct pseg_audio *a)
{
    return (double)a->promised / a->rate_in;
}

int pseg_audio_choose(struct pseg_audio *a, int channel, double start, double end,
                      struct pseg_error *error)
{
    if (channel > a->channels)
        return pseg_fail(error, "%s has %d %s: there is no channel %d", a->name, a->channels,
                         a->channels == 1 ? "channel" : "channels", channel);
    a->channel = channel;
    a->first = (uint64_t)llround(start * a->rate_in);
    a->last = isinf(end) ? UINT64_MAX : (uint64_t)llround(end * a->rate_in);
    return a->promised && a->first >= a->promised ? fail_early_end(a, a->promised, error) : 0;
}

double pseg_audio_start(const struct pseg_audio *a)
{
    return (double)a->first / a->rate_in;
}

void pseg_audio_watch(struct pseg_audio *a, pseg_on_audio *on_audio, void *user)
{
    a->on_audio = on_audio;
    a->user = user;
}
