#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 256 << 20 };

unsigned char *pseg_read_file(const char *path, size_t *size, struct pseg_error *error)
{
    errno = 0;
    FILE *f = fopen(path, "rb");
    unsigned char *bytes = NULL;
    size_t room = 0;
    *size = 0;
    while (f && !ferror(f) && !feof(f) && *size < LARGEST) {
        room = room ? 2 * room : 65536;
        unsigned char *more = realloc(bytes, room);
        if (!more)
            break;
        bytes = more;
        *size += fread(bytes + *size, 1, room - *size, f);
    }
    const int complete = f && feof(f) && !ferror(f);
    if (!complete) {
        pseg_fail(error, "cannot read %s: %s", path, errno ? strerror(errno) : "too large");
        free(bytes);
        bytes = NULL;
    }
    if (f)
        fclose(f);
    return bytes;
}
