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
