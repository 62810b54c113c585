/* How long the detector computes for one frame. */
#ifndef LATENCY_COMPUTE_H
#define LATENCY_COMPUTE_H

#include "phoneseg/host.h"

struct compute {
    double *us; /* [frames], the clock's own cost included */
    size_t frames;
    double seconds; /* of audio */
    double hop;     /* [s] until the next frame */
    double clock;   /* [us] reading the clock once, median: what each of us[] has too much */
};

/* Times pseg_process of one hop after the other, each of which completes one frame, over
 * audio[n] at the model's rate; again from its start until at least `seconds` have been heard.
 * compute_free either way. */
int compute_measure(struct compute *c, const struct pseg_model *model, const float *audio, size_t n,
                    double seconds, struct pseg_error *error);
void compute_free(struct compute *c);

/* [us] the p-quantile, p in 0 .. 1: the least that at least so many frames are not above */
double compute_quantile(const struct compute *c, double p);

#endif
