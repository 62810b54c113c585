/* All local maxima of a recording's score, or what a baseline has in their place, found once; then
 * the boundaries for any threshold, least distance and offset, refined between frames or not,
 * without running it again. */
#ifndef PSEG_PEAKS_H
#define PSEG_PEAKS_H

#include "phoneseg/host.h"

struct pseg_peak {
    uint64_t frame;
    float score;
    int shift; /* [samples] from the frame to its place between frames */
};

struct pseg_peaks {
    struct pseg_peak *at; /* [n], in time */
    size_t n, room;
    uint64_t length; /* [samples] of the recording, at the model's rate */
};

void pseg_peaks_free(struct pseg_peaks *peaks);

/* One more peak at the end. -1: out of memory. */
int pseg_peaks_add(struct pseg_peaks *peaks, struct pseg_peak peak);

/* Runs the model's detector over x[n], whatever its threshold, least distance, refine and offset.
 * *peaks is overwritten, and empty after a failure. */
int pseg_find_peaks(struct pseg_peaks *peaks, const float *x, size_t n,
                    const struct pseg_model *model, struct pseg_error *error);

/* A peak at each hop: the periodic detector, the least that any other must beat. */
int pseg_periodic_peaks(struct pseg_peaks *peaks, size_t n, int hop, struct pseg_error *error);

/* Each frame but the first, with the height at which clustering takes its boundary away (hac.h): an
 * offline baseline. The features are those of the model's front end, its network is left out. */
int pseg_hac_peaks(struct pseg_peaks *peaks, const float *x, size_t n,
                   const struct pseg_model *model, struct pseg_error *error);

/* *time [s] of the boundary that a peak is with c's refine and offset, in whole samples at 16 kHz,
 * as a label file of TIMIT keeps it. False where that is not inside of the recording's length
 * [samples]. */
int pseg_peak_time(double *time, const struct pseg_peak *peak, uint64_t length,
                   const struct pseg_config *c);

/* The boundaries that the detector reports with c's threshold, min_gap, refine and offset, at the
 * times that pseg_peak_time gives. *times is overwritten. */
int pseg_choose_peaks(struct pseg_times *times, const struct pseg_peaks *peaks,
                      const struct pseg_config *c);

#endif
