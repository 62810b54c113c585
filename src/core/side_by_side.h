/* Where the machine has vectors, KISS FFT's numbers are four, see kiss.h. */
#ifndef PSEG_SIDE_BY_SIDE_H
#define PSEG_SIDE_BY_SIDE_H

#if defined __SSE2__ || defined __aarch64__ || defined __wasm_simd128__
#define PSEG_SIDE_BY_SIDE
typedef float pseg_lanes __attribute__((vector_size(16), may_alias));
#else
typedef float pseg_lanes;
#endif

#endif
