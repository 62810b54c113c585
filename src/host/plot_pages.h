/* Many recordings on a page, small: spectrum, score and boundaries of each, over its own time. */
#ifndef PSEG_PLOT_PAGES_H
#define PSEG_PLOT_PAGES_H

#include "plot.h"

enum { PSEG_PAGE_HEIGHT = 1980 }; /* to PSEG_PLOT_WIDTH as A4's height is to its width */

struct pseg_pages_setup {
    const char *output; /* .png, .svg: one page; .pdf: as many as it takes */
    const char *title;  /* of each page */
    int width, height;  /* [pixels] of a page; the height is less where fewer rows are enough */
    size_t total;       /* recordings that there are */
    int labelled, unlabelled; /* there are recordings of that kind: for the legend */
};

struct pseg_pages;
struct pseg_pages *pseg_pages_open(const struct pseg_pages_setup *setup, struct pseg_error *error);

/* How many recordings the picture has space for: all, or as many as are readable on one page. */
size_t pseg_pages_room(const struct pseg_pages *p);

/* The next recording, while there is room: its input, labels, tier, start, end and on_read. Returns
 * as pseg_plot does; what fails takes no room. */
int pseg_pages_add(struct pseg_pages *p, const struct pseg_plot *plot,
                   const struct pseg_model *model, struct pseg_error *error);

int pseg_pages_commit(struct pseg_pages *p, struct pseg_error *error); /* frees p */
void pseg_pages_abandon(struct pseg_pages *p);                         /* frees p */

#endif
