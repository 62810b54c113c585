/* Signals of a recording as .npy files, for other programs. */
#ifndef INSPECT_SIGNALS_H
#define INSPECT_SIGNALS_H

#include "inspect.h"

/* Characters of a recording's name before its extension. */
int inspect_stem(const char *name);

/* OUTPUT/signals/RECORDING.SIGNAL.npy, RECORDING being its name without the extension: time, phone,
 * error, gas_mean, score [n_frames]; features [n_frames][n_features]; of each layer LAYER.state, of
 * a recurrent one LAYER.memory and each LAYER.GATE [n_frames][units]. The phones' names follow the
 * numbers of `phone` in signals/phones.csv. */
int inspect_write_signals(const struct inspect *in, const struct pseg_signals *s,
                          struct pseg_error *error);

#endif
