/* A teacher: marks boundaries in clean audio, without labels, for a student to learn from audio
 * that is not clean. It hears whole recordings and needs not be causal.
 *
 * This one is the spectral transition measure on log(mel + 4 q), where q is each band's 10 %
 * quantile over the recording: a floor of noise is added to itself, so that what is steady at its
 * level moves the measure little. */
#ifndef PSEG_TEACHER_H
#define PSEG_TEACHER_H

#include "dataset.h"

/* height[frames] of log-mel features x[frames][d]: the squared slope over -2 .. 2 frames, mean over
 * bands. scratch[frames * (d + 1)] is overwritten. */
void pseg_teacher_heights(float *height, float *scratch, const float *x, int frames, int d);

/* Marks all of ds: every local maximum of the height gets a probability that is logistic in its
 * height's logarithm, 1/2 where 55 % of all maxima are lower; every other frame gets 0. Frees what
 * was marked before. */
int pseg_teach(struct pseg_dataset *ds, const struct pseg_settings *s, struct pseg_error *error);

#endif
