/* A picture file that cairo draws into: PNG, SVG or PDF by the name's extension. Under a temporary
 * name until it is complete. */
#ifndef PSEG_PLOT_FILE_H
#define PSEG_PLOT_FILE_H

#include "phoneseg/host.h"
#include "plot_ink.h"

enum pseg_picture_format {
    PSEG_PICTURE_UNKNOWN,
    PSEG_PICTURE_PNG,
    PSEG_PICTURE_SVG,
    PSEG_PICTURE_PDF
};

enum pseg_picture_format pseg_picture_format(const char *path);

struct pseg_picture;

/* White, width x height [pixels of a PNG or an SVG, points of a PDF]. */
struct pseg_picture *pseg_picture_open(const char *path, int width, int height,
                                       struct pseg_error *error);
cairo_t *pseg_picture_cairo(struct pseg_picture *p);

/* A new page of the same size, where the format has pages: a PDF. */
int pseg_picture_has_pages(const struct pseg_picture *p);
void pseg_picture_next_page(struct pseg_picture *p);

int pseg_picture_commit(struct pseg_picture *p, struct pseg_error *error); /* frees p */
void pseg_picture_abandon(struct pseg_picture *p);                         /* frees p */

#endif
