#include "audio_file.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "promise.h"

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

SNDFILE *pseg_open_sndfile(SF_INFO *info, uint64_t *promised, const char *path,
                           struct pseg_error *error)
{
    *info = (SF_INFO){0};
    if (check_file(path, error))
        return NULL;
    SNDFILE *file = open_sndfile(path, info, error);
    if (!file)
        return NULL;
    *promised = promised_frames(path, info);
    if (check_opened(info, path, *promised, error)) {
        sf_close(file);
        return NULL;
    }
    return file;
}
