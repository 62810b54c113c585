#include "cost.h"

static size_t size_of(const struct pseg_network *net, int tensor)
{
    if (tensor < 0)
        return 0;
    return (size_t)net->tensors[tensor].rows * (size_t)net->tensors[tensor].cols;
}

/* A linear layer right below a recurrent one makes its input as wide as itself. */
static int is_recurrent_or_projection(const struct pseg_network *net, int l)
{
    const struct pseg_layer *layer = &net->layers[l];
    return layer->kind == PSEG_LAYER_RECURRENT ||
           (layer->activation == PSEG_LINEAR && l + 1 < net->n_layers &&
            net->layers[l + 1].kind == PSEG_LAYER_RECURRENT);
}

void pseg_network_cost(struct pseg_cost *cost, const struct pseg_network *net)
{
    *cost = (struct pseg_cost){0};
    for (int l = 0; l < net->n_layers; l++) {
        const struct pseg_layer *layer = &net->layers[l];
        const size_t products =
            size_of(net, layer->w) + size_of(net, layer->u) + size_of(net, layer->v);
        const size_t all = products + size_of(net, layer->b);
        cost->parameters += all;
        cost->multiply_adds += products;
        if (is_recurrent_or_projection(net, l)) {
            cost->recurrent_parameters += all;
            cost->recurrent_multiply_adds += products;
        }
    }
}
