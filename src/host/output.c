#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
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

/* The descriptor that a path stands for; -1: none. It may be a regular file, but one that others go
 * on writing to, and that may have no name any more: nothing is put in its place. */
static int open_already(const char *path)
{
    if (strncmp(path, "/dev/fd/", 8) == 0)
        return atoi(path + 8);
    return strcmp(path, "/dev/stdout") == 0   ? STDOUT_FILENO
           : strcmp(path, "/dev/stderr") == 0 ? STDERR_FILENO
                                              : -1;
}

static int is_special(const char *path)
{
    struct stat s;
    return open_already(path) >= 0 ||
           (stat(path, &s) == 0 && !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode));
}

static FILE *open_special(const char *path)
{
    const int fd = open_already(path);
    return fd < 0 ? fopen(path, "wb") : fdopen(dup(fd), "wb");
}

/* In the same folder, so that rename() stays within one file system; a name that nobody else has,
 * opened so that the user's umask applies. */
static FILE *open_temporary(struct pseg_output *o)
{
    static atomic_uint count;
    const size_t room = strlen(o->path) + 40;
    int fd = -1;
    o->temporary = malloc(room);
    if (!o->temporary)
        return NULL;
    do {
        snprintf(o->temporary, room, "%s.%ld-%u.tmp", o->path, (long)getpid(),
                 atomic_fetch_add(&count, 1));
        fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (fd < 0 && errno == EEXIST);
    if (fd < 0) {
        free(o->temporary);
        o->temporary = NULL;
        return NULL;
    }
    return fdopen(fd, "wb");
}

static int is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* Where a symbolic link leads, so that the link stays and what it names is replaced. */
static char *real_place(const char *path)
{
    char *real = realpath(path, NULL);
    return real ? real : strdup(path); /* nothing there yet */
}

struct pseg_output *pseg_output_open(const char *path, struct pseg_error *error)
{
    if (is_folder(path)) {
        pseg_fail(error, "cannot write %s: it is a folder", path);
        return NULL;
    }
    struct pseg_output *o = calloc(1, sizeof *o);
    errno = ENOMEM;
    if (o && (o->path = is_special(path) ? strdup(path) : real_place(path)))
        o->stream = is_special(path) ? open_special(path) : open_temporary(o);
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
