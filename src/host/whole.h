/* Models of any kind over recordings that are in memory as a whole: those that stream hear the
 * audio, those that cannot are fed with features of all of it. */
#ifndef PSEG_WHOLE_H
#define PSEG_WHOLE_H

#include "phoneseg/host.h"

/* A detector of any model, for pseg_run_whole; pseg_destroy() ends it. */
struct pseg *pseg_create_whole(const struct pseg_model *model, struct pseg_error *error);

/* All events of x[n], from the state after pseg_reset() to the flush, in time. d is of `model`;
 * nonzero from on_event stops. -1: a sample is no number, memory is short, or it was stopped. */
int pseg_run_whole(struct pseg *d, const struct pseg_model *model, const float *x, size_t n,
                   pseg_on_event *on_event, void *user, struct pseg_error *error);

/* All features of x[n]: *features is [*frames][pseg_n_features(c)], to be freed. -1: a sample is no
 * number, or memory is short. */
int pseg_whole_features(float **features, size_t *frames, const float *x, size_t n,
                        const struct pseg_config *c, struct pseg_error *error);

#endif
