/* The reader's side of live audio: ring -> resampler -> detector -> events, with the time line of
 * the device kept true across losses.
 *
 * At a loss the detector is flushed and reset, rather than fed with silence: silence that nobody
 * heard would be two boundaries. What follows is dated by its place in the device's own count of
 * samples, so nothing drifts. */
#ifndef PSEG_LIVE_H
#define PSEG_LIVE_H

#include "phoneseg/host.h"

struct pseg_boundary {
    double at, decided; /* [s] since the first sample; decided: with all that had to be heard */
    float score;
};

struct pseg_gap {
    double at;               /* [s] since the first sample */
    uint64_t position, lost; /* [samples at the device's rate] */
};

struct pseg_live_sink {
    void (*boundary)(void *user, const struct pseg_boundary *boundary);
    void (*gap)(void *user, const struct pseg_gap *gap);
    pseg_observer *observe; /* NULL: nobody looks at the frames */
    void *user;
};

struct pseg_live;

/* Model, ring and sink must stay. record: a WAV file of 32-bit floats that gets the very samples
 * that the detector hears, silence for losses; NULL: none. rate [Hz] of the ring's samples. */
struct pseg_live *pseg_live_create(const struct pseg_model *model, struct pseg_ring *ring, int rate,
                                   const struct pseg_live_sink *sink, const char *record,
                                   struct pseg_error *error);

/* Takes what waits in the ring, at most `most` samples; returns how many it took. -1: a sample is
 * no number, or the recording cannot be written; that is told once, and nothing more is taken. */
long pseg_live_pump(struct pseg_live *live, size_t most, struct pseg_error *error);

/* The source has ended: decides the rest. What is left in the ring, and lost behind it, is not
 * heard. */
int pseg_live_finish(struct pseg_live *live, struct pseg_error *error);

/* Commits the recording and frees; 0, or -1 where the recording could not be written. */
int pseg_live_close(struct pseg_live *live, struct pseg_error *error);

double pseg_live_heard(const struct pseg_live *live);   /* [s] of the device's time so far */
uint64_t pseg_live_lost(const struct pseg_live *live);  /* [samples at the device's rate] */
long pseg_live_gaps(const struct pseg_live *live);      /* how many losses */
double pseg_live_latency(const struct pseg_live *live); /* [s] algorithmic, resampler included */

#endif
