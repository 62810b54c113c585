/* What a recording may sound like elsewhere: another level, another noise, another microphone. */
#ifndef PSEG_AUGMENT_H
#define PSEG_AUGMENT_H

#include <stddef.h>

#include "babble.h"
#include "settings.h"

/* What noise is made of. */
struct pseg_surroundings {
    const struct pseg_voice *voices; /* [n_voices] for babble; none: no babble is ever drawn */
    size_t n_voices;
    float *scratch; /* [n] of pseg_augment */
};

/* Changes x[n], sampled at rate [Hz], in place. In this order, each with the probability that the
 * settings give it: a hiss 40 to 80 dB below the peak; always, a peak between settings' gain and
 * full scale [dB]; noise of one kind, at an SNR between snr_low and snr_high [dB] over the whole of
 * x: babble, pink noise or hum by the settings' shares, else white or coloured; a band from 0..300
 * to 3000..8000 Hz, with a hiss of its own. */
void pseg_augment(float *x, size_t n, int rate, const struct pseg_settings *s,
                  const struct pseg_surroundings *around, struct pseg_random *r);

#endif
