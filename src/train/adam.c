#include "adam.h"

#include <math.h>

static size_t tensor_size(const struct pseg_tensor *t)
{
    return (size_t)t->rows * (size_t)t->cols;
}

double pseg_clip_gradient(float *gradient, double largest, const struct pseg_network *net)
{
    double sum = 0;
    for (size_t i = 0; i < net->n_parameters; i++)
        sum += (double)gradient[i] * gradient[i];
    const double norm = sqrt(sum);
    if (largest > 0 && norm > largest)
        for (size_t i = 0; i < net->n_parameters; i++)
            gradient[i] = (float)(gradient[i] * (largest / norm));
    return norm;
}

void pseg_adam_step(float *parameters, struct pseg_adam *adam, const float *gradient, double rate,
                    const struct pseg_network *net)
{
    const double beta1 = 0.9, beta2 = 0.999;
    adam->step++;
    const float scale1 = (float)(1 / (1 - pow(beta1, (double)adam->step)));
    const float scale2 = (float)(1 / (1 - pow(beta2, (double)adam->step)));
    for (int k = 0; k < net->n_tensors; k++) {
        const struct pseg_tensor *t = &net->tensors[k];
        for (size_t i = t->offset; !t->fixed && i < t->offset + tensor_size(t); i++) {
            const float g = gradient[i];
            adam->m[i] = (float)beta1 * adam->m[i] + (float)(1 - beta1) * g;
            adam->v[i] = (float)beta2 * adam->v[i] + (float)(1 - beta2) * g * g;
            parameters[i] -=
                (float)rate * adam->m[i] * scale1 / (sqrtf(adam->v[i] * scale2) + 1e-8f);
        }
    }
}
