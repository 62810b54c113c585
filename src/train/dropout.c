#include "dropout.h"

#include <math.h>

#include "clones.h"

/* A number drawn makes eight factors, 8 bits of it for one; a block of them is on the stack. */
enum { BITS = 8, SCALE = 1 << BITS, AT_ONCE = 64 / BITS, BLOCK = 256 };

/* Shares are of SCALE; `kept` is what keeps the mean for the share that it became. */
struct drop {
    int dropped; /* of SCALE */
    float kept;
};

/* The numbers first, then the factors: so compilers make vectors of the second loop. */
static CLONES void draw(float *factor, int n, const struct drop *drop, struct pseg_random *r)
{
    uint8_t drawn[BLOCK];
    for (int start = 0; start < n; start += BLOCK) {
        const int some = n - start < BLOCK ? n - start : BLOCK;
        for (int i = 0; i < some; i += AT_ONCE) {
            const uint64_t bits = pseg_random_u64(r);
            for (int k = 0; k < AT_ONCE; k++)
                drawn[i + k] = (uint8_t)(bits >> BITS * k);
        }
        for (int i = 0; i < some; i++)
            factor[start + i] = drawn[i] < drop->dropped ? 0 : drop->kept;
    }
}

void pseg_draw_mask(float *mask, const struct pseg_trace *tr, double share,
                    const struct pseg_network *net, struct pseg_random *r, int n_r)
{
    const double dropped = floor(share * SCALE + 0.5);
    const struct drop drop = {(int)dropped, (float)(SCALE / (SCALE - dropped))};
    for (int t = 1; t <= tr->steps; t++)
        for (int l = 0; l < net->n_layers; l++) {
            const struct pseg_layer *layer = &net->layers[l];
            float *factor = mask + pseg_trace_index(tr, layer, PSEG_SLOT_OUT, t);
            for (int b = 0; layer->drops && b < tr->batch; b++)
                draw(factor + (long)b * layer->out, layer->out, &drop, &r[b % n_r]);
        }
}
