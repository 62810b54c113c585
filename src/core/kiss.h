/* KISS FFT as the core has it: a number is a vector of four where the machine has such, and one
 * transform is four then, one in each lane, with the bits of four one by one. Names are the core's
 * own, beside whatever KISS FFT a program links. */
#ifndef PSEG_KISS_H
#define PSEG_KISS_H

#include <stddef.h>

#if defined __SSE2__ || defined __aarch64__ || defined __wasm_simd128__
#define PSEG_SIDE_BY_SIDE
typedef float pseg_lanes __attribute__((vector_size(16)));
#define kiss_fft_scalar pseg_lanes
#endif

/* It is given its memory, and never asks for any. */
#define KISS_FFT_MALLOC(bytes) NULL
#define KISS_FFT_FREE(memory) ((void)(memory))

#define kiss_fft_alloc pseg_kiss_fft_alloc
#define kiss_fft pseg_kiss_fft
#define kiss_fft_stride pseg_kiss_fft_stride
#define kiss_fft_cleanup pseg_kiss_fft_cleanup
#define kiss_fft_next_fast_size pseg_kiss_fft_next_fast_size

#include "../kissfft/kiss_fft.h"

#endif
