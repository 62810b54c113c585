/* What the detector hears: the recording at another level, and in noise. */
#include <stdlib.h>
#include <string.h>

#include "eval.h"
#include "level.h"

static int is_babble(const struct evaluation *e)
{
    return e->options->noise_kind == EVAL_BABBLE;
}

static const char *folder_of_voices(const struct evaluation *e)
{
    return e->options->noise + strlen(EVAL_BABBLE_PREFIX);
}

int eval_open_sound(struct evaluation *e)
{
    struct pseg_error error;
    if (!is_babble(e) || !pseg_load_voices(&e->voices, folder_of_voices(e), e->model.config.rate,
                                           (uint64_t)e->options->seed, &error))
        return 0;
    complain("eval", "--noise: %s", error.text);
    return -1;
}

void eval_close_sound(struct evaluation *e)
{
    pseg_free_voices(&e->voices);
}

static int add_noise(float *x, size_t n, const struct evaluation *e, struct pseg_random *r,
                     struct pseg_error *error)
{
    const struct eval_options *o = e->options;
    if (o->noise_kind == PSEG_NOISE_WHITE) {
        pseg_add_noise(x, n, o->snr, 0, r);
        return 0;
    }
    float *noise = malloc((n + 1) * sizeof *noise);
    if (!noise)
        return pseg_fail(error, "out of memory for the noise");
    if (is_babble(e))
        pseg_make_babble(noise, n, e->voices.voice, e->voices.n, r);
    else
        pseg_make_noise(noise, n, e->model.config.rate, (enum pseg_noise)o->noise_kind, r);
    pseg_mix_noise(x, noise, n, o->snr);
    free(noise);
    return 0;
}

int eval_make_sound(float *x, size_t n, const struct evaluation *e,
                    const struct pseg_recording *recording, struct pseg_error *error)
{
    struct pseg_random r;
    pseg_random_seed(&r, (uint64_t)e->options->seed, pseg_random_stream(recording->name));
    if (e->options->level_text)
        pseg_set_peak(x, n, e->options->level);
    return e->options->snr_text ? add_noise(x, n, e, &r, error) : 0;
}

void eval_noise_name(char *text, size_t size, const struct evaluation *e)
{
    const int kind = e->options->noise_kind;
    if (kind == EVAL_BABBLE)
        snprintf(text, size, "babble of %s", folder_of_voices(e));
    else
        snprintf(text, size, "%s%s", pseg_noise_names[kind],
                 kind == PSEG_NOISE_HUM ? "" : " noise");
}
