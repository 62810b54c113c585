/* Names of layers, and tables of names. */
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "signals.h"

int pseg_names_place(struct pseg_names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->name[i], name) == 0)
            return (int)i;
    char **more = pseg_grow(names->name, names->n + 1, &names->room, sizeof *more);
    if (!more)
        return -1;
    names->name = more;
    if (!(names->name[names->n] = strdup(name)))
        return -1;
    return (int)names->n++;
}

void pseg_names_free(struct pseg_names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->name[i]);
    free(names->name);
    memset(names, 0, sizeof *names);
}

void pseg_layer_name(char name[PSEG_LAYER_NAME], const struct pseg_network *net, int layer)
{
    const char *tensor = net->tensors[net->layers[layer].b].name;
    snprintf(name, PSEG_LAYER_NAME, "%.*s", (int)strcspn(tensor, "."), tensor);
}

int pseg_find_layer(const struct pseg_network *net, const char *name, int recurrent,
                    struct pseg_error *error)
{
    char names[PSEG_MAX_LAYERS * (PSEG_LAYER_NAME + 2)] = "", one[PSEG_LAYER_NAME];
    for (int l = 0; l < net->n_layers; l++) {
        const size_t used = strlen(names);
        pseg_layer_name(one, net, l);
        if (recurrent && net->layers[l].kind != PSEG_LAYER_RECURRENT)
            continue;
        if (strcmp(one, name) == 0)
            return l;
        snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", one);
    }
    return pseg_fail(error, "there is no %slayer '%s' in the model, but: %s",
                     recurrent ? "recurrent " : "", name, names);
}
