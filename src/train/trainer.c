#include "trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backprop.h"
#include "blas.h"
#include "dropout.h"
#include "frame_loss.h"
#include "initialise.h"
#include "readout_loss.h"
#include "reals.h"

double pseg_learning_rate(const struct pseg_settings *s, double progress)
{
    const double least = 0.02; /* of the rate: the last steps still learn */
    if (s->schedule == PSEG_RATE_CONSTANT)
        return s->rate;
    return s->rate * (least + (1 - least) * 0.5 * (1 + cos(acos(-1.0) * progress)));
}

/* ---------------------------------------------------------------------------------- memory -- */

static size_t longest_samples(const struct pseg_dataset *ds)
{
    size_t n = 0;
    for (size_t i = 0; i < ds->train.n; i++)
        n = ds->train.utterances[i].n > n ? ds->train.utterances[i].n : n;
    for (size_t i = 0; i < ds->validation.n; i++)
        n = ds->validation.utterances[i].n > n ? ds->validation.utterances[i].n : n;
    return n;
}

static int longest_frames(const struct pseg_dataset *ds, const struct pseg_settings *s)
{
    const struct pseg_part *parts[2] = {&ds->train, &ds->validation};
    int n = 0;
    for (int i = 0; i < 2; i++)
        if (parts[i]->n) {
            const int most = pseg_take_frames(&parts[i]->utterances[parts[i]->n - 1], s);
            n = most > n ? most : n;
        }
    return n;
}

static int allocate(struct pseg_trainer *t, struct pseg_error *error)
{
    int missing = 0;
    const int batch = t->settings.batch;
    const size_t n = t->net.n_parameters, trace = pseg_trace_size(&t->net, t->chunk, batch);
    t->parameters = pseg_reals(n, &missing);
    t->best = pseg_reals(n, &missing);
    t->adam.m = pseg_reals(n, &missing);
    t->adam.v = pseg_reals(n, &missing);
    t->gradient = pseg_reals(n, &missing);
    t->trace_base = pseg_reals(trace, &missing);
    t->mask = t->settings.dropout > 0 ? pseg_reals(trace, &missing) : NULL;
    t->dprediction =
        pseg_reals((size_t)t->chunk * (size_t)batch * (size_t)t->net.n_features, &missing);
    if (t->net.readout >= 0) {
        const size_t units = (size_t)t->chunk * (size_t)batch * (size_t)t->config.n_hidden;
        t->dgate = pseg_reals(units, &missing);
        t->dstate = pseg_reals(units, &missing);
    }
    t->scratch = pseg_reals(pseg_backprop_scratch(&t->net, t->chunk, batch), &missing);
    t->history = calloc((size_t)t->settings.epochs, sizeof *t->history);
    missing |= !t->history;
    return missing ? pseg_fail(error, "out of memory for a batch of %d utterances", batch) : 0;
}

static int gather_voices(struct pseg_trainer *t, struct pseg_error *error)
{
    if (t->settings.babble > 0 &&
        pseg_dataset_voices(&t->voices, t->data, (uint64_t)t->settings.seed))
        return pseg_fail(error, "out of memory for babble");
    t->extractor.around.voices = t->voices.voice;
    t->extractor.around.n_voices = t->voices.n;
    return 0;
}

int pseg_trainer_init(struct pseg_trainer *t, const struct pseg_settings *s,
                      const struct pseg_dataset *data, struct pseg_error *error)
{
    struct pseg_random r;
    memset(t, 0, sizeof *t);
    if (pseg_settings_check(s, error))
        return -1;
    t->settings = *s;
    t->data = data;
    pseg_settings_config(&t->config, s);
    pseg_network_build(&t->net, &t->config);
    const int longest = longest_frames(data, s);
    t->chunk = s->bptt && s->bptt < longest ? s->bptt : longest;
    const int pad = t->chunk < longest ? t->chunk : 0;
    pseg_blas_single_thread();
    if (pseg_extractor_init(&t->extractor, &t->settings, longest_samples(data), error) ||
        gather_voices(t, error) ||
        pseg_batches_init(&t->train, &data->train, &t->extractor, s->batch, pad, error) ||
        pseg_batches_init(&t->validation, &data->validation, &t->extractor, s->batch, pad, error) ||
        allocate(t, error) ||
        pseg_measure_features(t->parameters + t->net.tensors[t->net.mean].offset,
                              t->parameters + t->net.tensors[t->net.gain].offset, &t->extractor,
                              &data->train, error)) {
        pseg_trainer_free(t);
        return -1;
    }
    pseg_random_seed(&r, (uint64_t)s->seed, pseg_random_stream("initial values"));
    pseg_initialise(t->parameters, &t->net, &r);
    return 0;
}

