/* Blend and threshold of a trained model, without labels: by what the model itself says of the
 * validation audio. */
#ifndef PSEG_CALIBRATE_H
#define PSEG_CALIBRATE_H

#include "dataset.h"

/* What a model's signals are like over some audio. */
struct pseg_heard {
    double error_deviation, gas_deviation; /* standard deviations over all frames */
    float *peaks;                          /* [n_peaks] scores of this rank's local maxima */
    size_t n_peaks, peaks_room;
    double seconds; /* of all ranks, as the deviations are */
};

/* Runs the model over this rank's pieces of part, every local maximum counting as a peak; to be
 * freed, and empty after a failure (-1): together. */
int pseg_listen(struct pseg_heard *heard, const struct pseg_model *model,
                const struct pseg_part *part, struct pseg_error *error);
void pseg_heard_free(struct pseg_heard *heard);

/* w of 000 eq. 16 such that both signals deviate by the same; 0 where the gates never move. */
double pseg_equal_blend(const struct pseg_heard *heard);

/* The threshold that leaves so many boundaries a second: together. */
int pseg_threshold_for_rate(float *threshold, const struct pseg_heard *heard, double boundaries,
                            struct pseg_error *error);

#endif
