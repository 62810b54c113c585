/* KISS FFT as the core has it: a number is a vector of four where the machine has such, and one
 * transform is four then, one in each lane, with the bits of four one by one. Names are the core's
 * own, beside whatever KISS FFT a program links. */
#ifndef PSEG_KISS_H
#define PSEG_KISS_H

#include <stddef.h>

#include "side_by_side.h"

/* Choices of its own, which a program that has a KISS FFT may have made for all of its files. */
#undef FIXED_POINT
#undef USE_SIMD
#undef KISS_FFT_USE_ALLOCA
#undef KISS_FFT_MALLOC
#undef KISS_FFT_FREE
#undef kiss_fft_scalar

#define kiss_fft_scalar pseg_lanes

/* It is given its memory, and never asks for any. */
#define KISS_FFT_MALLOC(bytes) NULL
#define KISS_FFT_FREE(memory) ((void)(memory))

#define kiss_fft_alloc pseg_kiss_fft_alloc
#define kiss_fft pseg_kiss_fft
#define kiss_fft_stride pseg_kiss_fft_stride
#define kiss_fft_cleanup pseg_kiss_fft_cleanup
#define kiss_fft_next_fast_size pseg_kiss_fft_next_fast_size

#include "../kissfft/kiss_fft.h" /* which includes stdlib.h and stdio.h, for nothing here */

#endif
