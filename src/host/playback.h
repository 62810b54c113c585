/* Audio out by PortAudio, with the time at which each sample leaves. */
#ifndef PSEG_PLAYBACK_H
#define PSEG_PLAYBACK_H

#include "phoneseg/host.h"

struct pseg_playback;

/* device: index, or a part of the name; NULL: the default one. rate [Hz], 0: the device's own.
 * block [s] a callback. */
struct pseg_playback *pseg_playback_open(const char *device, int rate, double block,
                                         struct pseg_error *error);

/* Plays the mono x[n] at the stream's rate, on all channels, then silence. x must stay. */
int pseg_playback_start(struct pseg_playback *p, const float *x, size_t n,
                        struct pseg_error *error);

/* True until the last sample has been handed to the device; for ever where it stops asking. */
int pseg_playback_running(const struct pseg_playback *p);

/* Silence at once; what was played when is still known. */
void pseg_playback_stop(struct pseg_playback *p);
void pseg_playback_close(struct pseg_playback *p);

const char *pseg_playback_name(const struct pseg_playback *p);
int pseg_playback_rate(const struct pseg_playback *p); /* [Hz] */

/* [s] of pseg_clock(): when sample i leaves the device, by the driver's own word
 * (outputBufferDacTime), once it has been handed over; NaN before. */
double pseg_playback_emitted(const struct pseg_playback *p, size_t i);

/* [s] of pseg_clock(): when sample i would be due if the block that it was handed over in began to
 * sound at once; NaN before. */
double pseg_playback_handed(const struct pseg_playback *p, size_t i);

/* How often the device ran dry. */
long pseg_playback_underflows(const struct pseg_playback *p);

#endif
