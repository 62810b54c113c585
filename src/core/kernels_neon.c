/* NEON: every 64-bit ARM has it. Compilers make as much of the plain int8 loops. */
#include "kernels.h"

#ifdef __aarch64__
#define LANES 4
#define TARGET
#define NARROWER pseg_kernels_scalar
#include "vector_frontend.h"
#include "vector_product.h"
#include "vector_quantise.h"

const struct pseg_kernels pseg_kernels_neon = {
    .power = power,
    .mel = mel,
    .log = logarithm,
    .product = product,
    .quantise = quantise,
    .product_int8 = pseg_product_int8,
    .sigmoid = sigmoid,
    .tanh = hyperbolic_tangent,
    .name = "neon",
};
#endif
