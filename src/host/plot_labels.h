/* The segments of a TIMIT .phn file with their texts; pseg_read_phn() has their boundaries. */
#ifndef PSEG_PLOT_LABELS_H
#define PSEG_PLOT_LABELS_H

#include "phoneseg/host.h"

struct pseg_label {
    double start, end; /* [s] */
    char text[24];     /* cut where it is longer */
};

struct pseg_labels {
    struct pseg_label *label; /* [n] in the file's order */
    size_t n, room;
};

/* Lines without two numbers and a text are left out: pseg_read_phn() complains about them. */
int pseg_read_labels(struct pseg_labels *l, const char *path, struct pseg_error *error);
void pseg_labels_free(struct pseg_labels *l);

#endif
