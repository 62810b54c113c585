#include "babble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "find_audio.h"
#include "noise.h"

static void add_voice(float *noise, size_t n, const struct pseg_voice *v, struct pseg_random *r)
{
    const double energy = pseg_energy(v->x, v->n);
    if (energy == 0)
        return;
    const float gain = (float)(1 / sqrt(energy / (double)v->n));
    size_t at = (size_t)pseg_random_below(r, v->n);
    for (size_t i = 0; i < n; i++) {
        noise[i] += gain * v->x[at];
        at = at + 1 < v->n ? at + 1 : 0;
    }
}

void pseg_make_babble(float *noise, size_t n, const struct pseg_voice *voices, size_t n_voices,
                      struct pseg_random *r)
{
    size_t left[PSEG_BABBLE_POOL];
    memset(noise, 0, n * sizeof *noise);
    for (size_t i = 0; i < n_voices; i++)
        left[i] = i;
    for (int k = 0; k < PSEG_BABBLE_VOICES && n_voices; k++) {
        const size_t drawn = (size_t)pseg_random_below(r, n_voices);
        add_voice(noise, n, &voices[left[drawn]], r);
        left[drawn] = left[--n_voices];
    }
    pseg_unit_power(noise, n);
}

static int load(struct pseg_voice *v, const char *path, int rate, struct pseg_error *error)
{
    const size_t most = (size_t)PSEG_BABBLE_SECONDS * (size_t)rate;
    float *x;
    if (pseg_audio_load(&x, &v->n, path, rate, error))
        return -1;
    if (v->n > most) {
        float *less = realloc(x, most * sizeof *x);
        x = less ? less : x;
        v->n = most;
    }
    v->x = x;
    return 0;
}

int pseg_load_voices(struct pseg_voices *v, const char *folder, int rate, uint64_t seed,
                     struct pseg_error *error)
{
    struct pseg_files files = {0};
    struct pseg_random r;
    double sum = 0;
    int result = pseg_find_audio(&files, folder, error);
    v->n = 0;
    pseg_random_seed(&r, seed, pseg_random_stream("voices"));
    for (size_t left = files.n; left && v->n < PSEG_BABBLE_POOL && !result; left--) {
        const size_t drawn = (size_t)pseg_random_below(&r, left);
        const struct pseg_found chosen = files.file[drawn];
        struct pseg_voice *voice = &v->voice[v->n];
        files.file[drawn] = files.file[left - 1]; /* both stay in the list, to be freed */
        files.file[left - 1] = chosen;
        result = load(voice, chosen.path, rate, error);
        if (!result) {
            sum += pseg_energy(voice->x, voice->n);
            v->n++;
        }
    }
    pseg_files_free(&files);
    return !result && sum == 0 ? pseg_fail(error, "%s: there is only silence", folder) : result;
}

void pseg_free_voices(struct pseg_voices *v)
{
    for (size_t i = 0; i < v->n; i++)
        free(v->voice[i].x);
    v->n = 0;
}
