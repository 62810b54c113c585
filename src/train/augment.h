/* What a recording may sound like elsewhere: another level, another noise, another microphone. */
#ifndef PSEG_AUGMENT_H
#define PSEG_AUGMENT_H

#include <stddef.h>

#include "random.h"
#include "settings.h"

/* Changes x[n], sampled at rate [Hz], in place. In this order, each with the probability that the
 * settings give it: a hiss 40 to 80 dB below the peak; always, a peak between settings' gain and
 * full scale [dB]; white or coloured noise, at an SNR between snr_low and snr_high [dB] over the
 * whole of x; a band from 0..300 to 3000..8000 Hz, with a hiss of its own. */
void pseg_augment(float *x, size_t n, int rate, const struct pseg_settings *s,
                  struct pseg_random *r);

#endif
