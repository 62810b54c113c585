/* What a recurrent layer did over many recordings, as 001 section 4 looks at it: what its units
 * hold, how they differ (4.1), to what phones they answer (4.2), how its gates saturate (4.3).
 *
 * The activation of a unit is what its memory holds: c of an LSTM, the state of a cell that has no
 * other memory. Shares are of all frames, 0 .. 1. */
#ifndef PSEG_ACTIVITY_H
#define PSEG_ACTIVITY_H

#include <stdint.h>

#include "signals.h"

struct pseg_activity {
    char name[PSEG_LAYER_NAME]; /* of the layer */
    int units, n_gates;
    int has_memory; /* besides the state */
    const char *gate_name[PSEG_MAX_GATES];
    size_t n, room;         /* frames */
    float *memory;          /* [n][units] */
    int *phone;             /* [n] as in struct pseg_signals */
    uint64_t *saturated[2]; /* [n_gates][units] frames of a closed gate, and of an open one */
};

enum pseg_saturation { PSEG_CLOSED, PSEG_OPEN }; /* below 0.1, above 0.9: left and right */

/* Adds a recording's layer. -1: out of memory. */
int pseg_activity_add(struct pseg_activity *a, const struct pseg_signals *s, int layer);
void pseg_activity_free(struct pseg_activity *a);

/* ------------------------------------------------------------------------------- kinds of units */

/* 001 section 4.1: "silent neurons, whose values are among -1 and 1 with a possibility of 90%; and
 * except the silent ones, positive neurons, whose values are positive with a possibility of 90%;
 * negative neurons, whose values are negative with a possibility of 90%; regular neurons, whose
 * values are among -5 and 5 with a possibility of 90%; excited neurons, more than half of whose
 * activations are out of regular range; and others". The first that fits counts. */
enum pseg_unit_type {
    PSEG_UNIT_SILENT,
    PSEG_UNIT_POSITIVE,
    PSEG_UNIT_NEGATIVE,
    PSEG_UNIT_REGULAR,
    PSEG_UNIT_EXCITED,
    PSEG_UNIT_OTHER,
    PSEG_N_UNIT_TYPES
};

/* The same of a GRU, whose states are all within -1 .. 1: "unipolar neurons, including positive and
 * negative ones as in LSTM; and bipolar neurons, who activate both positively and negatively with a
 * possibility of at least 40%". Mixed are those that are neither. */
enum pseg_polarity { PSEG_UNIPOLAR, PSEG_BIPOLAR, PSEG_MIXED, PSEG_N_POLARITIES };

extern const char *const pseg_unit_type_names[PSEG_N_UNIT_TYPES];
extern const char *const pseg_polarity_names[PSEG_N_POLARITIES];

struct pseg_unit {
    double mean, deviation;
    double low, high;          /* the middle 90 % of its values */
    double positive, negative; /* shares of values above 0, and below */
    double within_1, within_5; /* shares of values with |x| <= 1, and <= 5 */
    enum pseg_unit_type type;
    enum pseg_polarity polarity;
};

/* units[a->units], a->n > 0. -1: out of memory. */
int pseg_activity_units(struct pseg_unit *units, const struct pseg_activity *a);

/* density[a->units][bins]: the share of a unit's values in each of `bins` of one width from low to
 * high; values beyond these count in the first and the last. */
void pseg_activity_density(double *density, const struct pseg_activity *a, double low, double high,
                           size_t bins);

/* 001 section 4.3: the share of frames in which a unit's gate is closed, or open. */
double pseg_saturation(const struct pseg_activity *a, enum pseg_saturation end, int gate, int unit);

/* ------------------------------------------------------------------------------- responsibility */

/* 001 section 4.2: "the responsibility of a neuron to a special phone as the possibility with which
 * this neuron activates unusually when meeting that phone". Unusual of an LSTM is there what is
 * excited, |x| > 5; what it is of a GRU, the paper leaves open. Here a value is unusual beyond
 * low[units] .. high[units].
 * share[n_phones][a->units]: NaN for a phone of fewer than PSEG_LEAST_FRAMES frames. */
enum { PSEG_LEAST_FRAMES = 10 };
void pseg_responsibility(double *share, const struct pseg_activity *a, const double *low,
                         const double *high, size_t n_phones);

/* The phone for which a unit is most responsible, and the next one; -1: there is none. "If a neuron
 * shows much higher [...] responsibility to one phone than any other phones, this neuron is much
 * more possible to recognize this phone": `lead` says by how much. */
struct pseg_recogniser {
    int unit, phone, next;
    double share, next_share, lead;
};

/* found[units] of share[n_phones][units], those that lead most first. */
void pseg_recognisers(struct pseg_recogniser *found, const double *share, size_t n_phones,
                      size_t units);

#endif
