#include "extract.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "augment.h"
#include "offline.h"

int pseg_extractor_init(struct pseg_extractor *x, const struct pseg_settings *s, size_t longest,
                        struct pseg_error *error)
{
    struct pseg_arena arena = {NULL, 0};
    memset(x, 0, sizeof *x);
    pseg_settings_config(&x->config, s);
    pseg_frontend_init(&x->frontend, &arena, &x->config);
    x->memory = aligned_alloc(PSEG_ALIGNMENT, arena.used);
    x->audio = malloc(longest * sizeof(float));
    x->room = longest;
    x->settings = s;
    x->n_features = pseg_n_features(&x->config);
    if (!x->memory || !x->audio) {
        pseg_extractor_free(x);
        return pseg_fail(error, "out of memory for features");
    }
    arena = (struct pseg_arena){x->memory, 0};
    pseg_frontend_init(&x->frontend, &arena, &x->config);
    return 0;
}

void pseg_extractor_free(struct pseg_extractor *x)
{
    free(x->memory);
    free(x->audio);
    memset(x, 0, sizeof *x); /* to be freed again without harm */
}

void pseg_extract(float *features, size_t stride, struct pseg_extractor *x,
                  const struct pseg_utterance *u, int epoch)
{
    struct pseg_random r;
    pseg_random_seed(&r, (uint64_t)x->settings->seed << 32 | (uint32_t)epoch, u->stream);
    for (size_t i = 0; i < u->n; i++)
        x->audio[i] = (float)u->samples[i] / 32768;
    pseg_augment(x->audio, u->n, x->settings, &r);

    size_t used = 0;
    pseg_frontend_reset(&x->frontend);
    for (int t = 0; t < u->frames; t++) {
        used += pseg_frontend_push(&x->frontend, x->audio + used, u->n - used);
        pseg_frontend_frame(features + (size_t)t * stride, &x->frontend);
    }
    pseg_complete_features(features, (size_t)u->frames, stride, &x->config);
}

/* A quarter of an hour says enough about a mean. */
enum { MEASURED_FRAMES = 90000 };

int pseg_measure_features(float *mean, float *gain, struct pseg_extractor *x,
                          const struct pseg_part *part, struct pseg_error *error)
{
    const size_t d = (size_t)x->n_features;
    float *frames = malloc((x->room / (size_t)x->frontend.hop + 1) * d * sizeof(float));
    double *sums = calloc(2 * d, sizeof(double)), count = 0, variance = 0;
    if (!frames || !sums) {
        free(frames);
        free(sums);
        return pseg_fail(error, "out of memory for features");
    }
    const size_t skip = 1 + (size_t)(part->seconds * 100 / MEASURED_FRAMES);
    for (size_t i = 0; i < part->n; i += skip) {
        const struct pseg_utterance *u = &part->utterances[i];
        pseg_extract(frames, d, x, u, 0);
        for (size_t k = 0; k < (size_t)u->frames * d; k++) {
            sums[k % d] += frames[k];
            sums[d + k % d] += (double)frames[k] * frames[k];
        }
        count += u->frames;
    }
    for (size_t j = 0; j < d; j++) {
        mean[j] = (float)(sums[j] / count);
        variance += (sums[d + j] / count - sums[j] / count * sums[j] / count) / (double)d;
    }
    *gain = (float)(1 / sqrt(variance > 1e-6 ? variance : 1));
    free(frames);
    free(sums);
    return 0;
}
