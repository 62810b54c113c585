/* The three pictures of `phoneseg inspect time`. */
#ifndef INSPECT_TIME_H
#define INSPECT_TIME_H

#include "decay.h"
#include "inspect.h"

struct time_settings {
    double perplexity; /* of t-SNE */
    int seed;
    int after;    /* frames that are followed after a burst of noise */
    double burst; /* [dB] of the burst, above the recording's mean power */
};

/* The recurrent layers that are asked for: places in s->layer; returns how many. */
int time_layers(int layers[PSEG_MAX_LAYERS], const struct inspect *in,
                const struct pseg_signals *s);

/* time-tsne.png, .csv, .npy: the memory over the recording, frame by frame, laid out in the plane;
 * time-decay.png, .csv, .npy: how long a burst of noise is remembered; time-residual.png, .csv,
 * time-residual-LAYER.npy: how the memory changes from frame to frame. Each prints a reading of it;
 * -1 with a sentence. */
int time_planes(const struct inspect *in, const struct pseg_signals *s,
                const struct time_settings *settings, struct pseg_error *error);
int time_decay(const struct inspect *in, const struct pseg_decay *d, const struct pseg_signals *s,
               struct pseg_error *error);
int time_residual(const struct inspect *in, const struct pseg_signals *s, struct pseg_error *error);

#endif
