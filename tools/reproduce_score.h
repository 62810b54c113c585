/* The figures of a row: a system's score against the labels, clean and in noise. */
#ifndef REPRODUCE_SCORE_H
#define REPRODUCE_SCORE_H

#include "reproduce_data.h"
#include "reproduce_signals.h"
#include "tune.h"

enum condition { CLEAN, NOISY, N_CONDITIONS };
enum measure { STRICT, LENIENT, N_MEASURES };

/* What is fitted to the very recordings that are scored. */
enum protocol {
    TUNED,   /* threshold, and w where there is one, for each condition and measure: as the paper */
    SHIFTED, /* the same, and then the offset of boundaries from their frames too */
    FIXED, /* threshold, w and offset once, clean, for the mean of both measures: as eval --tune */
    N_PROTOCOLS
};
extern const char *const condition_names[N_CONDITIONS], *const measure_names[N_MEASURES],
                                                            *const protocol_names[N_PROTOCOLS];

struct figure {
    double r_value, precision, recall; /* per cent */
    double threshold, blend, offset;   /* offset [samples] */
};

enum { CURVE_POINTS = 61 };

struct figures {
    struct figure at[N_PROTOCOLS][N_CONDITIONS][N_MEASURES];
    struct figure curve[N_MEASURES][CURVE_POINTS]; /* clean, precision against recall */
    int n_curve[N_MEASURES];
};

/* A system over all recordings, in each condition: signals of a network, peaks of a baseline. */
struct heard {
    struct signals *signals[N_CONDITIONS]; /* [n] */
    struct pseg_peaks *peaks[N_CONDITIONS];
    size_t n;
    struct pseg_config config;
};

/* model: of a network, else NULL. progress: called with each recording; nonzero stops. Free with
 * heard_free, also after a failure. */
int heard_make(struct heard *h, const struct system *system, const struct pseg_model *model,
               const struct data *d, double snr, int (*progress)(void *user, double done),
               void *user, struct pseg_error *error);
void heard_free(struct heard *h);

int score_row(struct figures *f, const struct row *row, const struct heard *h, const struct data *d,
              struct pseg_error *error);

#endif
