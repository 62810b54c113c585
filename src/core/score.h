/* Scores: how much a frame looks like a phoneme boundary.
 *
 * All of them measure the change from frame n - 1 to frame n, save for the spectral transition,
 * which is centred at frame n and therefore comes `slope` frames late. */
#ifndef PSEG_SCORE_H
#define PSEG_SCORE_H

#include "network.h"

/* Added to E before its logarithm: well below any error of speech, so that silence is no abyss. */
#define PSEG_LOG_ERROR_FLOOR 1e-3f

/* squared[d] = (x[d] - predicted[d])^2, unless NULL; returns their mean E (000 eq. 15) */
real pseg_prediction_error(float *squared, const real *x, const real *predicted, int d);

/* mean over units of gate - last_gate (000 eq. 12) */
float pseg_gas_mean(const real *gate, const real *last_gate, int n);

/* mean over units of |gate - last_gate| (of 000 eq. 13) */
float pseg_gas(const real *gate, const real *last_gate, int n);

/* What a readout sees of a frame. */
struct pseg_readout_view {
    real error;                   /* E */
    const real *gate, *last_gate; /* [n] */
    const real *state;            /* [n]; NULL: it is not seen */
    int n;
};

/* bias + weights . [log(E + floor), gate - last_gate, state]: the log odds of a boundary */
real pseg_readout(const struct pseg_readout_view *v, const real *weights, real bias);

/* sigma(log_odds) */
float pseg_probability(float log_odds);

/* Spectral transition measure: the squared slope of each feature over frames -K .. K, mean over
 * features. Beyond both ends of the stream the end frames are repeated. */
struct pseg_transition {
    int half, d;    /* K [frames], features */
    int seen;       /* frames pushed, at most K + 1 */
    float *history; /* [2 K + 1][d], oldest first */
};

void pseg_transition_init(struct pseg_transition *tr, struct pseg_arena *arena, int half, int d);
void pseg_transition_reset(struct pseg_transition *tr);

/* The next frame's features[d]. True: *score is that of the frame K earlier. */
int pseg_transition_push(float *score, struct pseg_transition *tr, const float *features);

/* As push, with the last frame once more. */
int pseg_transition_repeat(float *score, struct pseg_transition *tr);

#endif
