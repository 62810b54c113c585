/* One recording as a picture: waveform, spectrogram, score and gates over a shared time axis, with
 * the boundaries that a model finds. */
#ifndef PSEG_PLOT_H
#define PSEG_PLOT_H

#include "phoneseg/host.h"
#include "plot_ink.h"

enum {
    PSEG_PLOT_WIDTH = 1400,
    PSEG_PLOT_HEIGHT = 800,
    PSEG_PLOT_NARROWEST = 640,
    PSEG_PLOT_LOWEST = 400,
    PSEG_PLOT_LARGEST = 8000
};

struct pseg_plot {
    const char *input;      /* audio file */
    const char *name;       /* for the title; NULL: the file's, without its folder */
    const char *labels;     /* label file, or NULL */
    const char *tier;       /* of the label file; NULL: as pseg_find_tier says */
    const char *output;     /* .png, .svg or .pdf */
    const char *model_name; /* for the title */
    int channel;            /* of the recording, 1 being the first; 0: the mean of all */
    double start, end;      /* [s] what to show; end may be INFINITY */
    int width, height;      /* [pixels] PSEG_PLOT_NARROWEST, _LOWEST .. _LARGEST */

    /* NULL, or called while the audio is read, with the share of it that has been, 0 .. 1, or 0
     * where its length is not known; nonzero stops. */
    int (*on_read)(void *user, double share);
    void *user;
};

/* The recording in the rectangle of plot's width and height, whose corner is at (0, 0); small: one
 * of many on a page, of any size. Returns as pseg_plot does. */
int pseg_draw_recording(cairo_t *cr, const struct pseg_plot *plot, int small,
                        const struct pseg_model *model, struct pseg_error *error);

/* -1: there is no picture. 1: there is one, of what a truncated file holds; *error says so. */
int pseg_plot(const struct pseg_plot *plot, const struct pseg_model *model,
              struct pseg_error *error);

#endif
