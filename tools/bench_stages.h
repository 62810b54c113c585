/* The detector's stages, timed one by one over the same audio. */
#ifndef BENCH_STAGES_H
#define BENCH_STAGES_H

#include "config.h"
#include "kernels.h"
#include "phoneseg/host.h"

enum stage_name {
    STAGE_FRAMING, /* taking samples, pre-emphasis, overlap, window: features less those below */
    STAGE_POWER,
    STAGE_MEL,
    STAGE_LOG,
    STAGE_DCT,
    STAGE_NETWORK, /* normalisation and one step of all layers */
    STAGE_SCORE,   /* score, picker, and what holds the stages together: all less the rest */
    STAGE_ALL,     /* pseg_process */
    N_STAGES
};

struct stage {
    const char *name;
    double seconds; /* a frame, median of the runs */
};

/* audio[n] at the model's rate, at least a second of it. */
int bench_stages(struct stage stages[N_STAGES], const struct pseg_model *model,
                 const struct pseg_kernels *kernels, const float *audio, size_t n, int repeat,
                 struct pseg_error *error);

#endif
