/* Rate conversion of mono audio by liquid-dsp's polyphase filter bank, with the filter's delay
 * taken out: output sample 0 belongs to input sample 0, and n inputs become round(n rate_out /
 * rate_in) outputs. The result does not depend on how the input is cut.
 *
 * Rates are kept as a fraction in lowest terms, so time never drifts. Up to 1024 places between two
 * input samples have a filter of their own, which makes the conversion between all rates in use
 * exact; at odd rates an output stands up to 1/1024 input sample beside its place.
 */
#ifndef PSEG_RESAMPLE_H
#define PSEG_RESAMPLE_H

#include <stddef.h>

struct pseg_resampler;

/* Rates in Hz; NULL: out of memory. */
struct pseg_resampler *pseg_resampler_create(int rate_out, int rate_in);
void pseg_resampler_destroy(struct pseg_resampler *r);

/* As fresh, without designing the filter again. */
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
