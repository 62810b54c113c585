#include "inspect_signals.h"

#include <string.h>

#include "folders.h"
#include "numbers.h"

struct place {
    char stem[INSPECT_PATH - 200]; /* of the files' names */
    size_t frames;
};

static int write(const struct place *place, const char *layer, const char *signal, const void *x,
                 enum pseg_npy type, int width, struct pseg_error *error)
{
    char path[INSPECT_PATH];
    const size_t shape[2] = {place->frames, (size_t)width};
    snprintf(path, sizeof path, "%s.%s%s%s.npy", place->stem, layer, *layer ? "." : "", signal);
    return pseg_write_npy(path, x, type, shape, width ? 2 : 1, error);
}

static int write_layer(const struct place *place, const struct pseg_signal_layer *l,
                       struct pseg_error *error)
{
    const enum pseg_npy type = PSEG_NPY_FLOAT;
    int failed =
        write(place, l->name, "state", l->state, type, l->units, error) ||
        (l->is_recurrent && write(place, l->name, "memory", l->memory, type, l->units, error));
    for (int g = 0; g < l->n_gates && !failed; g++)
        failed = write(place, l->name, l->gate_name[g], l->gate[g], type, l->units, error);
    return failed;
}

static int write_phones(const struct inspect *in, struct pseg_error *error)
{
    char path[INSPECT_PATH];
    const struct pseg_column column = {"phone", NULL, (const char *const *)in->phones.name};
    inspect_path(path, in, "signals/phones.csv");
    return pseg_write_csv(path, &column, 1, in->phones.n, error);
}

int inspect_stem(const char *name)
{
    const char *dot = strrchr(name, '.'), *slash = strrchr(name, '/');
    return dot && (!slash || dot > slash) ? (int)(dot - name) : (int)strlen(name);
}

int inspect_write_signals(const struct inspect *in, const struct pseg_signals *s,
                          struct pseg_error *error)
{
    struct place place = {.frames = s->n_frames};
    const int stem = inspect_stem(s->name);
    snprintf(place.stem, sizeof place.stem, "%.1900s/signals/%.*s", in->output,
             stem < 1900 ? stem : 1900, s->name);
    int failed = pseg_make_folders(place.stem, error) ||
                 write(&place, "", "time", s->time, PSEG_NPY_DOUBLE, 0, error) ||
                 write(&place, "", "phone", s->phone, PSEG_NPY_INT, 0, error) ||
                 write(&place, "", "error", s->error, PSEG_NPY_FLOAT, 0, error) ||
                 write(&place, "", "gas_mean", s->gas_mean, PSEG_NPY_FLOAT, 0, error) ||
                 write(&place, "", "score", s->score, PSEG_NPY_FLOAT, 0, error) ||
                 write(&place, "", "features", s->features, PSEG_NPY_FLOAT, s->n_features, error) ||
                 write_phones(in, error);
    for (int l = 0; l < s->n_layers && !failed; l++)
        failed = write_layer(&place, &s->layer[l], error);
    return failed;
}
