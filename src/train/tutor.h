/* A tutor: a small network that learns the labelled recordings of a data set, and then helps the
 * teacher to mark the others. It hears whole recordings and is not causal: each frame is judged by
 * the floored log-mel bands (heights.h) of the 17 frames around it. */
#ifndef PSEG_TUTOR_H
#define PSEG_TUTOR_H

#include "adam.h"
#include "phoneseg/host.h"
#include "tutor_take.h"

struct pseg_tutor {
    struct pseg_network net; /* dense layers over [17][d] bands, to the log odds */
    float *parameters;
    float *mean;           /* [d] of the bands */
    float gain;            /* 1 / the deviation of all of them */
    int d;                 /* bands */
    float *trace_base, *x; /* of a batch */
};

/* Called now and then with the share that is done; nonzero asks to stop. */
typedef int pseg_tutor_progress(void *user, double done);

/* Learns lessons[n] of d bands. The same seed, the same tutor. -1: out of memory, no OpenBLAS,
 * asked to stop, or no lesson is long enough to learn from. */
int pseg_tutor_init(struct pseg_tutor *tutor, const struct pseg_lesson *lessons, size_t n, int d,
                    uint64_t seed, pseg_tutor_progress *progress, void *user,
                    struct pseg_error *error);
void pseg_tutor_free(struct pseg_tutor *tutor);

/* odds[frames]: log odds of a boundary in each frame of floored bands[frames][d]. */
void pseg_tutor_judge(float *odds, struct pseg_tutor *tutor, const float *bands, int frames);

#endif
