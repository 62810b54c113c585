/* Whether a frame can be part of the speech, by its level: breath, lips, a chair and the room are
 * softer than speech by more than even its weak fricatives are. A recording with a low floor of
 * noise lets them all be heard, and a teacher that marks them makes a student that finds boundaries
 * in pauses. */
#ifndef PSEG_LOUDNESS_H
#define PSEG_LOUDNESS_H

/* share[frames] of log-mel features x[frames][d]: 1/2 where the loudest frame within 4 frames, by
 * the mean over bands, is 25 dB below the recording's loud ones (its 95 % quantile); logistic
 * around that, 1.5 dB wide. scratch[frames]. */
void pseg_loud_enough(float *share, float *scratch, const float *x, int frames, int d);

#endif
