/* The parts of `phoneseg inspect units`: what was collected, numbers and pictures of it. */
#ifndef INSPECT_UNITS_H
#define INSPECT_UNITS_H

#include "activity.h"
#include "inspect.h"

enum { UNITS_BINS = 61 };

struct unit_layer {
    struct pseg_activity activity;
    struct pseg_unit *unit; /* [units] */
    double *density;        /* [units][UNITS_BINS] of values from -limit to limit */
    double limit;
    double *low, *high;              /* [units] beyond which a value is unusual */
    double *share;                   /* [phones][units] responsibility; NULL without labels */
    struct pseg_recogniser *by_lead; /* [units] those that recognise a phone best first */
    double considerable;             /* a responsibility that counts */
};

struct units {
    struct inspect in;
    char *beyond_text;
    double beyond;              /* values beyond +-this are unusual; 0: beyond a unit's own range */
    int n_layers;               /* recurrent ones that are looked at */
    int place[PSEG_MAX_LAYERS]; /* of each in the network */
    struct unit_layer layer[PSEG_MAX_LAYERS];
    struct pseg_signals
        shown; /* the recording that recognisers are drawn over, the first labelled */
};

/* Gates "prone to close or open" (001 figure 8) do so in more than this share of frames; the paper
 * leaves it open. */
#define UNITS_PRONE 0.5

/* Units of a layer that are of that type, and of that polarity. */
int units_of_type(const struct unit_layer *l, enum pseg_unit_type type);
int units_of_polarity(const struct unit_layer *l, enum pseg_polarity polarity);

/* Units whose gate is prone to be at that end. */
int units_prone(const struct unit_layer *l, enum pseg_saturation end, int gate);

/* Units of a layer whose responsibility for a phone is considerable. */
int units_responsible(const struct unit_layer *l, int phone);

/* Phones with frames enough to tell a share of them. */
int units_frequent_phones(const struct unit_layer *l, size_t phones);

/* A unit is unusual in some phone: else there is nothing to draw or tell of phones. */
int units_any_unusual(const struct unit_layer *l, size_t phones);

/* Whose threshold a layer's `considerable` is, for texts. */
const char *units_paper_cell(const struct unit_layer *l);

/* What was found, in words, to stdout. */
void units_print(const struct units *u);

/* units.csv, a line for each unit; density-LAYER.csv and .npy, [units][UNITS_BINS]; with labels
 * phones.csv, a line for each phone, and responsibility-LAYER.csv and .npy, [phones][units]. */
int units_write(const struct units *u, struct pseg_error *error);

/* density.png, types.png, saturation.png (001 figures 1 to 4, 8) */
int units_draw(const struct units *u, struct pseg_error *error);

/* responsibility-LAYER.png, recognisers.png (001 figures 5 to 7) */
int units_draw_responsibility(const struct units *u, struct pseg_error *error);

#endif
