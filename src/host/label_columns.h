/* Label formats that are a line a label: seconds and score, TIMIT's .phn, HTK's .lab, Audacity's
 * label tracks, and NIST's CTM. Each printer is a label of pseg_format, each reader its read. */
#ifndef PSEG_LABEL_COLUMNS_H
#define PSEG_LABEL_COLUMNS_H

#include "writer.h"

void pseg_text_begin(struct pseg_writing *w);
void pseg_text_label(struct pseg_writing *w, const struct pseg_label *label);
int pseg_text_read(struct pseg_labels *l, struct pseg_text *t);

/* start end label, in samples at 16 kHz */
void pseg_phn_label(struct pseg_writing *w, const struct pseg_label *label);
int pseg_phn_read(struct pseg_labels *l, struct pseg_text *t);

/* start end label [score], in units of 100 ns (HTK Book, section 6.2.1) */
void pseg_lab_label(struct pseg_writing *w, const struct pseg_label *label);
int pseg_lab_read(struct pseg_labels *l, struct pseg_text *t);

/* start, end and text with tabs between, in seconds; lines that begin with \ have frequencies */
void pseg_audacity_label(struct pseg_writing *w, const struct pseg_label *label);
int pseg_audacity_read(struct pseg_labels *l, struct pseg_text *t);

/* recording channel start duration text [confidence], in seconds; ;; begins a comment. Each
 * recording is a tier. */
void pseg_ctm_label(struct pseg_writing *w, const struct pseg_label *label);
int pseg_ctm_read(struct pseg_labels *l, struct pseg_text *t);

#endif
