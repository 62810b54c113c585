/* Boundaries as they are marked in a picture: detected ones, and where there is a reference, which
 * of them are right. */
#ifndef PSEG_PLOT_MARKS_H
#define PSEG_PLOT_MARKS_H

#include "phoneseg/host.h"

enum pseg_mark_kind {
    PSEG_MARK_DETECTED,    /* by the model; there is no reference */
    PSEG_MARK_HIT,         /* detected, and paired with a boundary of the reference */
    PSEG_MARK_FALSE_ALARM, /* detected, and not paired */
    PSEG_MARK_FOUND,       /* of the reference, and paired with a detected one */
    PSEG_MARK_MISS,        /* of the reference, and not paired */
    PSEG_N_MARK_KINDS
};

struct pseg_mark {
    double at; /* [s] */
    float score;
    enum pseg_mark_kind kind;
};

struct pseg_marks {
    struct pseg_mark *mark; /* [n] */
    size_t n, room;
};

/* -1: out of memory */
int pseg_marks_add(struct pseg_marks *m, double at, float score, enum pseg_mark_kind kind);
void pseg_marks_free(struct pseg_marks *m);

/* Tells apart hits and false alarms among m's detected boundaries, which ascend, and adds those of
 * the reference: one-to-one pairs within the tolerance [s], the strict counting of pseg_count().
 * -1: out of memory. */
int pseg_marks_match(struct pseg_marks *m, const struct pseg_times *reference, double tolerance);

/* How many of a kind lie within start .. end [s]. */
size_t pseg_marks_count(const struct pseg_marks *m, enum pseg_mark_kind kind, double start,
                        double end);

#endif
