/* Memory signatures (003 section 4): how well decoders of a frozen state recall the input of 1, 2,
 * ... frames ago, class by class. Whatever a decoder tells is told of frames that it never learned
 * from. */
#ifndef PSEG_SIGNATURE_H
#define PSEG_SIGNATURE_H

#include "decoder.h"

/* Frames of one or more recordings, one after the other. Pieces of whole recordings are dealt in
 * turn to PSEG_FOLDS folds: those of a fold are told by decoders that learned from the others. */
struct pseg_recall {
    const signed char *class; /* [n] what was heard; -1: not known */
    const int *piece;         /* [n] 0, 1, ... ascending; nothing is recalled across a border */
    size_t n;
    int classes;
};

enum { PSEG_FOLDS = 3 };

struct pseg_signature {
    int steps, classes;
    long *asked, *right; /* [steps][classes] of the frames that held this class delta = 1 .. steps
                            frames ago, how many were told, and rightly */
};

/* piece[n] of recordings of frames[recordings] frames each: a piece each, but a single one is cut
 * into PSEG_FOLDS. */
void pseg_cut_pieces(int *piece, const int *frames, int recordings);

/* x[n][dim] are the states. progress(user, share of one decoder) is called from several threads;
 * nonzero stops; may be NULL. -1: stopped, out of memory, or there is nothing to learn from. */
int pseg_signature_of(struct pseg_signature *s, const float *x, int dim,
                      const struct pseg_recall *recall, int steps,
                      const struct pseg_decoder_settings *settings,
                      int (*progress)(void *user, double decoders), void *user,
                      struct pseg_error *error);
void pseg_signature_free(struct pseg_signature *s);

/* Over all classes: the share told rightly of `delta` frames ago, 1 .. steps, and what the best of
 * guesses gets, which is always the same class: the share of the most frequent one. NaN where
 * nothing was asked. */
double pseg_recalled(const struct pseg_signature *s, int delta);
double pseg_guessed(const struct pseg_signature *s, int delta);

#endif
