/* How long a burst of noise is remembered (001 section 4.4, figure 10): at one frame the network
 * hears noise in place of the recording, then the recording again, and its memory is compared with
 * that of a network which was not disturbed. */
#ifndef PSEG_DECAY_H
#define PSEG_DECAY_H

#include "signals.h"

enum { PSEG_DECAY_LAYERS = 2 }; /* recurrent layers that a topology has at most */

struct pseg_decay {
    int after; /* frames that are followed after the burst */
    int n_layers;
    int layer[PSEG_DECAY_LAYERS];       /* places in the signals' layers */
    size_t n, room;                     /* bursts */
    float *distance[PSEG_DECAY_LAYERS]; /* [n][1 + after] of the memory from the undisturbed one, as
                                           a share of the undisturbed one's length: both Euclidean,
                                           the length's root mean square over the recording */
};

/* Bursts at every `every`th frame of the recording but the first that leaves `after` frames to
 * follow. noise: [noise_frames][n_features] what is heard instead, one row after the other; model
 * and signals are of the same network. A recording may be too short for any. -1: out of memory. */
int pseg_decay_add(struct pseg_decay *d, const struct pseg_model *model,
                   const struct pseg_signals *s, const float *noise, size_t noise_frames, int every,
                   struct pseg_error *error);
void pseg_decay_free(struct pseg_decay *d);

/* Quantiles over bursts: 0.1, 0.5 and 0.9. */
struct pseg_spread {
    double low, median, high;
};

/* Of the distance k = 0 .. after frames after the burst; at least one burst. -1: out of memory. */
int pseg_decay_curve(struct pseg_spread *curve, const struct pseg_decay *d, int layer);

/* Frames after the burst until the distance is below `share` of its peak for good, after + 1 where
 * it never is. -1: out of memory. */
int pseg_decay_time(struct pseg_spread *frames, const struct pseg_decay *d, int layer,
                    double share);

/* *noise: [*frames][n_features] features of white noise of the power given [mean square], to be
 * freed. */
int pseg_noise_features(float **noise, size_t *frames, const struct pseg_config *c, double power,
                        struct pseg_error *error);

#endif
