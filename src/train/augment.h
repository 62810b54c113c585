/* What a recording may sound like elsewhere: another level, another noise, another microphone. */
#ifndef PSEG_AUGMENT_H
#define PSEG_AUGMENT_H

#include <stddef.h>

#include "random.h"
#include "settings.h"

/* Changes x[n], sampled at rate [Hz], in place, each of these with the probability that the settings
 * say: a hiss 40 to 80 dB below the peak; then its peak is set at random between settings' gain and
 * full scale [dB]; white or coloured noise at an SNR drawn between snr_low and snr_high [dB] over
 * the whole of x; a band of 0..300 to 3000..8000 Hz, and a hiss above it all. */
void pseg_augment(float *x, size_t n, int rate, const struct pseg_settings *s,
                  struct pseg_random *r);

#endif
