#include "gate_means.h"

void pseg_gate_means(double *mean, const struct pseg_signal_layer *layer, int gate, size_t n_frames)
{
    const size_t n = (size_t)layer->units;
    for (size_t t = 0; t < n_frames; t++) {
        double sum = 0;
        for (size_t j = 0; j < n; j++)
            sum += (double)layer->gate[gate][t * n + j];
        mean[t] = sum / (double)n;
    }
}

void pseg_differences(double *difference, const double *x, size_t n)
{
    for (size_t t = n; t-- > 1;)
        difference[t] = x[t] - x[t - 1];
    if (n)
        difference[0] = 0;
}