void pseg_trainer_free(struct pseg_trainer *t)
{
    pseg_batches_free(&t->train);
    pseg_batches_free(&t->validation);
    pseg_extractor_free(&t->extractor);
    pseg_free_voices(&t->voices);
    free(t->parameters);
    free(t->best);
    free(t->adam.m);
    free(t->adam.v);
    free(t->gradient);
    free(t->trace_base);
    free(t->mask);
    free(t->dprediction);
    free(t->dgate);
    free(t->dstate);
    free(t->scratch);
    free(t->history);
    memset(t, 0, sizeof *t);
}

/* -------------------------------------------------------------------------------- learning -- */

/* Enough rows for a product, and few enough that what a layer leaves is still in the second-level
 * cache when the next one reads it. */
enum { STEPS_AT_ONCE = 8 };

static void forward(struct pseg_trainer *t, const struct pseg_batch *b, int start)
{
    const size_t row = (size_t)b->batch * (size_t)t->net.n_features;
    for (int s = 0; s < t->trace.steps; s += STEPS_AT_ONCE) {
        const int left = t->trace.steps - s, n = left < STEPS_AT_ONCE ? left : STEPS_AT_ONCE;
        pseg_network_steps(&t->trace, s, n, b->x + (size_t)(start + s) * row, t->parameters,
                           &t->net, &pseg_kernels_blas);
    }
}

/* The predictor's loss, summed over the chunk, and its gradient in dprediction. */
static double predictor_loss(struct pseg_trainer *t, long *n_valid, const struct pseg_batch *b,
                             int start)
{
    const struct pseg_layer *last = &t->net.layers[t->net.n_layers - 1];
    const size_t row = (size_t)b->batch * (size_t)t->net.n_features;
    return pseg_frame_loss(t->dprediction, n_valid,
                           pseg_trace_row(&t->trace, last, PSEG_SLOT_OUT, 1),
                           b->x + (size_t)start * row, b->lengths, start, t->trace.steps, b->batch,
                           t->net.n_features, t->net.ahead);
}

/* Of a network with a readout: its cross-entropy, and `rpm` times the predictor's loss beside it.
 * Summed over the chunk; the gradient is that of the means over each one's valid frames. */
static double taught_loss(struct pseg_trainer *t, long *n_valid, const struct pseg_batch *b,
                          int start)
{
    const struct pseg_readout_task task = {&t->net, t->config.gate, t->config.readout_state,
                                           t->settings.delay + 1};
    const size_t at = (size_t)start * (size_t)b->batch;
    const float weight = (float)t->settings.rpm;
    const size_t d = (size_t)t->net.n_features;
    long predicted;
    const double predictor = predictor_loss(t, &predicted, b, start);
    for (size_t i = 0; i < (size_t)t->trace.steps * (size_t)b->batch * d; i++)
        t->dprediction[i] *= weight;
    const double sum =
        pseg_readout_loss(t->gradient, t->dgate, t->dstate, n_valid, &t->trace, b->x + at * d,
                          b->targets + at, b->lengths, start, t->parameters, &task);
    return predicted ? sum + weight * predictor * (double)*n_valid / (double)predicted : sum;
}

