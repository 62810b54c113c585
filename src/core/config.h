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

#define PSEG_N_FIELDS 25
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

#endif
