/* Small training runs: their data, their settings, their epochs. */
#ifndef SMALL_RUN_H
#define SMALL_RUN_H

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "synth.h"
#include "trainer.h"

enum { UTTERANCES = 10, KEPT = 3, SAMPLES = 8000, STEP = 400 };

static struct pseg_dataset small_data;

/* n recordings of rising length, at most UTTERANCES; another seed makes others. */
static inline void small_part(struct pseg_part *part, int n, uint32_t seed)
{
    memset(part, 0, sizeof *part);
    part->utterances = calloc((size_t)n, sizeof *part->utterances);
    part->n = (size_t)n;
    for (int i = 0; i < n; i++) {
        struct pseg_utterance *u = &part->utterances[i];
        float audio[SAMPLES + UTTERANCES * STEP];
        u->n = (size_t)(SAMPLES + i * STEP);
        u->frames = (int)((u->n - 400) / 160) + 1;
        u->stream = seed * 100 + (uint64_t)i;
        u->samples = malloc(u->n * sizeof *u->samples);
        synth_speech(audio, u->n, seed * 100 + (uint32_t)i);
        for (size_t k = 0; k < u->n; k++)
            u->samples[k] = (int16_t)(20000 * audio[k]);
        part->seconds += (double)u->n / 16000;
    }
}

/* A group's set-up and tear-down. */
static inline int make_small_data(void **state)
{
    (void)state;
    small_part(&small_data.train, UTTERANCES, 1);
    small_part(&small_data.validation, KEPT, 2);
    small_data.fingerprint = 42;
    return 0;
}

static inline int free_small_data(void **state)
{
    (void)state;
    struct pseg_part *parts[2] = {&small_data.train, &small_data.validation};
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < parts[i]->n; k++)
            free(parts[i]->utterances[k].samples);
        free(parts[i]->utterances);
    }
    return 0;
}

static inline struct pseg_settings small_settings(void)
{
    struct pseg_settings s;
    pseg_settings_default(&s);
    s.mel = 10;
    s.ceps = 0;
    s.dense = 8;
    s.hidden = 6;
    s.batch = 4;
    s.epochs = 6;
    s.rate = 0.01;
    return s;
}

static inline void start(struct pseg_trainer *t, const struct pseg_settings *s)
{
    struct pseg_error error;
    if (pseg_trainer_init(t, s, &small_data, &error))
        fail_msg("%s", error.text);
}

static inline void run_epochs(struct pseg_trainer *t, int last)
{
    struct pseg_error error;
    while (!pseg_trainer_finished(t) && t->epoch < last)
        if (pseg_trainer_epoch(t, NULL, NULL, &error))
            fail_msg("%s", error.text);
}

static inline void assert_same_weights(const struct pseg_trainer *a, const struct pseg_trainer *b)
{
    assert_memory_equal(a->parameters, b->parameters, a->net.n_parameters * sizeof(float));
    assert_memory_equal(a->best, b->best, a->net.n_parameters * sizeof(float));
}

#endif
