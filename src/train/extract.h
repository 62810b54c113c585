/* Utterances to normalised features, through the detector's own front end: training hears exactly
 * what the detector will. */
#ifndef PSEG_EXTRACT_H
#define PSEG_EXTRACT_H

#include "augment.h"
#include "dataset.h"
#include "frontend.h"

/* One worker's front end and buffers. */
struct pseg_extractor {
    struct pseg_config config;
    struct pseg_frontend frontend;
    const struct pseg_kernels *kernels;
    void *memory;
    float *audio;                    /* [room] */
    struct pseg_surroundings around; /* scratch [room]; the voices are whoever's set them */
    size_t room;
    const struct pseg_settings *settings;
    int n_features;
};

int pseg_extractor_init(struct pseg_extractor *x, const struct pseg_settings *s, size_t longest,
                        struct pseg_error *error);
void pseg_extractor_free(struct pseg_extractor *x);

/* Frames of near-silence that an utterance may get at each end. */
#define PSEG_MAX_PAD 59

/* An utterance as it sounds in an epoch. */
struct pseg_take {
    int frames;   /* in all */
    int before;   /* of them before the utterance's own first */
    double speed; /* faster than it was recorded */
};

/* Frames that a take of u can have at most. */
int pseg_take_frames(const struct pseg_utterance *u, const struct pseg_settings *s);

/* Where in a take, between its frames, the utterance's own place [frames] is heard. */
double pseg_take_place(const struct pseg_take *take, double place, const struct pseg_config *c);

/* features[pseg_take_frames(u)][n_features], rows `stride` floats apart, of an
 * utterance as it sounds in that epoch; epochs count from 1, and epoch 0 is that of validation. */
void pseg_extract(float *features, size_t stride, struct pseg_take *take, struct pseg_extractor *x,
                  const struct pseg_utterance *u, int epoch);

/* features[u->frames][n_features] of the utterance as it was recorded. */
void pseg_extract_clean(float *features, size_t stride, struct pseg_extractor *x,
                        const struct pseg_utterance *u);

/* mean[n_features], and *gain = 1 / the one standard deviation of all dimensions together: one
 * scale keeps the geometry, where one for each would let the noise of weak dimensions rule E:
 * together. */
int pseg_measure_features(float *mean, float *gain, struct pseg_extractor *x,
                          const struct pseg_part *part, struct pseg_error *error);

#endif
