#include "settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "config.h"

static const char *topology_name(int i)
{
    return pseg_topology_names[i];
}

static const char *cell_name(int i)
{
    return pseg_cells[i].name;
}

static const char *score_name(int i)
{
    return pseg_score_names[i];
}

static const char *gate_name(int i)
{
    return pseg_gate_names[i];
}

static const char *teacher_name(int i)
{
    return i == PSEG_TEACHER_TRANSITION ? "transition" : "none";
}

static const char *schedule_name(int i)
{
    return i == PSEG_RATE_COSINE ? "cosine" : "constant";
}

/* clang-format off */
#define PLACE(field) offsetof(struct pseg_settings, field)
#define INT(field, low, high, initial, help) \
    {#field, PSEG_SETTING_INT, PLACE(field), low, high, initial, NULL, help}
#define FLAG(name, field, help) \
    {name, PSEG_SETTING_FLAG, PLACE(field), 0, 1, 0, NULL, help}
#define NUMBER(name, field, low, high, initial, help) \
    {name, PSEG_SETTING_NUMBER, PLACE(field), low, high, initial, NULL, help}
#define NAME(field, low, high, initial, help) \
    {#field, PSEG_SETTING_NAME, PLACE(field), low, high, initial, field##_name, help}
/* clang-format on */

const struct pseg_setting pseg_settings_table[PSEG_N_SETTINGS] = {
    INT(mel, 2, 128, 26, "mel bands"),
    INT(ceps, 0, 128, 13, "cepstral coefficients with c0; 0: the log-mel bands themselves"),
    INT(deltas, 0, 2, 0, "orders of symmetric differences besides; such a model cannot stream"),
    FLAG("cmvn", cmvn, "mean 0 and variance 1 over each recording; such a model cannot stream"),
    NAME(topology, PSEG_TOPOLOGY_RPM2, PSEG_N_TOPOLOGIES - 1, PSEG_TOPOLOGY_RPM4,
         "layers of the network"),
    NAME(cell, 0, PSEG_N_CELLS - 1, PSEG_CELL_GRU, "recurrent cell"),
    INT(dense, 1, 1024, 64, "units of a dense layer"),
    INT(hidden, 1, 1024, 32, "units of a recurrent layer"),
    FLAG("residual", residual, "the upper recurrent layer gets the lower one's memory"),
    NAME(score, PSEG_SCORE_ERROR, PSEG_SCORE_BLEND, PSEG_SCORE_BLEND, "what marks a boundary"),
    NAME(gate, 0, PSEG_N_GATE_NAMES - 1, PSEG_GATE_FIRST,
         "gate whose difference is scored; first: the cell's update or forget gate"),
    NUMBER("blend", blend, -1, 1, -1,
           "w of (1-w) error + w gas; -1: both weigh the same on the validation audio"),
    NAME(teacher, 0, 1, PSEG_TEACHER_NONE,
         "who marks boundaries for a learned readout, which then is the score"),
    FLAG("labels", labels, "recordings that have labels beside them are marked by these"),
    NUMBER(
        "tutor", tutor, 0, 10, 0,
        "weight, in the teacher's marks, of a network that learns the labelled recordings first"),
    INT(delay, 0, 10, 3, "frames that the readout may listen on after a boundary"),
    FLAG("readout-state", readout_state, "the readout sees the state, too"),
    FLAG("refine", refine, "boundaries are placed between frames, where the score's vertex is"),
    NUMBER("rpm", rpm, 0, 100, 0.3, "weight of the prediction's loss beside the readout's"),
    INT(epochs, 1, 100000, 5, "passes over the audio"),
    INT(batch, 1, 4096, 32, "utterances in a batch"),
    NUMBER("rate", rate, 1e-9, 1, 2e-3, "learning rate of Adam"),
    NAME(schedule, 0, 1, PSEG_RATE_COSINE, "course of the rate"),
    NUMBER("dropout", dropout, 0, 0.9, 0.1, "share of units dropped, below the output"),
    NUMBER("clip", clip, 0, 1e9, 1, "largest norm of the gradient; 0: no limit"),
    INT(bptt, 0, 1000000, 0, "frames of truncated back-propagation; 0: whole utterances"),
    INT(patience, 0, 100000, 0,
        "stop after so many epochs without a better validation loss, keep the best; 0: never"),
    INT(seed, 0, 2147483647, 1, "of everything random"),
    NUMBER("validation", validation, 0, 0.9, 0.05, "share of the files kept for validation"),
    NUMBER("piece", piece, 0.5, 3600, 6, "seconds; longer recordings are cut"),
    NUMBER("gain", gain, -90, 0, -30, "dB of full scale; peaks are set at random from here on"),
    NUMBER("gain-high", gain_high, 0, 20, 0, "dB of full scale; and up to here"),
    NUMBER("noise", noise, 0, 1, 0.8, "share of utterances heard in noise, white or coloured"),
    NUMBER("snr-low", snr_low, -20, 100, 0, "dB; the worst signal-to-noise ratio"),
    NUMBER("snr-high", snr_high, -20, 100, 30, "dB; the best one"),
    NUMBER("babble", babble, 0, 1, 0, "share of these noises that are speech of the others"),
    NUMBER("pink", pink, 0, 1, 0, "share that are pink"),
    NUMBER("hum", hum, 0, 1, 0, "share that are hum; the rest is white or coloured"),
    NUMBER("pad", pad, 0, 1, 0, "share of utterances with near-silence at both ends"),
    NUMBER("hiss", hiss, 0, 1, 0, "share of utterances with a hiss 40 to 80 dB down"),
    NUMBER("band", band, 0, 1, 0, "share of utterances heard through another band"),
    NUMBER("room", room, 0, 1, 0, "share of utterances with the echoes of a room"),
    NUMBER("colour", colour, 0, 1, 0,
           "share of utterances heard through another frequency response"),
    NUMBER("speed", speed, 0, 1, 0,
           "utterances are up to so much faster or slower, in shares of 1"),
    NUMBER("window", window, 10, 100, 25, "milliseconds of audio in a frame"),
    INT(fft, 16, 4096, 512,
        "points of a frame's FFT: 8 times factors of 2, 3 and 5, a window or more"),
    NUMBER("boundaries", boundaries, 0.1, 100, 12,
           "per second; sets the model's threshold, without labels"),
    NUMBER("log-floor", log_floor, 1e-6, 1e6, 1, "least band power, in squares of 16-bit units"),
    NUMBER("ceiling", ceiling, 0, 1e12, 0,
           "band power that the finished model lowers louder audio to, slowly; 0: none"),
    NUMBER("silence", silence, 0, 1e6, 0,
           "band power below which the finished model hears silence; 0: as in learning"),
};

static int *as_int(const struct pseg_settings *s, const struct pseg_setting *t)
{
    return (int *)((char *)s + t->offset);
}

static double *as_number(const struct pseg_settings *s, const struct pseg_setting *t)
{
    return (double *)((char *)s + t->offset);
}

static void put(struct pseg_settings *s, const struct pseg_setting *t, double value)
{
    if (t->kind == PSEG_SETTING_NUMBER)
        *as_number(s, t) = value;
    else
        *as_int(s, t) = (int)value;
}

void pseg_settings_default(struct pseg_settings *s)
{
    memset(s, 0, sizeof *s); /* also the bytes between fields: a checkpoint keeps them all */
    for (int i = 0; i < PSEG_N_SETTINGS; i++)
        put(s, &pseg_settings_table[i], pseg_settings_table[i].initial);
}

int pseg_settings_valid(const struct pseg_settings *s)
{
    for (int i = 0; i < PSEG_N_SETTINGS; i++) {
        const struct pseg_setting *t = &pseg_settings_table[i];
        const double value = t->kind == PSEG_SETTING_NUMBER ? *as_number(s, t) : *as_int(s, t);
        if (!(value >= t->low && value <= t->high))
            return 0;
    }
    return 1;
}

void pseg_setting_names(char *text, size_t room, const struct pseg_setting *t)
{
    size_t used = 0;
    text[0] = 0;
    for (int k = (int)t->low; k <= (int)t->high && used < room; k++)
        used += (size_t)snprintf(text + used, room - used, "%s%s", used ? ", " : "", t->name_of(k));
}

static int set_name(struct pseg_settings *s, const struct pseg_setting *t, const char *value,
                    struct pseg_error *error)
{
    char names[512];
    for (int k = (int)t->low; k <= (int)t->high; k++)
        if (strcmp(t->name_of(k), value) == 0) {
            put(s, t, k);
            return 0;
        }
    pseg_setting_names(names, sizeof names, t);
    return pseg_fail(error, "%s is '%s', which is none of: %s", t->name, value, names);
}

static int set_number(struct pseg_settings *s, const struct pseg_setting *t, const char *value,
                      struct pseg_error *error)
{
    char *end;
    const double number = strtod(value, &end);
    if (end == value || *end)
        return pseg_fail(error, "%s is '%s', which is no number", t->name, value);
    if (!(number >= t->low && number <= t->high))
        return pseg_fail(error, "%s is %s, which is not from %g to %g", t->name, value, t->low,
                         t->high);
    if (t->kind == PSEG_SETTING_INT && number != (double)(long)number)
        return pseg_fail(error, "%s is '%s', which is no whole number", t->name, value);
    put(s, t, number);
    return 0;
}

int pseg_settings_set(struct pseg_settings *s, const char *name, const char *value,
                      struct pseg_error *error)
{
    for (int i = 0; i < PSEG_N_SETTINGS; i++) {
        const struct pseg_setting *t = &pseg_settings_table[i];
        if (strcmp(t->name, name) == 0)
            return t->kind == PSEG_SETTING_NAME ? set_name(s, t, value, error)
                                                : set_number(s, t, value, error);
    }
    return pseg_fail(error, "there is no setting '%s'", name);
}

static int read_line(struct pseg_settings *s, char *line, const char *path, int number,
                     struct pseg_error *error)
{
    struct pseg_error why;
    char *rest = NULL;
    line[strcspn(line, "#\r\n")] = 0;
    const char *name = strtok_r(line, " \t=", &rest), *value = strtok_r(NULL, " \t=", &rest);
    if (!name)
        return 0;
    if (!value || strtok_r(NULL, " \t", &rest))
        return pseg_fail(error, "%s, line %d: not of the form `name value`", path, number);
    if (pseg_settings_set(s, name, value, &why))
        return pseg_fail(error, "%s, line %d: %.900s", path, number, why.text);
    return 0;
}

int pseg_settings_read(struct pseg_settings *s, const char *path, struct pseg_error *error)
{
    char *line = NULL;
    size_t room = 0;
    int number = 0, status = 0;
    FILE *f = fopen(path, "r");
    if (!f)
        return pseg_fail(error, "cannot read %s: %s", path, strerror(errno));
    while (!status && getline(&line, &room, f) >= 0)
        status = read_line(s, line, path, ++number, error);
    if (!status && ferror(f))
        status = pseg_fail(error, "cannot read %s: %s", path, strerror(errno));
    free(line);
    fclose(f);
    return status;
}

void pseg_setting_text(char *text, size_t room, const struct pseg_settings *s, int i)
{
    const struct pseg_setting *t = &pseg_settings_table[i];
    if (t->kind == PSEG_SETTING_NUMBER) {
        const double number = *as_number(s, t);
        snprintf(text, room, "%.15g", number);
        if (strtod(text, NULL) != number) /* 0.1 stays 0.1, and every number comes back */
            snprintf(text, room, "%.17g", number);
    } else if (t->kind == PSEG_SETTING_NAME)
        snprintf(text, room, "%s", t->name_of(*as_int(s, t)));
    else
        snprintf(text, room, "%d", *as_int(s, t));
}
