/* Candidates: every local maximum of a score, and whether it is a boundary of the reference. What a
 * probability is fitted to, and judged by. */
#ifndef PSEG_CANDIDATES_H
#define PSEG_CANDIDATES_H

#include "peaks.h"

struct pseg_candidate {
    double at; /* [s] */
    float score;
    int is_boundary;
};

struct pseg_candidates {
    struct pseg_candidate *at; /* [n] */
    size_t n, room;
    long n_boundaries;
};

void pseg_candidates_free(struct pseg_candidates *list);

/* Appends one recording's, placed by c's offset, whatever its threshold and least distance; the
 * highest score comes first. In that order each takes the nearest reference within the tolerance of
 * strict counting that no other has: it is a boundary then. So above any threshold there are as
 * many boundaries as strict counting has hits, or very nearly: that counts the most pairs that
 * there can be. -1: out of memory. */
int pseg_add_candidates(struct pseg_candidates *list, const struct pseg_peaks *peaks,
                        const struct pseg_times *ref, const struct pseg_config *c);

/* Those of all recordings. *list is overwritten, and empty after a failure. */
int pseg_find_candidates(struct pseg_candidates *list, const struct pseg_peaks *peaks,
                         const struct pseg_times *const *refs, size_t n,
                         const struct pseg_config *c, struct pseg_error *error);

#endif
