/* What a recording may sound like elsewhere: another level, another noise. */
#ifndef PSEG_AUGMENT_H
#define PSEG_AUGMENT_H

#include <stddef.h>

#include "random.h"
#include "settings.h"

/* Changes x[n] in place: its peak is set at random between settings' gain and full scale [dB];
 * with probability `noise`, white or coloured noise is added at an SNR drawn between snr_low and
 * snr_high [dB] over the whole of x. */
void pseg_augment(float *x, size_t n, const struct pseg_settings *s, struct pseg_random *r);

#endif
