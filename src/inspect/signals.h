/* All that a network says of one recording, frame by frame and unit by unit: what pictures and
 * tables of its gates, units and memory are made of. The detector's own step computes it, for any
 * cell and topology, of int8 too; an observer copies it out of the trace. */
#ifndef PSEG_SIGNALS_H
#define PSEG_SIGNALS_H

#include "network.h"
#include "phoneseg/host.h"

enum { PSEG_LAYER_NAME = 16 };

struct pseg_signal_layer {
    char name[PSEG_LAYER_NAME]; /* as pseg_layer_name says */
    int is_recurrent;
    int units;
    int n_gates;                           /* 0: dense */
    const char *gate_name[PSEG_MAX_GATES]; /* as `phoneseg cells` lists them */
    float *state;                          /* [n_frames][units] h; the output of a dense layer */
    float *memory;               /* [n_frames][units] c; the state where there is no other memory */
    float *gate[PSEG_MAX_GATES]; /* [n_frames][units] 0 .. 1, before refinement (002 eq. 4) */
};

/* Frame n covers samples n hop .. n hop + window - 1. What it says of itself (features, states,
 * gates) is put at its middle, time[n]; what compares it with the frame before (difference GAS,
 * changes of states) at time[n] + change, midway between their middles; E at time[n] + told, which
 * is there for a predictor, at the middle for an autoencoder; a peak of the score there is a
 * boundary at time[n] + placed, which the model's offset says. */
struct pseg_signals {
    char *name;   /* of the recording; NULL: it has none */
    double power; /* of the audio: its mean square, full scale 1 */
    size_t n_frames;
    int n_features, n_layers;
    int first_recurrent;                             /* the layer whose gates the score may see */
    int gate;                                        /* the one that it does, or would */
    struct pseg_signal_layer layer[PSEG_MAX_LAYERS]; /* from the input to the output */
    double hop;                                      /* [s] */
    double *time;                                    /* [n_frames] [s] */
    double change, told, placed;                     /* [s], see above */
    float *features; /* [n_frames][n_features] before normalisation */
    float *error;    /* [n_frames] E, 000 eq. 15; 0 at frame 0 */
    float *gas_mean; /* [n_frames] difference GAS of that gate, 000 eq. 12; 0 at frame 0 */
    float *score;    /* [n_frames] NaN where a score that looks ahead never came to be known */
    struct pseg_times found; /* boundaries detected */

    int is_labelled;
    struct pseg_times ref; /* boundaries labelled */
    int *phone;            /* [n_frames] place in the table of names; -1: not labelled */

    char *block; /* what all arrays are cut out of */
};

/* A table of names, such as of phones: each once, in the order of their coming. */
struct pseg_names {
    char **name; /* [n] */
    size_t n, room;
};

/* Its place in the table, added where it is new; -1: out of memory. */
int pseg_names_place(struct pseg_names *names, const char *name);
void pseg_names_free(struct pseg_names *names);

/* "encode", "rec1", "rec2", "decode", "predict", "project1", "project2": what its tensors' names
 * begin with. */
void pseg_layer_name(char name[PSEG_LAYER_NAME], const struct pseg_network *net, int layer);

/* The layer of that name; -1 with a sentence that says which there are. recurrent: of those only */
int pseg_find_layer(const struct pseg_network *net, const char *name, int recurrent,
                    struct pseg_error *error);

/* All signals of x[n], at the model's rate. Free with pseg_signals_free, after a failure too. -1:
 * the model has no network, x is shorter than a frame or no number, or memory is short. */
int pseg_signals_hear(struct pseg_signals *s, const struct pseg_model *model, const float *x,
                      size_t n, struct pseg_error *error);

/* Adds what a tier of a label file says: boundaries, and the phone at each frame's middle. Segments
 * without a text are no phones. */
int pseg_signals_label(struct pseg_signals *s, struct pseg_names *phones, const char *labels,
                       const char *tier, struct pseg_error *error);

void pseg_signals_free(struct pseg_signals *s);

#endif
