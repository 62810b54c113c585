/* The panels of a recording's picture, each drawn where pseg_scene has placed it. */
#ifndef PSEG_PLOT_PANELS_H
#define PSEG_PLOT_PANELS_H

#include "axes.h"
#include "labels.h"
#include "plot_record.h"

enum { PSEG_SCENE_PANELS = 5 };

struct pseg_scene;
struct pseg_scene_panel {
    struct pseg_panel panel;
    double weight;                                           /* share of the height */
    int (*draw)(struct pseg_scene *s, struct pseg_panel *p); /* -1: out of memory */
};

struct pseg_scene {
    cairo_t *cr;
    const struct pseg_plot *plot;
    const struct pseg_model *model;
    const struct pseg_record *record;
    const struct pseg_tier *labels; /* NULL without a reference */
    int small;   /* one of many on a page: no more than spectrum, boundaries and score */
    int crowded; /* too many boundaries for a line each: they are counted */
    int n_panels;
    struct pseg_scene_panel panels[PSEG_SCENE_PANELS]; /* top to bottom */
    double *x, *low, *high;                            /* [room] points of a curve */
};

extern const struct pseg_pen pseg_threshold_pen;

/* Which panels this recording and model have; -1: out of memory. */
int pseg_choose_panels(struct pseg_scene *s);
void pseg_scene_free(struct pseg_scene *s);

/* Legends within panels, on top of the marks. */
void pseg_draw_panel_legends(const struct pseg_scene *s);

/* An axis's name where there is room for one. */
const char *pseg_name_axis(const struct pseg_scene *s, const char *name);

/* The panels that marks are drawn on in a way of their own. */
int pseg_draw_bands(struct pseg_scene *s, struct pseg_panel *p);
int pseg_draw_score(struct pseg_scene *s, struct pseg_panel *p);

#endif
