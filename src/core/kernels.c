#include "kernels.h"

#include "activation.h"
#include "int8.h"
#include "log.h"
#include "power_stage.h"

void pseg_power_plain(float *power, float *whole, const float *quarters,
                      const struct pseg_turns *turns)
{
    pseg_power_body(power, whole, quarters, turns);
}

void pseg_log_plain(float *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = (float)pseg_log(x[i]);
}

/* Weights are stored [in][out] so that the inner loop runs over outputs: it vectorises without
 * reordering any sum, and each output is summed in the same order for every number of rows. */
static void product_scalar(real *y, int ldy, const real *x, int ldx, const real *w, int ldw,
                           int rows, int in, int out)
{
    for (int r = 0; r < rows; r++) {
        real *restrict yr = y + (long)r * ldy;
        for (int i = 0; i < in; i++) {
            const real *restrict wi = w + (long)i * ldw;
            const real xi = x[(long)r * ldx + i];
            for (int j = 0; j < out; j++)
                yr[j] += xi * wi[j];
        }
    }
}

void pseg_set_rows(real *y, int ldy, const real *v, int rows, int width)
{
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < width; j++)
            y[(long)r * ldy + j] = v[j];
}

void pseg_sigmoid(real *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = pseg_sigmoid_of(x[i]);
}

void pseg_tanh(real *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = pseg_tanh_of(x[i]);
}

const struct pseg_kernels pseg_kernels_scalar = {
    .power = pseg_power_plain,
    .mel = pseg_mel_plain,
    .log = pseg_log_plain,
    .product = product_scalar,
    .quantise = pseg_quantise,
    .product_int8 = pseg_product_int8,
    .sigmoid = pseg_sigmoid,
    .tanh = pseg_tanh,
    .name = "scalar",
};
