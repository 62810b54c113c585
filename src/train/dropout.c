#include "dropout.h"

#include <math.h>

/* Four factors of each number drawn, 16 bits of it for one: shares are of 65536, and `kept` is what
 * keeps the mean for the share that it became. */
static void draw_factors(float *factor, size_t n, uint64_t dropped, float kept,
                         struct pseg_random *r)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++, bits >>= 16) {
        if (i % 4 == 0)
            bits = pseg_random_u64(r);
        factor[i] = (bits & 0xffff) < dropped ? 0 : kept;
    }
}

void pseg_draw_mask(float *mask, const struct pseg_trace *tr, double share,
                    const struct pseg_network *net, struct pseg_random *r)
{
    const double dropped = floor(share * 65536 + 0.5);
    const float kept = (float)(65536 / (65536 - dropped));
    for (int l = 0; l < net->n_layers; l++) {
        const struct pseg_layer *layer = &net->layers[l];
        const size_t n = (size_t)tr->steps * (size_t)tr->batch * (size_t)layer->out;
        if (layer->drops)
            draw_factors(mask + pseg_trace_index(tr, layer, PSEG_SLOT_OUT, 1), n, (uint64_t)dropped,
                         kept, r);
    }
}
