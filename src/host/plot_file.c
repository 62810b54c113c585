#include "plot_file.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct pseg_picture {
    enum pseg_picture_format format;
    char *path;
    struct pseg_output *output;
    cairo_surface_t *surface;
    cairo_t *cr;
    int write_errno; /* why a write failed; 0: none did */
};

enum pseg_picture_format pseg_picture_format(const char *path)
{
    static const char *const extensions[] = {
        [PSEG_PICTURE_PNG] = ".png", [PSEG_PICTURE_SVG] = ".svg", [PSEG_PICTURE_PDF] = ".pdf"};
    const size_t n = strlen(path);
    for (int f = PSEG_PICTURE_PNG; f <= PSEG_PICTURE_PDF; f++)
        if (n > 4 && path[n - 5] != '/' && strcasecmp(path + n - 4, extensions[f]) == 0)
            return (enum pseg_picture_format)f;
    return PSEG_PICTURE_UNKNOWN;
}

static cairo_status_t write_bytes(void *picture, const unsigned char *bytes, unsigned int n)
{
    struct pseg_picture *p = picture;
    errno = 0;
    if (fwrite(bytes, 1, n, pseg_output_stream(p->output)) == n)
        return CAIRO_STATUS_SUCCESS;
    p->write_errno = errno ? errno : EIO;
    return CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *make_surface(struct pseg_picture *p, int width, int height)
{
    if (p->format == PSEG_PICTURE_SVG) {
        cairo_surface_t *svg = cairo_svg_surface_create_for_stream(write_bytes, p, width, height);
        cairo_svg_surface_set_document_unit(svg, CAIRO_SVG_UNIT_PX);
        return svg;
    }
    if (p->format == PSEG_PICTURE_PDF)
        return cairo_pdf_surface_create_for_stream(write_bytes, p, width, height);
    return cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
}

/* Everything but the output. The surface may still write, so the output has to be there. */
static void release(struct pseg_picture *p)
{
    if (p->cr)
        cairo_destroy(p->cr);
    if (p->surface)
        cairo_surface_destroy(p->surface);
    free(p->path);
    free(p);
}

struct pseg_picture *pseg_picture_open(const char *path, int width, int height,
                                       struct pseg_error *error)
{
    struct pseg_picture *p = calloc(1, sizeof *p);
    if (!p || !(p->path = strdup(path))) {
        free(p);
        pseg_fail(error, "out of memory for %s", path);
        return NULL;
    }
    p->format = pseg_picture_format(path);
    if (p->format == PSEG_PICTURE_UNKNOWN)
        pseg_fail(error, "%s: a picture's name ends in .png, .svg or .pdf", path);
    else
        p->output = pseg_output_open(path, error);
    if (!p->output) {
        release(p);
        return NULL;
    }
    p->surface = make_surface(p, width, height);
    p->cr = cairo_create(p->surface);
    pseg_take_ink(p->cr, PSEG_WHITE, 1);
    cairo_paint(p->cr);
    return p;
}

cairo_t *pseg_picture_cairo(struct pseg_picture *p)
{
    return p->cr;
}

int pseg_picture_has_pages(const struct pseg_picture *p)
{
    return p->format == PSEG_PICTURE_PDF;
}

void pseg_picture_next_page(struct pseg_picture *p)
{
    cairo_show_page(p->cr);
}

/* The file's last bytes; what went wrong on the way, in drawing or in writing. */
static cairo_status_t finish(struct pseg_picture *p)
{
    const cairo_status_t drawn = cairo_status(p->cr);
    if (drawn)
        return drawn;
    if (p->format == PSEG_PICTURE_PNG)
        return cairo_surface_write_to_png_stream(p->surface, write_bytes, p);
    cairo_surface_finish(p->surface); /* shows the last page, unless it is empty */
    return cairo_surface_status(p->surface);
}

int pseg_picture_commit(struct pseg_picture *p, struct pseg_error *error)
{
    struct pseg_output *output = p->output;
    const cairo_status_t status = finish(p);
    if (p->write_errno)
        pseg_fail(error, "cannot write %s: %s", p->path, strerror(p->write_errno));
    else if (status)
        pseg_fail(error, "cannot draw %s: %s", p->path, cairo_status_to_string(status));
    const int failed = status || p->write_errno;
    release(p);
    if (failed) {
        pseg_output_abandon(output);
        return -1;
    }
    return pseg_output_commit(output, error);
}

void pseg_picture_abandon(struct pseg_picture *p)
{
    struct pseg_output *output = p->output;
    release(p);
    pseg_output_abandon(output);
}
