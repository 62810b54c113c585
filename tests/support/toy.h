/* Small models with random weights, and detectors of them. */
#ifndef TESTS_TOY_H
#define TESTS_TOY_H

#include "phoneseg/phoneseg.h"

/* Mel 26 to 8 kHz, dense and hidden 64, every peak a boundary. */
struct pseg_config toy_default_config(int topology, int score);

/* The same with 10 bands, dense 12, hidden 8: quick. */
struct pseg_config toy_config(int topology, int score);

struct toy_model {
    void *bytes; /* [size] as in a model file */
    size_t size;
    struct pseg_model model;
};

/* Random weights; feature.mean and feature.gain are such that inputs are about 1 in size. */
void toy_model_make(struct toy_model *toy, const struct pseg_config *config, uint32_t seed);
void toy_model_free(struct toy_model *toy);

/* A detector in memory of exactly pseg_size() bytes; free its memory. */
struct pseg *toy_detector(void **memory, const struct pseg_model *model);

#define TOY_N_SCORES 8
#define TOY_N_INT8 8
#define TOY_FIRST_INT8 (TOY_N_SCORES + PSEG_N_CELLS)
#define TOY_N_MODELS (TOY_FIRST_INT8 + TOY_N_INT8)

/* One small configuration for each score, and then some: topologies, cepstra, other gates, gaps and
 * thresholds, places refined in half of them; then one for each cell that there is, with a memory
 * residual in every other and places refined in the rest; last, some of these with int8 matrices.
 * index: 0 .. TOY_N_MODELS - 1 */
struct pseg_config toy_config_of(int index);

#endif