static void learn(struct pseg_trainer *t, const struct pseg_batch *b, int start, double rate)
{
    const struct pseg_readout_gradients readout = {
        t->dgate, t->config.readout_state ? t->dstate : NULL, t->config.gate};
    pseg_backprop(t->gradient, t->dprediction, t->scratch, &t->trace,
                  b->x + (size_t)start * (size_t)b->batch * (size_t)t->net.n_features,
                  t->parameters, &t->net, t->net.readout < 0 ? NULL : &readout);
    pseg_clip_gradient(t->gradient, t->settings.clip, &t->net);
    pseg_adam_step(t->parameters, &t->adam, t->gradient, rate, &t->net);
}

/* A batch in chunks: the state goes on from one to the next, the gradient does not. r NULL:
 * validation, nothing is learned and nothing dropped. */
static double run_batch(struct pseg_trainer *t, double *frames, const struct pseg_batch *b,
                        double rate, struct pseg_random *r)
{
    double sum = 0;
    long n_valid;
    t->trace.base = t->trace_base;
    t->trace.mask = r ? t->mask : NULL;
    t->trace.batch = b->batch;
    t->trace.steps = t->chunk < b->steps ? t->chunk : b->steps;
    pseg_network_clear(&t->trace, &t->net);
    for (int start = 0; start < b->steps; start += t->trace.steps) {
        if (start)
            pseg_network_carry(&t->trace, &t->net);
        if (t->trace.mask)
            pseg_draw_mask(t->mask, &t->trace, t->settings.dropout, &t->net, r);
        memset(t->gradient, 0, t->net.n_parameters * sizeof(float));
        forward(t, b, start);
        sum += t->net.readout < 0 ? predictor_loss(t, &n_valid, b, start)
                                  : taught_loss(t, &n_valid, b, start);
        *frames += (double)n_valid;
        if (r && n_valid)
            learn(t, b, start, rate);
    }
    return sum;
}

static void start(struct pseg_batches *b, struct pseg_trainer *t, int epoch)
{
    pseg_batches_start(b, t->parameters + t->net.tensors[t->net.mean].offset,
                       t->parameters[t->net.tensors[t->net.gain].offset], epoch);
}

static double validate(struct pseg_trainer *t)
{
    double sum = 0, frames = 0;
    const struct pseg_batch *b;
    start(&t->validation, t, 0);
    while ((b = pseg_batches_next(&t->validation)))
        sum += run_batch(t, &frames, b, 0, NULL);
    return sum / frames;
}

static void keep(struct pseg_trainer *t, struct pseg_epoch result)
{
    t->history[t->epoch++] = result;
    if (t->best_epoch && !(result.validation < t->history[t->best_epoch - 1].validation))
        return;
    t->best_epoch = t->epoch;
    memcpy(t->best, t->parameters, t->net.n_parameters * sizeof(float));
}

int pseg_trainer_epoch(struct pseg_trainer *t, pseg_train_progress *progress, void *user,
                       struct pseg_error *error)
{
    const int epoch = t->epoch + 1, n = t->train.n;
    struct pseg_epoch result;
    struct pseg_random r;
    double sum = 0, frames = 0;
    const struct pseg_batch *b;
    pseg_random_seed(&r, (uint64_t)t->settings.seed << 32 | (uint32_t)epoch,
                     pseg_random_stream("dropout"));
    start(&t->train, t, epoch);
    for (int done = 0; (b = pseg_batches_next(&t->train)); done++) {
        if (progress && progress(user, t, (double)done / n)) {
            pseg_batches_stop(&t->train);
            return 1;
        }
        const double passed = (t->epoch + (double)done / n) / t->settings.epochs;
        sum += run_batch(t, &frames, b, pseg_learning_rate(&t->settings, passed), &r);
    }
    result.loss = sum / frames;
    result.validation = t->validation.n ? validate(t) : result.loss;
    if (!isfinite(result.loss) || !isfinite(result.validation))
        return pseg_fail(error, "epoch %d: the loss is no number any more; try a lower --rate",
                         epoch);
    keep(t, result);
    return 0;
}

int pseg_trainer_finished(const struct pseg_trainer *t)
{
    const int patience = t->settings.patience;
    return t->epoch >= t->settings.epochs || (patience && t->epoch - t->best_epoch >= patience);
}

const float *pseg_trainer_result(const struct pseg_trainer *t)
{
    return t->settings.patience ? t->best : t->parameters;
}
