#include "dropout.h"

void pseg_draw_mask(float *mask, const struct pseg_trace *tr, double share,
                    const struct pseg_network *net, struct pseg_random *r)
{
    const float kept = (float)(1 / (1 - share));
    for (int l = 0; l < net->n_layers; l++) {
        const struct pseg_layer *layer = &net->layers[l];
        float *factor = mask + pseg_trace_index(tr, layer, PSEG_SLOT_OUT, 1);
        const size_t n = (size_t)tr->steps * (size_t)tr->batch * (size_t)layer->out;
        for (size_t i = 0; layer->drops && i < n; i++)
            factor[i] = pseg_random_uniform(r) < share ? 0 : kept;
    }
}
