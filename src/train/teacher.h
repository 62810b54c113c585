/* A teacher: marks boundaries in clean audio, for a student to learn from audio that is not clean.
 * It hears whole recordings and needs not be causal. Where a recording is labelled, the labels are
 * its marks; elsewhere it marks the maxima of how much the spectrum changes (heights.h), and a
 * tutor that has learned the labelled recordings may have its say in how high they are (tutor.h):
 * then the student hears the others only. */
#ifndef PSEG_TEACHER_H
#define PSEG_TEACHER_H

#include "dataset.h"

/* Marks all of ds: every local maximum of the height, with a probability that is logistic in its
 * height's logarithm, 1/2 where 55 % of all maxima are lower, and less where it is too soft for
 * speech (loudness.h); and a place between frames, where the parabola through three logarithms has
 * its vertex. Frees what was marked before. */
int pseg_teach(struct pseg_dataset *ds, const struct pseg_settings *s,
               const struct pseg_load_hooks *hooks, struct pseg_error *error);

/* How much of the time that reading and teaching take goes to reading. */
double pseg_share_of_reading(const struct pseg_settings *s);

#endif
