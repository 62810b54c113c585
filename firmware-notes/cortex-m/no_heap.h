/* What KISS FFT allocates with, where there is no heap: it is never asked to. */
#ifndef NO_HEAP_H
#define NO_HEAP_H

#include <stddef.h>

#define KISS_FFT_MALLOC(bytes) NULL
#define KISS_FFT_FREE(p) ((void)(p))

#endif
