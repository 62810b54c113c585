/* phoneseg inspect units: kinds of units, what phones they answer to, how gates saturate (001
 * sections 4.1 to 4.3). */
#include "inspect_units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

const char inspect_units_details[] =
    "Of each recurrent layer, or of --layer: density.png, how often each unit holds what;\n"
    "types.png, kinds of units (silent, positive, negative, regular, excited; unipolar,\n"
    "bipolar); saturation.png, how often gates are below 0.1 and above 0.9; units.csv, all of it\n"
    "for each unit; density-LAYER.csv and .npy, what density.png is drawn from, 61 values for\n"
    "each unit. A unit holds its memory, or its state where the cell has no other memory. With\n"
    "labels also responsibility-LAYER.png, .csv and .npy, the share of each phone's frames in\n"
    "which a unit is unusual; recognisers.png, units that answer to one phone more than to any\n"
    "other; phones.csv. A gate is prone to close or open that is below 0.1 or above 0.9 in more\n"
    "than half of the frames.\n";

/* -------------------------------------------------------------------------------- collecting -- */

static int visit(void *user, struct pseg_signals *s, struct pseg_error *error)
{
    struct units *u = user;
    for (int i = 0; i < u->n_layers; i++)
        if (pseg_activity_add(&u->layer[i].activity, s, u->place[i]))
            return pseg_fail(error, "%s: out of memory", s->name);
    if (!u->shown.n_frames && s->is_labelled) {
        u->shown = *s;
        memset(s, 0, sizeof *s);
    }
    return 0;
}

static void choose_layers(struct units *u)
{
    for (int l = 0; l < u->in.net.n_layers; l++)
        if (u->in.net.layers[l].kind == PSEG_LAYER_RECURRENT &&
            (u->in.layer < 0 || u->in.layer == l))
            u->place[u->n_layers++] = l;
}

/* --------------------------------------------------------------------------------- reckoning -- */

/* Values -limit .. limit are shown: -1 .. 1 where a cell's states never leave it. */
static double limit_of(const struct unit_layer *l)
{
    double limit = 1;
    for (int j = 0; j < l->activity.units; j++)
        if (l->unit[j].within_1 < 1)
            limit = fmax(limit, 1.2 * fmax(-l->unit[j].low, l->unit[j].high));
    return limit;
}

/* 001 section 4.2 counts responsibilities of more than 80 % in an LSTM, and 50 % in a GRU. */
static int reckon_layer(struct units *u, struct unit_layer *l)
{
    const size_t n = (size_t)l->activity.units, phones = u->in.phones.n;
    l->considerable = l->activity.has_memory ? 0.8 : 0.5;
    l->unit = calloc(n, sizeof *l->unit);
    l->low = calloc(2 * n, sizeof *l->low);
    l->density = calloc(n * UNITS_BINS, sizeof *l->density);
    l->by_lead = calloc(n, sizeof *l->by_lead);
    l->share = u->shown.n_frames ? calloc(phones * n + 1, sizeof *l->share) : NULL;
    if (!l->unit || !l->low || !l->density || !l->by_lead || (u->shown.n_frames && !l->share) ||
        pseg_activity_units(l->unit, &l->activity))
        return -1;
    l->limit = limit_of(l);
    pseg_activity_density(l->density, &l->activity, -l->limit, l->limit, UNITS_BINS);
    l->high = l->low + n;
    for (size_t j = 0; j < n; j++) {
        l->low[j] = u->beyond > 0 ? -u->beyond : l->unit[j].low;
        l->high[j] = u->beyond > 0 ? u->beyond : l->unit[j].high;
    }
    if (l->share) {
        pseg_responsibility(l->share, &l->activity, l->low, l->high, phones);
        pseg_recognisers(l->by_lead, l->share, phones, n);
    }
    return 0;
}

static int reckon(struct units *u, struct pseg_error *error)
{
    for (int i = 0; i < u->n_layers; i++)
        if (reckon_layer(u, &u->layer[i]))
            return pseg_fail(error, "out of memory for units");
    return 0;
}

int units_of_type(const struct unit_layer *l, enum pseg_unit_type type)
{
    int n = 0;
    for (int j = 0; j < l->activity.units; j++)
        n += l->unit[j].type == type;
    return n;
}

int units_of_polarity(const struct unit_layer *l, enum pseg_polarity polarity)
{
    int n = 0;
    for (int j = 0; j < l->activity.units; j++)
        n += l->unit[j].polarity == polarity;
    return n;
}

int units_prone(const struct unit_layer *l, enum pseg_saturation end, int gate)
{
    int n = 0;
    for (int j = 0; j < l->activity.units; j++)
        n += pseg_saturation(&l->activity, end, gate, j) > UNITS_PRONE;
    return n;
}

int units_responsible(const struct unit_layer *l, int phone)
{
    const size_t units = (size_t)l->activity.units;
    int n = 0;
    for (size_t j = 0; j < units; j++)
        n += l->share[(size_t)phone * units + j] > l->considerable;
    return n;
}

int units_frequent_phones(const struct unit_layer *l, size_t phones)
{
    int n = 0;
    for (size_t p = 0; p < phones; p++)
        n += !isnan(l->share[p * (size_t)l->activity.units]);
    return n;
}

int units_any_unusual(const struct unit_layer *l, size_t phones)
{
    for (size_t i = 0; i < phones * (size_t)l->activity.units; i++)
        if (l->share[i] > 0)
            return 1;
    return 0;
}

const char *units_paper_cell(const struct unit_layer *l)
{
    return l->activity.has_memory ? "an LSTM" : "a GRU";
}

/* ----------------------------------------------------------------------------------- command -- */

static void release(struct units *u)
{
    for (int i = 0; i < u->n_layers; i++) {
        struct unit_layer *l = &u->layer[i];
        pseg_activity_free(&l->activity);
        free(l->unit);
        free(l->low);
        free(l->density);
        free(l->share);
        free(l->by_lead);
    }
    pseg_signals_free(&u->shown);
    inspect_close(&u->in);
    free(u->beyond_text);
}

static int run(struct units *u)
{
    struct pseg_error error;
    if (u->in.gate_name)
        return complain_usage(u->in.name, "--gate: all gates are looked at");
    if (parse_real(&u->beyond, u->beyond_text, "--beyond", 0, 1e6, u->in.name))
        return EXIT_USAGE;
    choose_layers(u);
    const int status = inspect_hear(&u->in, visit, u);
    if (status)
        return status;
    if (reckon(u, &error) || units_write(u, &error) || units_draw(u, &error) ||
        (u->shown.n_frames && units_draw_responsibility(u, &error)))
        return complain(u->in.name, "%s", error.text);
    units_print(u);
    return inspect_status(&u->in);
}

int inspect_units(int argc, const char **argv)
{
    struct units u = {0};
    const struct poptOption own[] = {
        {"beyond", 0, POPT_ARG_STRING, &u.beyond_text, 0,
         "a value beyond +-X is unusual, as 5 is in the paper (default: one beyond the middle 90 % "
         "of the unit's own)",
         "X"},
        POPT_TABLEEND,
    };
    int status = inspect_open(&u.in, argc, argv, own);
    if (!status)
        status = run(&u);
    release(&u);
    return status;
}
