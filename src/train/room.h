/* What lies between a mouth and a recording: a room, and a microphone or tape that is louder at
 * some frequencies than at others. */
#ifndef PSEG_ROOM_H
#define PSEG_ROOM_H

#include <stddef.h>

#include "random.h"

/* x[n] with echoes of it: 40 of random delay and sign, that fade by 60 dB in 0.1 to 0.6 s and have
 * together 0 to 15 dB less energy than what came straight. scratch[n] is overwritten. */
void pseg_add_echoes(float *x, float *scratch, size_t n, int rate, struct pseg_random *r);

/* x[n] through a random frequency response: a tilt, and three wide peaks or dips of up to 12 dB
 * (peaking filters of R. Bristow-Johnson's Audio EQ Cookbook). */
void pseg_colour_sound(float *x, size_t n, int rate, struct pseg_random *r);

#endif
