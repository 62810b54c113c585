/* What a training run can be told: one table drives the command line, the configuration file, the
 * checkpoint and the record kept in the model. */
#ifndef PSEG_SETTINGS_H
#define PSEG_SETTINGS_H

#include "phoneseg/host.h"

/* Gates by name, whatever their place in a cell. */
enum { PSEG_GATE_FIRST, PSEG_N_GATE_NAMES = 6 };
extern const char *const pseg_gate_names[PSEG_N_GATE_NAMES];

enum pseg_teacher { PSEG_TEACHER_NONE, PSEG_TEACHER_TRANSITION };

enum pseg_schedule { PSEG_RATE_CONSTANT, PSEG_RATE_COSINE };

struct pseg_settings {
    int mel, ceps, deltas, cmvn;
    int topology, cell, dense, hidden, residual;
    int score;
    int gate; /* PSEG_GATE_FIRST, or one of the other names */
    int teacher, labels, delay, readout_state;
    int refine;
    double tutor; /* weight of its log odds beside the logarithm of the teacher's heights */
    double rpm;   /* weight of the prediction's loss beside the readout's */
    double blend; /* below 0: chosen so that E and the difference GAS weigh the same */
    int epochs, batch;
    double rate;
    int schedule;
    double dropout, clip;
    int bptt; /* [frames] 0: the whole utterance */
    int patience;
    int seed;
    double validation, piece;
    double gain, gain_high, noise, snr_low, snr_high, pad, hiss, band, speed;
    double room, colour;
    double babble, pink, hum; /* shares of the noises; the rest is white or coloured */
    double window;            /* [ms] */
    int fft;                  /* [samples] */
    double boundaries, log_floor, ceiling, silence;
};

/* A flag is 0 or 1; on the command line its name alone sets it. */
enum pseg_setting_kind {
    PSEG_SETTING_INT,
    PSEG_SETTING_FLAG,
    PSEG_SETTING_NUMBER,
    PSEG_SETTING_NAME
};

struct pseg_setting {
    const char *name;
    enum pseg_setting_kind kind;
    size_t offset;
    double low, high, initial;
    const char *(*name_of)(int value); /* of a NAME: of each value from low to high */
    const char *help;
};

#define PSEG_N_SETTINGS 50
extern const struct pseg_setting pseg_settings_table[PSEG_N_SETTINGS];

void pseg_settings_default(struct pseg_settings *s);

/* All numbers are in their ranges: settings that come from a file of bytes need not be. */
int pseg_settings_valid(const struct pseg_settings *s);

/* Sets one by its name and the text of its value. */
int pseg_settings_set(struct pseg_settings *s, const char *name, const char *value,
                      struct pseg_error *error);

/* Reads `name value` lines; '#' starts a comment. */
int pseg_settings_read(struct pseg_settings *s, const char *path, struct pseg_error *error);

/* The value of setting i as text. */
void pseg_setting_text(char *text, size_t room, const struct pseg_settings *s, int i);

/* The names that setting t takes, separated by commas. */
void pseg_setting_names(char *text, size_t room, const struct pseg_setting *t);

/* Writes all as the members of a JSON object. */
void pseg_settings_write_json(FILE *f, const struct pseg_settings *s);

/* Those in a model's record json[size]; what it does not name keeps its initial value. */
int pseg_settings_read_record(struct pseg_settings *s, const char *json, size_t size,
                              struct pseg_error *error);

/* Whether they go together: a sentence where they do not, such as of a gate that the cell lacks. */
int pseg_settings_check(const struct pseg_settings *s, struct pseg_error *error);

/* The configuration of the model that such a run makes, of settings that go together. */
void pseg_settings_config(struct pseg_config *config, const struct pseg_settings *s);

#endif
