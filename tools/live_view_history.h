/* What the live view remembers: the last seconds, in slots of equal length on the time line of the
 * device, whatever was lost on it. */
#ifndef LIVE_VIEW_HISTORY_H
#define LIVE_VIEW_HISTORY_H

#include "live.h"

enum { HISTORY_SLOTS = 2048 };

struct history_slot {
    float score; /* the highest; -INFINITY: none */
    uint8_t boundaries, lost, heard;
};

struct history {
    double slot;   /* [s] length */
    double origin; /* [s] where the detector's frames count from: after the last loss */
    long newest;   /* slot s is slots[s % HISTORY_SLOTS]; -1: none */
    int n_bands, n_ceps;
    double hop, centre, offset; /* [s] from frame to frame; middle of a frame; of its boundary */
    float *inverse; /* [n_bands][n_ceps] cepstra to log-mel bands; NULL: they are these */
    struct history_slot slots[HISTORY_SLOTS];
    uint8_t *levels; /* [HISTORY_SLOTS][n_bands] band powers [half dB] over 1, in 16-bit units */
};

int history_init(struct history *h, const struct pseg_config *config); /* -1: out of memory */
void history_free(struct history *h);

void history_frame(struct history *h, const struct pseg_frame *frame);
void history_boundary(struct history *h, double at);
void history_gap(struct history *h, double at, double seconds);

/* NULL: forgotten, or not yet */
const struct history_slot *history_at(const struct history *h, long slot);
const uint8_t *history_levels(const struct history *h, long slot); /* [n_bands] of a heard slot */

#endif
