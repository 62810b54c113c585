/* The curves of a layer around boundaries, on average, over all recordings: collected, printed,
 * drawn and written. */
#ifndef INSPECT_AVERAGES_H
#define INSPECT_AVERAGES_H

#include "curves.h"
#include "triggered.h"

/* Around labelled boundaries; or, only where no recording has labels, around those detected. */
enum averages_set { AVERAGES_LABELLED, AVERAGES_FOUND, AVERAGES_SETS };

struct averages {
    int n; /* curves */
    struct {
        enum pseg_curve_kind kind;
        char name[40];
        struct pseg_triggered around[AVERAGES_SETS];
    } curve[PSEG_MAX_CURVES];
    size_t n_recordings[AVERAGES_SETS], n_boundaries[AVERAGES_SETS];
};

/* One more recording, with the same curves as those before. -1: out of memory. */
int averages_add(struct averages *a, const struct pseg_curves *c, const struct pseg_signals *s);
void averages_free(struct averages *a);

/* Which set there is to show. */
enum averages_set averages_shown(const struct averages *a);

/* What they say, in words, to stdout. False: too little audio around boundaries, said instead. */
int averages_print(const struct averages *a);

/* A panel for each curve. */
int averages_draw(const struct averages *a, const char *title, const char *path,
                  struct pseg_error *error);

/* A line of the table for each lag; the array is [curves][mean, error, chance, deviation][lags]. */
int averages_write(const struct averages *a, const char *csv, const char *npy,
                   struct pseg_error *error);

#endif
