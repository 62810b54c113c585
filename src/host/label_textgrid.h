/* Praat's TextGrid text files, long and short; written long. */
#ifndef PSEG_LABEL_TEXTGRID_H
#define PSEG_LABEL_TEXTGRID_H

#include "label_text.h"

/* The text begins as those files do. */
int pseg_is_textgrid(const char *text);

int pseg_textgrid_read(struct pseg_labels *l, struct pseg_text *t);

/* Points with texts become a TextTier, all else an IntervalTier from 0 to the end. -1: out of
 * memory. */
int pseg_textgrid_write(FILE *f, const struct pseg_labels *l);

#endif
