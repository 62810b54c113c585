#include "find_audio.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "grow.h"

static const char *const extensions[] = {"wav", "flac", "ogg", "oga", "opus", "sph", "nist",
                                         "aif", "aiff", "au",  "caf", "w64",  "mp3"};

/* The folders from the top to here: one that is met again is a loop of symbolic links. */
struct place {
    const struct place *above;
    dev_t device;
    ino_t inode;
};

struct search {
    struct pseg_files *files;
    size_t relative; /* of every path found */
    int failed;
    struct pseg_error *error; /* the first failure's */
};

static int is_audio_name(const char *name)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof extensions / sizeof *extensions; i++)
        if (strcasecmp(dot + 1, extensions[i]) == 0)
            return 1;
    return 0;
}

static int is_loop(const struct place *here)
{
    for (const struct place *p = here->above; p; p = p->above)
        if (p->device == here->device && p->inode == here->inode)
            return 1;
    return 0;
}

int pseg_files_add(struct pseg_files *files, const char *path, size_t relative)
{
    struct pseg_found *larger = pseg_grow(files->file, files->n + 1, &files->room, sizeof *larger);
    if (!larger)
        return -1;
    files->file = larger;
    char *copy = strdup(path);
    if (!copy)
        return -1;
    files->file[files->n++] = (struct pseg_found){copy, relative};
    return 0;
}

static void fail(struct search *s, const char *format, const char *path, const char *why)
{
    if (!s->failed)
        pseg_fail(s->error, format, path, why);
    s->failed = 1;
}

static char *join(const char *folder, const char *name)
{
    const size_t length = strlen(folder), room = length + strlen(name) + 2;
    const char *slash = length && folder[length - 1] == '/' ? "" : "/";
    char *path = malloc(room);
    if (path)
        snprintf(path, room, "%s%s%s", folder, slash, name);
    return path;
}

static void search_folder(struct search *s, const char *folder, const struct place *above);

static void search_entry(struct search *s, const char *path, const char *name,
                         const struct place *here)
{
    struct stat status;
    const int there = stat(path, &status) == 0;
    if (there && S_ISDIR(status.st_mode)) {
        search_folder(s, path, here);
    } else if (is_audio_name(name) && (!there || S_ISREG(status.st_mode))) {
        if (pseg_files_add(s->files, path, s->relative)) /* a broken link fails when opened */
            fail(s, "%s: %s", path, strerror(ENOMEM));
    }
}

static void search_folder(struct search *s, const char *folder, const struct place *above)
{
    struct stat status;
    DIR *dir = opendir(folder);
    if (!dir || stat(folder, &status)) {
        fail(s, "cannot read folder %s: %s", folder, strerror(errno));
        if (dir)
            closedir(dir);
        return;
    }
    const struct place here = {above, status.st_dev, status.st_ino};
    for (struct dirent *e; !is_loop(&here) && (e = readdir(dir));) {
        char *path = e->d_name[0] == '.' ? NULL : join(folder, e->d_name);
        if (path)
            search_entry(s, path, e->d_name, &here);
        free(path);
    }
    closedir(dir);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct pseg_found *)a)->path, ((const struct pseg_found *)b)->path);
}

static size_t bare_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash + 1 - path) : 0;
}

int pseg_find_audio(struct pseg_files *files, const char *path, struct pseg_error *error)
{
    struct stat status;
    const size_t before = files->n, length = strlen(path);
    if (stat(path, &status) || !S_ISDIR(status.st_mode))
        return pseg_files_add(files, path, bare_name(path))
                   ? pseg_fail(error, "%s: %s", path, strerror(ENOMEM))
                   : 0;
    struct search s = {files, length + (path[length - 1] != '/'), 0, error};
    search_folder(&s, path, NULL);
    if (files->n > before)
        qsort(files->file + before, files->n - before, sizeof *files->file, by_path);
    else if (!s.failed)
        fail(&s, "folder %s holds no %s", path, "audio file");
    return s.failed ? -1 : 0;
}

void pseg_files_free(struct pseg_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        free(files->file[i].path);
    free(files->file);
    *files = (struct pseg_files){0};
}
