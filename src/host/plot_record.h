/* What a picture of a recording shows, gathered in one pass and in bounded memory. */
#ifndef PSEG_PLOT_RECORD_H
#define PSEG_PLOT_RECORD_H

#include "plot.h"
#include "plot_bins.h"
#include "plot_marks.h"

struct pseg_record {
    double start, end;      /* [s] of the picture */
    struct pseg_bins wave;  /* [1] full scale 1 */
    struct pseg_bins bands; /* [n_mel] natural logarithm of each mel band's power */
    struct pseg_bins score; /* [1] at the time where its boundary would be */
    struct pseg_bins gates; /* [n_gates] mean over the units; no channels without a network */
    struct pseg_marks marks;
    int truncated; /* the file holds less than it promises, see the error */
};

/* Runs the model over the recording; pseg_record_free either way. Of a truncated file what is
 * there is recorded, and *error says what is missing. */
int pseg_record_run(struct pseg_record *r, const struct pseg_plot *plot,
                    const struct pseg_model *model, struct pseg_error *error);
void pseg_record_free(struct pseg_record *r);

#endif
