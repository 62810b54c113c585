/* The model's configuration: one table of fields drives its check, the file's header and the
 * tools that print it. */
#ifndef PSEG_CONFIG_H
#define PSEG_CONFIG_H

#include "phoneseg/phoneseg.h"

struct pseg_field {
    const char *name;
    size_t offset;   /* [bytes] in struct pseg_config */
    int is_float;    /* else int32_t */
    float low, high; /* smallest and largest value allowed */
};

#define PSEG_N_FIELDS 28
extern const struct pseg_field pseg_fields[PSEG_N_FIELDS];

extern const char *const pseg_topology_names[PSEG_N_TOPOLOGIES];
extern const char *const pseg_score_names[PSEG_N_SCORES];

/* NULL where every field is in range and they agree with each other; else the name of the first
 * field that is not. */
const char *pseg_config_check(const struct pseg_config *config);

/* [frames] how far a score looks ahead of the frame it belongs to */
int pseg_score_lookahead(const struct pseg_config *config);

/* [samples] algorithmic latency, see pseg_latency() */
int pseg_config_latency(const struct pseg_config *config);

/* Its features need the whole recording: it cannot stream. */
static inline int pseg_is_offline(const struct pseg_config *c)
{
    return c->deltas || c->cmvn;
}

/* Whole windows in n samples. */
static inline int pseg_count_frames(size_t n, const struct pseg_config *c)
{
    return n < (size_t)c->window ? 0 : (int)((n - (size_t)c->window) / (size_t)c->hop) + 1;
}

#endif
