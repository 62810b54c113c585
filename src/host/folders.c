#include "folders.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int pseg_make_folders(const char *path, struct pseg_error *error)
{
    char *part = strdup(path);
    int problem = part ? 0 : ENOMEM;
    char *slash = part ? strchr(part + (part[0] == '/'), '/') : NULL;
    for (; slash && !problem; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(part, 0777) && errno != EEXIST)
            problem = errno;
        *slash = '/';
    }
    free(part);
    return problem ? pseg_fail(error, "cannot make the folders of %s: %s", path, strerror(problem))
                   : 0;
}

int pseg_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* To be freed; NULL: out of memory. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const size_t n = slash ? (size_t)(slash - path) + 1 : 0; /* with the slash: "/" stays one */
    return n ? strndup(path, n) : strdup(".");
}

int pseg_same_folder(const char *a, const char *b)
{
    char *x = folder_of(a), *y = folder_of(b);
    const int same = x && y && pseg_same_file(x, y);
    free(x);
    free(y);
    return same;
}
