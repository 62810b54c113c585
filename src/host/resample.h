/* Rate conversion of mono audio by liquid-dsp's polyphase filter bank, with the filter's delay
 * taken out: output sample 0 belongs to input sample 0, and n inputs become round(n rate_out /
 * rate_in) outputs. The result does not depend on how the input is cut.
 *
 * Where the delay is no whole number of output samples, the nearest is taken out, so the output
 * stands up to half an output sample (31 us at 16 kHz) beside the input. The filter bank keeps its
 * step with 24 bits: at 44.1 kHz and its divisors time stretches by 35 parts in 10^9, 0.13 ms an
 * hour, far less than the clock of any sound card is off. */
#ifndef PSEG_RESAMPLE_H
#define PSEG_RESAMPLE_H

#include <stddef.h>

struct pseg_resampler;

/* Rates in Hz; NULL: out of memory. */
struct pseg_resampler *pseg_resampler_create(int rate_out, int rate_in);
void pseg_resampler_destroy(struct pseg_resampler *r);

/* As fresh, without the 50 ms and more that designing the filter takes. */
void pseg_resampler_reset(struct pseg_resampler *r);

/* The most outputs that n inputs can make. */
size_t pseg_resampler_room(const struct pseg_resampler *r, size_t n);

/* Takes x[n]; returns how many samples it wrote to y[pseg_resampler_room(n)]. */
size_t pseg_resampler_execute(float *y, struct pseg_resampler *r, const float *x, size_t n);

/* After the end of the input: what is still to come, into y[room], room at least
 * pseg_resampler_room(r, 1). How many samples it wrote; 0: all has come out. */
size_t pseg_resampler_flush(float *y, struct pseg_resampler *r, size_t room);

/* [s] the filter's delay: how much audio must follow an output sample before it comes out */
double pseg_resampler_delay(const struct pseg_resampler *r);

#endif
