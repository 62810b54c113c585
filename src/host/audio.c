#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "phoneseg/host.h"
#include "promise.h"
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
        a->name = strdup(name);
        if (a->name && prepare(a, raw))
            return a;
    }
    pseg_audio_close(a);
    pseg_fail(error, "%s: out of memory", name);
    return NULL;
}

/* Names of files without a header; libsndfile would guess, and guess wrong. */
static int is_raw(const char *path)
{
    static const char *const names[] = {".raw", ".pcm", ".s16", ".s16le"};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof names / sizeof *names; i++)
        if (strcasecmp(dot, names[i]) == 0)
            return 1;
    return 0;
}

/* Sentences for what libsndfile would call "unknown format". */
static int check_file(const char *path, struct pseg_error *error)
{
    struct stat s;
    if (!*path)
        return pseg_fail(error, "the name of an audio file is empty");
    FILE *f = stat(path, &s) == 0 && S_ISREG(s.st_mode) ? fopen(path, "rb") : NULL;
    if (f)
        fclose(f);
    else if (stat(path, &s) || S_ISREG(s.st_mode))
        return pseg_fail(error, "cannot open %s: %s", path, strerror(errno));
    if (S_ISDIR(s.st_mode))
        return pseg_fail(error, "%s is a folder, not an audio file", path);
    if (S_ISREG(s.st_mode) && s.st_size == 0)
        return pseg_fail(error, "%s is empty: a file of 0 bytes", path);
    if (is_raw(path))
        return pseg_fail(error, "%s has no header to tell what it holds: pipe it into the input -",
                         path);
    return 0;
}

/* Frames that the file promises: its header's word, or libsndfile's where it has none. */
static uint64_t promised_frames(const char *path, const SF_INFO *info)
{
    const uint64_t header = pseg_promised_frames(path);
    const int known = info->frames > 0 && info->frames < SF_COUNT_MAX;
    const uint64_t found = known ? (uint64_t)info->frames : 0;
    return header > found ? header : found;
}

static int check_opened(const SF_INFO *info, const char *path, uint64_t promised,
                        struct pseg_error *error)
{
    if (info->frames == 0 && promised)
        return pseg_fail(error, "%s is truncated: it holds no audio of the %.3f s that it promises",
                         path, (double)promised / info->samplerate);
    if (info->frames == 0)
        return pseg_fail(error, "%s holds no audio: its length is zero", path);
    return 0;
}

/* libsndfile keeps its reason in a variable that all threads share. */
static SNDFILE *open_sndfile(const char *path, SF_INFO *info, struct pseg_error *error)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    SNDFILE *file = sf_open(path, SFM_READ, info);
    if (!file)
        pseg_fail(error, "%s is no audio file that can be read: %s", path, sf_strerror(NULL));
    pthread_mutex_unlock(&lock);
    return file;
}

struct pseg_audio *pseg_audio_open(const char *path, int rate, struct pseg_error *error)
{
    SF_INFO info = {0};
    struct pseg_audio *a = NULL;
    if (check_file(path, error))
        return NULL;
    SNDFILE *file = open_sndfile(path, &info, error);
    if (!file)
        return NULL;
    const uint64_t promised = promised_frames(path, &info);
    if (check_opened(&info, path, promised, error) == 0)
        a = create(path, info.samplerate, info.channels, rate, 0, error);
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

/* One value per frame, the mean over channels, in place at the start of `frames`. */
static int mix(struct pseg_audio *a, size_t n, struct pseg_error *error)
{
    const size_t channels = (size_t)a->channels;
    for (size_t i = 0; i < n; i++) {
        float sum = 0;
        for (size_t c = 0; c < channels; c++) {
            const float x = a->frames[i * channels + c];
            if (!(fabsf(x) <= PSEG_MAX_SAMPLE)) /* NaN too */
                return pseg_fail(error, "%s: sample %llu of channel %zu (at %.6f s) is %s (%g)",
                                 a->name, (unsigned long long)(a->heard + i), c + 1,
                                 (double)(a->heard + i) / a->rate_in,
                                 isfinite(x) ? "far beyond full scale" : "no number", (double)x);
            sum += x;
        }
        a->frames[i] = sum / (float)a->channels;
    }
    return 0;
}

/* More samples into ready[]: 0, also where none came out yet, or -1. */
static int refill(struct pseg_audio *a, struct pseg_error *error)
{
    a->next = a->n_ready = 0;
    const long n = a->file ? (long)sf_readf_float(a->file, a->frames, (sf_count_t)a->block)
                           : read_raw(a, error);
    if (n < 0 || mix(a, (size_t)n, error))
        return -1;
    a->heard += (uint64_t)n;
    a->ended = n == 0;
    if (a->on_audio && a->on_audio(a->user, (double)a->heard / a->rate_in))
        return pseg_fail(error, "%s: stopped after %.3f s", a->name, (double)a->heard / a->rate_in);
    if (a->resampler) {
        a->n_ready = pseg_resampler_execute(a->ready, a->resampler, a->frames, (size_t)n);
    } else {
        memcpy(a->ready, a->frames, (size_t)n * sizeof *a->ready);
        a->n_ready = (size_t)n;
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

void pseg_audio_watch(struct pseg_audio *a, pseg_on_audio *on_audio, void *user)
{
    a->on_audio = on_audio;
    a->user = user;
}
