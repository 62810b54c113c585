/* The library OpenBLAS, loaded by those who multiply and nobody else: linked, its 35 MB are a
 * quarter of the time in which a short file is segmented, and its threads, which nobody has work
 * for, spin for up to 0.1 s. */
#ifndef PSEG_OPENBLAS_H
#define PSEG_OPENBLAS_H

#include "phoneseg/host.h"

/* The library's function `name`, after which the library stays loaded and has no threads of its
 * own. NULL: it or its function is missing, and *error says so. */
void *pseg_openblas(const char *library, const char *name, struct pseg_error *error);

#endif
