/* phoneseg eval, in the order in which it runs: options, model, detection, tuning, calibration,
 * result, report. phoneseg adapt takes some of the steps, too.
 * A step that fails has said why, and returns -1. */
#ifndef EVAL_H
#define EVAL_H

#include "babble.h"
#include "bootstrap.h"
#include "command.h"
#include "corpus.h"
#include "eval_calibrate.h"
#include "noise.h"
#include "tune.h"

/* Rows of an option table: the recordings, their labels and the model, for all that score. */
#define EVAL_INPUT_OPTIONS(o)                                                                      \
    {"data", 0, POPT_ARG_STRING, &(o)->data, 0, "labelled recordings", "DIR"},                     \
        {"labels",                                                                                 \
         0,                                                                                        \
         POPT_ARG_STRING,                                                                          \
         &(o)->labels,                                                                             \
         0,                                                                                        \
         "where the labels are: a folder, or what follows the recordings' names, such as "         \
         ".TextGrid (default: beside them, .phn before other formats)",                            \
         "DIR|SUFFIX"},                                                                            \
        {"tier",                                                                                   \
         0,                                                                                        \
         POPT_ARG_STRING,                                                                          \
         &(o)->tier,                                                                               \
         0,                                                                                        \
         "of label files that have several (default: the first with 'phon' in its name)",          \
         "NAME"},                                                                                  \
    {                                                                                              \
        "model", 0, POPT_ARG_STRING, &(o)->model, 0, "model file (default: the embedded one)", "F" \
    }

struct eval_options {
    const char *command; /* the one whose options these are: for its messages */
    char *data, *model, *score, *gate, *output_dir, *save, *reliability;
    char *noise, *level_text;
    char *labels, *tier; /* where the labels are: see struct pseg_label_choice */
    char *snr_text, *threshold_text, *offset_text, *blend_text, *gap_text;
    char *seed_text, *jobs_text, *draws_text;
    int int8, tune, by_speaker, json;
    /* what the texts say, where they are given */
    double snr;       /* [dB] */
    int noise_kind;   /* enum pseg_noise or EVAL_BABBLE */
    double level;     /* [dB of full scale] of a recording's peak */
    double threshold; /* of the score */
    double offset;    /* [ms] */
    double blend;     /* w of 000 eq. 16 */
    double gap;       /* [ms] */
    long long seed, jobs, draws;
};

enum { EVAL_BABBLE = PSEG_N_NOISES };
#define EVAL_BABBLE_PREFIX "babble=" /* of --noise, before the folder of voices */

/* -1: bad usage */
int eval_read_options(struct eval_options *o);

/* What finds the boundaries of a recording. */
enum eval_segmenter {
    EVAL_DETECTOR,
    EVAL_PERIODIC, /* one at each hop of the config, whatever is heard */
    EVAL_HAC,      /* clustering of the model's features, offline */
};

/* One run. The arrays hold the recordings in use; one that cannot be read is taken out. */
struct evaluation {
    const struct eval_options *options;
    struct pseg_model model; /* its config is edited: score, blend, threshold, gap, offset */
    enum eval_segmenter segmenter;
    struct pseg_corpus corpus;
    struct pseg_voices voices;          /* of the babble */
    struct pseg_recording **recordings; /* [n] */
    const struct pseg_times **refs;     /* [n] */
    struct pseg_peaks *peaks;           /* [n] */
    size_t n, n_failed;
    struct pseg_point best[PSEG_N_GOALS]; /* where tuned */
    struct eval_calibration calibration;
};

/* The model and its edited configuration; returns an exit status. Free with pseg_model_free. */
int eval_make_model(struct evaluation *e);

/* The score's name as --score takes it: text[32]. */
void eval_score_name(char *text, const struct evaluation *e);

/* The name of the gate whose difference is in the score; NULL: none is. */
const char *eval_gate_name(const struct evaluation *e);

/* It hears the whole recording before it decides: no figure of a detector. */
int eval_is_offline(const struct evaluation *e);

int eval_open_corpus(struct evaluation *e);
void eval_close_corpus(struct evaluation *e);

/* Loads what the noise is made of; -1 after saying what is wrong. */
int eval_open_sound(struct evaluation *e);
void eval_close_sound(struct evaluation *e);

/* Makes of a recording x[n] what is to be heard: its level, then the noise, which is drawn by seed
 * and the recording's name. */
int eval_make_sound(float *x, size_t n, const struct evaluation *e,
                    const struct pseg_recording *recording, struct pseg_error *error);

/* "white noise", "babble of DIR": text[size] */
void eval_noise_name(char *text, size_t size, const struct evaluation *e);

/* Which rank has which recording: an array to be freed; NULL after saying why. */
int *eval_owners(const struct evaluation *e);

/* What each rank found in its recordings, to all. */
int eval_share_peaks(struct evaluation *e, const int *owner);

/* Runs the detector over all recordings; -1 also when interrupted or when none is left. */
int eval_detect(struct evaluation *e);

/* Sets the config to the best operating point for the mean of both R-values. */
int eval_tune(struct evaluation *e);

struct eval_group {
    const char *speaker;
    struct pseg_counts counts;
};

/* How far what was found lies behind the labels [ms], of strict pairs. */
struct eval_timing {
    size_t pairs;             /* where 0, the rest is too */
    double median, low, high; /* low, high: the first and the third quartile */
};

struct eval_result {
    struct eval_timing timing;
    struct pseg_counts total;
    struct pseg_counts *files; /* [n] of the evaluation */
    struct eval_group *groups; /* [n_groups] by name of speaker */
    size_t n_groups;
    struct pseg_interval strict, lenient;
    struct pseg_reliability reliability; /* of no bin where scores are no probabilities */
};

int eval_measure_timing(struct eval_timing *t, const struct evaluation *e); /* -1: no memory */
void eval_add_counts(struct pseg_counts *sum, const struct pseg_counts *c);
int eval_count(struct eval_result *r, const struct evaluation *e);
void eval_result_free(struct eval_result *r);

/* The shortest decimal that reads back as the very same float: text[32], returned. */
const char *eval_float(char *text, float value);

/* What the intervals were resampled by. */
const char *eval_unit(const struct eval_result *r);

void eval_print_text(const struct evaluation *e, const struct eval_result *r);
void eval_print_json(const struct evaluation *e, const struct eval_result *r);

/* The boundaries as label files in --output-dir, at the recordings' relative paths. */
int eval_write_labels(const struct evaluation *e);

#endif
