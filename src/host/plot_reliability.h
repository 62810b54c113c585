/* A reliability diagram: predicted against observed share of boundaries, and how many candidates
 * there are of each probability. */
#ifndef PSEG_PLOT_RELIABILITY_H
#define PSEG_PLOT_RELIABILITY_H

#include "reliability.h"

struct pseg_reliability_plot {
    const char *title;
    const char *path; /* .png, .svg, .pdf */
    double threshold; /* marked where it is inside of 0 .. 1 */
    const struct pseg_reliability *now;
    const struct pseg_reliability *before; /* drawn behind; NULL: there is none */
};

int pseg_plot_reliability(const struct pseg_reliability_plot *plot, struct pseg_error *error);

#endif
