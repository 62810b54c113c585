/* The log-mel spectrogram as an image of grey levels, dark where the speech is loud. */
#ifndef PSEG_PLOT_SPECTRUM_H
#define PSEG_PLOT_SPECTRUM_H

#include "axes.h"
#include "plot_bins.h"

/* Fills the panel, whose x axis is in seconds; band 0 is at the bottom. bands holds natural
 * logarithms of power. Painted one pixel for each unit of the picture. -1: out of memory. */
int pseg_draw_spectrum(cairo_t *cr, const struct pseg_panel *p, const struct pseg_bins *bands);

/* Ticks at 125, 250, 500 ... Hz, at their places on the mel scale: y is 0 at low_hz and 1 at
 * high_hz. */
void pseg_mel_ticks(struct pseg_ticks *ticks, double low_hz, double high_hz);

#endif
