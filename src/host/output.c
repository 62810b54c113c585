#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "phoneseg/host.h"

struct pseg_output {
    FILE *stream;
    char *path;
    char *temporary; /* NULL: written directly */
};

static void release(struct pseg_output *o)
{
    if (o->stream)
        fclose(o->stream);
    free(o->temporary);
    free(o->path);
    free(o);
}

static int is_special(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode);
}

/* The temporary name is in the same folder, so that rename() stays within one file system. */
static FILE *open_temporary(struct pseg_output *o)
{
    const mode_t mask = umask(0);
    umask(mask);
    const size_t room = strlen(o->path) + 8;
    o->temporary = malloc(room);
    if (!o->temporary)
        return NULL;
    snprintf(o->temporary, room, "%s.XXXXXX", o->path);
    const int fd = mkstemp(o->temporary);
    if (fd < 0) {
        free(o->temporary);
        o->temporary = NULL;
        return NULL;
    }
    fchmod(fd, 0666 & ~mask);
    return fdopen(fd, "wb");
}

struct pseg_output *pseg_output_open(const char *path, struct pseg_error *error)
{
    struct pseg_output *o = calloc(1, sizeof *o);
    if (o && (o->path = strdup(path)))
        o->stream = is_special(path) ? fopen(path, "wb") : open_temporary(o);
    if (o && o->stream)
        return o;
    pseg_fail(error, "cannot write %s: %s", path, strerror(errno));
    if (o)
        release(o);
    return NULL;
}

FILE *pseg_output_stream(struct pseg_output *o)
{
    return o->stream;
}

/* An earlier write failed, and its errno is long gone: one more byte fails for the same reason. */
static int why_failed(FILE *stream)
{
    clearerr(stream);
    errno = 0;
    fputc(0, stream);
    fflush(stream);
    return errno ? errno : EIO;
}

/* 0, or why not all of it was written */
static int finish_stream(struct pseg_output *o)
{
    errno = 0;
    int problem = fflush(o->stream) ? errno : 0;
    if (!problem && ferror(o->stream))
        problem = why_failed(o->stream);
    if (fclose(o->stream) && !problem)
        problem = errno;
    o->stream = NULL;
    return problem;
}

int pseg_output_commit(struct pseg_output *o, struct pseg_error *error)
{
    int problem = finish_stream(o);
    if (!problem && o->temporary && rename(o->temporary, o->path))
        problem = errno;
    if (problem) {
        pseg_fail(error, "cannot write %s: %s", o->path, strerror(problem));
        if (o->temporary)
            unlink(o->temporary);
    }
    release(o);
    return problem ? -1 : 0;
}

void pseg_output_abandon(struct pseg_output *o)
{
    if (o->temporary)
        unlink(o->temporary);
    release(o);
}
