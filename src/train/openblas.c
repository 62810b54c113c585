#include "openblas.h"

#include <cblas.h>
#include <dlfcn.h>
#include <stdlib.h>

void *pseg_openblas(const char *library, const char *name, struct pseg_error *error)
{
    __typeof__(openblas_set_num_threads) *set_threads;
    void *function;
    setenv("OPENBLAS_NUM_THREADS", "1", 0); /* read as it is loaded: later, threads have begun */
    void *opened = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!opened) {
        pseg_fail(error, "learning needs OpenBLAS (Debian: libopenblas0): %s", dlerror());
        return NULL;
    }
    set_threads = (__typeof__(set_threads))dlsym(opened, "openblas_set_num_threads");
    function = dlsym(opened, name);
    if (!set_threads || !function) {
        pseg_fail(error, "learning needs OpenBLAS (Debian: libopenblas0), and %s has no %s",
                  library, set_threads ? name : "openblas_set_num_threads");
        dlclose(opened);
        return NULL;
    }
    set_threads(1);
    return function;
}
