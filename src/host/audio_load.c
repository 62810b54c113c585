#include <stdlib.h>

#include "phoneseg/host.h"

static int load_all(float **x, size_t *n, struct pseg_audio *a, const char *path,
                    struct pseg_error *error)
{
    size_t room = 0;
    long more = 1;
    while (more > 0) {
        if (*n == room) {
            room = room ? 2 * room : 65536;
            float *larger = realloc(*x, room * sizeof **x);
            if (!larger)
                return pseg_fail(error, "%s: out of memory", path);
            *x = larger;
        }
        more = pseg_audio_read(a, *x + *n, room - *n, error);
        *n += more > 0 ? (size_t)more : 0;
    }
    return more < 0 ? -1 : pseg_audio_complete(a, error);
}

int pseg_audio_load(float **x, size_t *n, const char *path, int rate, struct pseg_error *error)
{
    *x = NULL;
    *n = 0;
    struct pseg_audio *a = pseg_audio_open(path, rate, error);
    const int result = a ? load_all(x, n, a, path, error) : -1;
    pseg_audio_close(a);
    if (result) {
        free(*x);
        *x = NULL;
        *n = 0;
    }
    return result;
}
