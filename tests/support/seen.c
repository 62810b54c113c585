#include "seen.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "synth.h"

static void copy(const float **from, float *to, int n)
{
    if (*from)
        memcpy(to, *from, (size_t)n * sizeof *to);
    *from = *from ? to : NULL;
}

static void observe(void *user, const struct pseg_frame *frame)
{
    struct seen *s = user;
    const int t = s->frames++, n_gates = frame->n_gates * frame->n_hidden;
    assert_true(t < SEEN_MAX_FRAMES && frame->n_features <= SEEN_MAX_D &&
                frame->index == (uint64_t)t);
    s->frame[t] = *frame;
    copy(&s->frame[t].features, s->features[t], frame->n_features);
    copy(&s->frame[t].error, s->error[t], frame->n_features);
    copy(&s->frame[t].gates, s->gates[t], n_gates);
    copy(&s->frame[t].last_gates, s->last_gates[t], n_gates);
    copy(&s->frame[t].state, s->state[t], frame->n_hidden);
}

struct run *run_model(int index)
{
    const struct cut cut = {"random pieces", 0, 3};
    struct run *r = calloc(1, sizeof *r);
    assert_non_null(r);
    r->config = toy_config_of(index);
    toy_model_make(&r->toy, &r->config, (uint32_t)index);
    r->d = toy_detector(&r->memory, &r->toy.model);
    synth_speech(r->audio, SEEN_LENGTH, (uint32_t)index + 20);
    pseg_observe(r->d, observe, &r->seen);
    stream_make(&r->stream, SEEN_LENGTH);
    stream_run(&r->stream, r->d, r->audio, SEEN_LENGTH, &cut);
    return r;
}

void run_free(struct run *r)
{
    stream_free(&r->stream);
    free(r->memory);
    toy_model_free(&r->toy);
    free(r);
}

void run_all(void (*check)(const struct run *r))
{
    for (int m = 0; m < TOY_N_MODELS; m++) {
        struct run *r = run_model(m);
        check(r);
        run_free(r);
    }
}
