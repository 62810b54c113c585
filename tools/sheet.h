/* A sheet of panels over the time of one utterance, with its boundaries as dashed lines. */
#ifndef SHEET_H
#define SHEET_H

#include "phoneseg/host.h"

enum { SHEET_PANELS = 10, SHEET_CURVES = 8, SHEET_WIDTH = 1200 };

struct sheet_panel {
    const char *name; /* of the y axis */
    char title[96];   /* within the panel */
    int n_curves;
    double *curve[SHEET_CURVES];    /* [n] each */
    double offset;                  /* [s] from a frame's start to its time */
    unsigned char *marked;          /* [n] frames on a ground of colour */
    const struct pseg_times *found; /* boundaries of a system, or NULL */
};

struct sheet {
    char title[256];
    size_t n;                           /* frames */
    double start, step;                 /* [s] where the first one starts, and to the next */
    const struct pseg_times *reference; /* phone boundaries, or NULL */
    const char *marked;                 /* what the marked frames are, or NULL */
    struct sheet_panel panel[SHEET_PANELS];
    int n_panels;
};

/* The next panel, with curves of zeros; NULL: out of memory. */
struct sheet_panel *sheet_add(struct sheet *s, const char *title, const char *name, int n_curves);
void sheet_free(struct sheet *s);

int sheet_draw(const struct sheet *s, const char *path, struct pseg_error *error);

#endif
