/* Audio whose sounds begin where we say: bursts of noise, on a ground of far quieter noise, each
 * of which makes a boundary at its onset, and one at its end, which is ignored. Distances and
 * lengths are drawn at random, so that the train of onsets fits onto what was heard in one way
 * only. */
#ifndef LATENCY_MARKS_H
#define LATENCY_MARKS_H

#include "phoneseg/host.h"

struct marks {
    float *audio; /* [n] at the model's rate */
    size_t n;
    double *onset; /* [count][s] since the first sample, exact to the sample */
    size_t count;
    double placement; /* [s] mean of boundary - onset, as the model finds them in the audio itself;
                         by how much varies with where frames happen to begin */
};

/* marks_free either way. Fails where the model does not find nine marks of ten in the audio
 * itself. */
int marks_make(struct marks *m, const struct pseg_model *model, double seconds,
               struct pseg_error *error);
void marks_free(struct marks *m);

/* The same audio at another rate: *x = malloc'ed samples, *n of them. Mark i begins there at
 * sample onset[i] rate_out. */
int marks_convert(float **x, size_t *n, const struct marks *m, int rate_out, int rate,
                  struct pseg_error *error);

/* Fits the train, whose marks began at begun[count] [s], onto boundaries at[n] [s], ascending, with
 * any delay between the two: match[count] gets the boundary of each mark, or -1. Returns how many
 * have one. */
size_t marks_align(long *match, const double *begun, size_t count, const double *at, size_t n);

#endif
