#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "eval.h"

/* *value = the number in text, where text is given. */
static int read_number(double *value, const char *text, const char *option, double low, double high)
{
    char *end;
    if (!text)
        return 0;
    *value = strtod(text, &end);
    if (end > text && *end == '\0' && *value >= low && *value <= high)
        return 0;
    complain_usage("eval", "--%s %s: a number from %g to %g expected", option, text, low, high);
    return -1;
}

static int read_numbers(struct eval_options *o)
{
    return read_number(&o->snr, o->snr_text, "snr", -60, 200) ||
           read_number(&o->level, o->level_text, "level", -120, 0) ||
           read_number(&o->threshold, o->threshold_text, "threshold", -1e6, 1e6) ||
           read_number(&o->offset, o->offset_text, "offset", -1000, 256) ||
           read_number(&o->blend, o->blend_text, "blend", 0, 1) ||
           read_number(&o->gap, o->gap_text, "min-gap", 0, 1000);
}

static int read_whole(long long *value, const char *text, const char *option, long long low,
                      long long high)
{
    char *end;
    if (!text)
        return 0;
    errno = 0;
    *value = strtoll(text, &end, 10);
    if (end > text && *end == '\0' && !errno && *value >= low && *value <= high)
        return 0;
    complain_usage("eval", "--%s %s: a whole number from %lld to %lld expected", option, text, low,
                   high);
    return -1;
}

static int read_whole_numbers(struct eval_options *o)
{
    return read_whole(&o->seed, o->seed_text, "seed", 0, INT64_MAX) ||
           read_whole(&o->jobs, o->jobs_text, "jobs", 1, 256) ||
           read_whole(&o->draws, o->draws_text, "bootstrap", 1, 1000000);
}

static int read_noise(struct eval_options *o)
{
    const size_t prefix = strlen(EVAL_BABBLE_PREFIX);
    if (!o->noise)
        return 0;
    if (!o->snr_text) {
        complain_usage("eval", "--noise %s: how loud it is, say by --snr DB", o->noise);
        return -1;
    }
    for (int kind = 0; kind < PSEG_N_NOISES; kind++)
        if (strcmp(o->noise, pseg_noise_names[kind]) == 0) {
            o->noise_kind = kind;
            return 0;
        }
    o->noise_kind = EVAL_BABBLE;
    if (strncmp(o->noise, EVAL_BABBLE_PREFIX, prefix) == 0 && o->noise[prefix])
        return 0;
    complain_usage("eval", "--noise %s: white, pink, hum or babble=DIR expected", o->noise);
    return -1;
}

int eval_read_options(struct eval_options *o)
{
    if (!o->data) {
        complain_usage("eval", "--data DIR is missing: a folder of labelled recordings");
        return -1;
    }
    if (o->tune && o->threshold_text) {
        complain_usage("eval", "--tune looks for the threshold that --threshold gives: choose one");
        return -1;
    }
    return read_numbers(o) || read_whole_numbers(o) || read_noise(o) ? -1 : 0;
}
