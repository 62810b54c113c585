/* What makers and readers of label documents share; the documents are in phoneseg/host.h. */
#ifndef PSEG_LABELS_H
#define PSEG_LABELS_H

#include <math.h>

#include "phoneseg/host.h"

#define PSEG_ONLY_TIER "segments" /* the name of a tier in a file that has no names */
#define PSEG_LEAST_GAP 1e-3       /* [s] between segments: less is how label files round */

/* The tier of that name, made where there is none; NULL: out of memory. Tiers may move. */
struct pseg_tier *pseg_labels_tier(struct pseg_labels *l, const char *name);

/* One more tier, whatever its name; NULL: out of memory. */
struct pseg_tier *pseg_labels_add_tier(struct pseg_labels *l, const char *name);

/* One more label, its text copied. -1: out of memory. */
int pseg_tier_add(struct pseg_tier *tier, const struct pseg_label *label);

/* A label of which only that is known. */
struct pseg_label pseg_label_at(double start, double end, const char *text);

/* All of it is points. */
int pseg_tier_is_points(const struct pseg_tier *tier);

/* Points without any text: boundaries of segments. */
int pseg_tier_is_boundaries(const struct pseg_tier *tier);

/* l->end where it is known; else the last segment's, or a hop after the last point, which would be
 * no boundary at the end. */
double pseg_labels_length(const struct pseg_labels *l);

/* *to becomes the tier as pseg_read_tier has it, from 0 to end [s], at least one segment. -1: out
 * of memory; to be freed nevertheless. */
int pseg_tier_tile(struct pseg_tier *to, const struct pseg_tier *tier, double end);

/* How many segments go on into the next one by more than files round, and are cut there in tiles;
 * -1: out of memory. */
long pseg_tier_overlaps(const struct pseg_tier *tier);

/* *t = the starts of the tiles but the first. -1: out of memory. */
int pseg_tile_boundaries(struct pseg_times *t, const struct pseg_tier *tiles);

/* As pseg_read_labels, of bytes in memory; path tells the format where format is NULL. */
int pseg_parse_labels(struct pseg_labels *l, const void *bytes, size_t size, const char *path,
                      const char *format, struct pseg_error *error);

#endif
