/* The three pictures of `phoneseg inspect time`. */
#ifndef INSPECT_TIME_H
#define INSPECT_TIME_H

#include "decay.h"
#include "inspect.h"
#include "inspect_parts.h"

/* The recurrent layers that are asked for: places in s->layer; returns how many. */
int time_layers(int layers[PSEG_MAX_LAYERS], const struct inspect *in,
                const struct pseg_signals *s);

/* Each 0 or -1 with a sentence. */
int time_planes(const struct inspect *in, const struct pseg_signals *s,
                const struct time_settings *settings, FILE *reading, struct pseg_error *error);
int time_decay(const struct inspect *in, const struct pseg_decay *d, const struct pseg_signals *s,
               FILE *reading, struct pseg_error *error);
int time_residual(const struct inspect *in, const struct pseg_signals *s, FILE *reading,
                  struct pseg_error *error);

#endif
