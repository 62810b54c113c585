#include "dropout.h"

/* One step's factors of all streams, of which ours are kept. Returns where the next step's go. */
static float *draw_step(float *factor, int out, float kept, double share,
                        const struct pseg_split *streams, struct pseg_random *r)
{
    for (int b = 0; b < streams->of; b++) {
        const int ours = b % streams->every == streams->first;
        for (int j = 0; j < out; j++) {
            const float drawn = pseg_random_uniform(r) < share ? 0 : kept;
            if (ours)
                *factor++ = drawn;
        }
    }
    return factor;
}

void pseg_draw_mask(float *mask, const struct pseg_trace *tr, double share,
                    const struct pseg_network *net, const struct pseg_split *streams,
                    struct pseg_random *r)
{
    const float kept = (float)(1 / (1 - share));
    for (int l = 0; l < net->n_layers; l++) {
        const struct pseg_layer *layer = &net->layers[l];
        float *factor = mask + pseg_trace_index(tr, layer, PSEG_SLOT_OUT, 1);
        for (int t = 0; layer->drops && t < tr->steps; t++)
            factor = draw_step(factor, layer->out, kept, share, streams, r);
    }
}
