/* phoneseg plot: its kinds of pictures, a file each, and what those of models share. A step that
 * fails has said why. */
#ifndef PLOT_KINDS_H
#define PLOT_KINDS_H

#include "command.h"
#include "plot_ink.h"
#include "sweep.h"

/* As given, NULL where not. */
struct plot_settings {
    char *kind, *output, *model, *threshold, *min_gap, *channel, *labels, *tier, *start, *end;
    char *width, *height, *data, *jobs;
    const char *const *arguments; /* recordings or models */
};

/* Each returns an exit status. */
int plot_recordings(const struct plot_settings *s);
int plot_precision_recall(const struct plot_settings *s);
int plot_pareto(const struct plot_settings *s);
int plot_learning(const struct plot_settings *s);
int plot_latency(const struct plot_settings *s);

/* ---------------------------------------------------------------------------------- models -- */

enum { PLOT_CURVE = 101 };

struct plot_model {
    char *name; /* its file's, without .pseg; the whole path where another file has the same */
    struct pseg_model model;
    /* what it finds in labelled recordings: with its own threshold, and with any */
    struct pseg_counts own;
    struct pseg_sweep_point curve[PLOT_CURVE];
};

struct plot_models {
    struct plot_model at[PSEG_MOST_SERIES];
    int n;
    char title[1024]; /* the folder of recordings, and how much there is in it */
};

/* Those of the arguments; without any, the default model. An exit status; free either way. */
int plot_load_models(struct plot_models *models, const struct plot_settings *s);
void plot_free_models(struct plot_models *models);

/* A picture of the models scored over the recordings of --data, by what `phoneseg eval` counts
 * with, and beside it a CSV file of the same name. An exit status. */
int plot_scored(const struct plot_settings *s,
                int draw(const char *path, const struct plot_models *models,
                         struct pseg_error *error),
                void write_csv(FILE *f, const struct plot_models *models));

/* ------------------------------------------------------------------------------------- CSV -- */

/* The columns of counts, and their names. */
void plot_write_names(FILE *f);
void plot_write_counts(FILE *f, float threshold, const struct pseg_counts *counts);

/* In quotes. */
void plot_write_text(FILE *f, const char *text);

#endif
