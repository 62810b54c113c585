#include "recorder.h"

#include <errno.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

struct pseg_recorder {
    struct pseg_output *output;
    SNDFILE *file;
    char *path;
    uint64_t length; /* [samples] */
};

static void release(struct pseg_recorder *r)
{
    if (r->file)
        sf_close(r->file);
    free(r->path);
    free(r);
}

struct pseg_recorder *pseg_recorder_open(const char *path, int rate, struct pseg_error *error)
{
    SF_INFO info = {.samplerate = rate, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
    struct pseg_recorder *r = calloc(1, sizeof *r);
    if (!r || !(r->path = strdup(path))) {
        free(r);
        pseg_fail(error, "out of memory for %s", path);
        return NULL;
    }
    r->output = pseg_output_open(path, error);
    if (r->output) {
        r->file = sf_open_fd(fileno(pseg_output_stream(r->output)), SFM_RDWR, &info, SF_FALSE);
        if (r->file)
            return r;
        pseg_fail(error, "cannot write %s: %s", path, sf_strerror(NULL));
        pseg_output_abandon(r->output);
    }
    release(r);
    return NULL;
}

int pseg_recorder_write(struct pseg_recorder *r, const float *x, size_t n, struct pseg_error *error)
{
    errno = 0;
    if (sf_writef_float(r->file, x, (sf_count_t)n) != (sf_count_t)n)
        return pseg_fail(error, "cannot write %s: %s", r->path, strerror(errno ? errno : EIO));
    r->length += n;
    return 0;
}

int pseg_recorder_silence_until(struct pseg_recorder *r, uint64_t length, struct pseg_error *error)
{
    static const float zeros[1024];
    while (r->length < length) {
        const uint64_t left = length - r->length;
        if (pseg_recorder_write(r, zeros, left < 1024 ? (size_t)left : 1024, error))
            return -1;
    }
    return 0;
}

int pseg_recorder_commit(struct pseg_recorder *r, struct pseg_error *error)
{
    const int problem = sf_close(r->file);
    r->file = NULL;
    int status = pseg_output_commit(r->output, error);
    if (!status && problem)
        status = pseg_fail(error, "cannot finish %s: %s", r->path, sf_error_number(problem));
    release(r);
    return status;
}
